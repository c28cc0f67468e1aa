import type { TxType } from "../../protocol"
import {
  ALL_TYPES,
  broken,
  CARD,
  NEW_ON_ORIGINAL,
  ON_ORIGINAL,
  REGISTRATION,
  WITH_AMOUNT,
  WITH_CURRENCY,
} from "./broken"
import type { Row } from "./matrix"

/** Fields that are missing. */
export const MISSING_ROWS: readonly Row[] = [
  broken("VendorTxCode missing", ALL_TYPES, { VendorTxCode: "" }, "MALFORMED 3009"),
  broken("VPSTxId missing", ON_ORIGINAL, { VPSTxId: "" }, "MALFORMED 3046"),
  broken("SecurityKey missing", ON_ORIGINAL, { SecurityKey: "" }, "MALFORMED 3074"),
  broken("TxAuthNo missing", ["RELEASE", "ABORT", "VOID"], { TxAuthNo: "" }, "MALFORMED 3072"),
  broken("ReleaseAmount missing", ["RELEASE"], { ReleaseAmount: "" }, "MALFORMED 3102"),
  broken("Amount missing", WITH_AMOUNT, { Amount: "" }, "MALFORMED 3031"),
  broken("Currency missing", WITH_CURRENCY, { Currency: "" }, "MALFORMED 3045"),
  broken("Description missing", WITH_AMOUNT, { Description: "" }, "MALFORMED 3013"),
  broken("RelatedVPSTxId missing", NEW_ON_ORIGINAL, { RelatedVPSTxId: "" }, "MALFORMED 3070"),
  broken(
    "RelatedVendorTxCode missing",
    NEW_ON_ORIGINAL,
    { RelatedVendorTxCode: "" },
    "MALFORMED 3038"
  ),
  broken(
    "RelatedSecurityKey missing",
    NEW_ON_ORIGINAL,
    { RelatedSecurityKey: "" },
    "MALFORMED 3033"
  ),
  broken(
    "RelatedTxAuthNo missing",
    ["REFUND", "REPEAT", "REPEATDEFERRED"],
    { RelatedTxAuthNo: "" },
    "MALFORMED 3040"
  ),
  broken("CardNumber missing", CARD, { CardNumber: "" }, "MALFORMED 3051"),
  broken("ExpiryDate missing", CARD, { ExpiryDate: "" }, "MALFORMED 3052"),
  broken("CardType missing", CARD, { CardType: "" }, "MALFORMED 3055"),
  broken("CardHolder missing", CARD, { CardHolder: "" }, "INVALID 3058"),
  broken("CV2 missing", ["MANUAL"], { CV2: "" }, "MALFORMED 5017"),
  broken("NotificationURL missing", REGISTRATION, { NotificationURL: "" }, "MALFORMED 3076"),
  broken("BillingSurname missing", REGISTRATION, { BillingSurname: "" }, "MALFORMED 3107"),
  broken("DeliveryCity missing", REGISTRATION, { DeliveryCity: "" }, "MALFORMED 5007"),
  broken("BillingPostCode missing", REGISTRATION, { BillingPostCode: "" }, "MALFORMED 3090"),
  broken("BillingState missing", REGISTRATION, { BillingCountry: "US" }, "MALFORMED 3147"),
  broken(
    "half a delivery block",
    ["REPEAT", "REPEATDEFERRED"],
    { DeliverySurname: "Smith" },
    "MALFORMED 3120"
  ),
  broken(
    "RECURRING without RecurringExpiry",
    ["REPEAT", "REPEATDEFERRED"],
    { COFUsage: "SUBSEQUENT", InitiatedType: "MIT", MITType: "RECURRING" },
    "MALFORMED 5007"
  ),
].flat()

const item = (gross: string, total: string): string =>
  "<basket><item><description>Tea &amp; cake</description><quantity>3</quantity>" +
  `<unitNetAmount>2.00</unitNetAmount><unitTaxAmount>0.40</unitTaxAmount>` +
  `<unitGrossAmount>${gross}</unitGrossAmount><totalGrossAmount>${total}</totalGrossAmount>` +
  "</item></basket>"

const WITH_BASKET: TxType[] = ["MANUAL", "REPEAT", "REPEATDEFERRED", ...REGISTRATION]
const WITH_XML: TxType[] = ["MANUAL", ...REGISTRATION]

/** XML that cannot be read, or does not add up. */
export const XML_ROWS: readonly Row[] = [
  broken("BasketXML cut off", WITH_BASKET, { BasketXML: "<basket><item>" }, "INVALID 3021"),
  broken(
    "BasketXML crossed",
    WITH_BASKET,
    { BasketXML: "<basket><a></basket></a>" },
    "INVALID 3021"
  ),
  broken("BasketXML with &", WITH_BASKET, { BasketXML: "<basket>a & b</basket>" }, "INVALID 3021"),
  broken("BasketXML of no item", WITH_BASKET, { BasketXML: "<basket></basket>" }, "INVALID 3021"),
  broken(
    "another root",
    WITH_BASKET,
    { BasketXML: item("2.40", "7.20").replaceAll("basket", "b") },
    "INVALID 3021"
  ),
  broken("gross not net + tax", WITH_BASKET, { BasketXML: item("2.41", "7.23") }, "INVALID 3195"),
  broken(
    "total not gross x quantity",
    WITH_BASKET,
    { BasketXML: item("2.40", "7.21") },
    "INVALID 3195"
  ),
  broken(
    "CustomerXML crossed",
    WITH_XML,
    { CustomerXML: "<customer><a></customer>" },
    "INVALID 3173"
  ),
  broken(
    "SurchargeXML crossed",
    WITH_XML,
    { SurchargeXML: "<surcharges><a></surcharges>" },
    "INVALID 3174"
  ),
  broken("a basket that adds up", ["PAYMENT"], { BasketXML: item("2.40", "7.20") }, "OK 2014"),
  broken("a basket that adds up", ["REPEAT"], { BasketXML: item("2.40", "7.20") }, "OK 0000"),
].flat()

/** Fields that are badly formed. */
export const FORMAT_ROWS: readonly Row[] = [
  broken("VendorTxCode too long", ALL_TYPES, { VendorTxCode: "x".repeat(41) }, "INVALID 3080"),
  broken("VendorTxCode badly formed", ALL_TYPES, { VendorTxCode: "a b" }, "INVALID 3035"),
  broken("VPSTxId badly formed", ON_ORIGINAL, { VPSTxId: "{12}" }, "INVALID 3047"),
  broken("SecurityKey badly formed", ON_ORIGINAL, { SecurityKey: "a/b" }, "INVALID 3075"),
  broken(
    "RelatedVPSTxId badly formed",
    NEW_ON_ORIGINAL,
    { RelatedVPSTxId: "{12}" },
    "INVALID 3071"
  ),
  broken(
    "RelatedSecurityKey badly formed",
    NEW_ON_ORIGINAL,
    { RelatedSecurityKey: "a/b" },
    "INVALID 3007"
  ),
  broken("three decimals", WITH_AMOUNT, { Amount: "3.235" }, "INVALID 3032"),
  broken("Amount of nothing", WITH_AMOUNT, { Amount: "0.00" }, "INVALID 3005"),
  broken("Amount too large", WITH_AMOUNT, { Amount: "100000.01" }, "INVALID 3005"),
  broken("decimals in yen", WITH_CURRENCY, { Amount: "10.50", Currency: "JPY" }, "INVALID 3056"),
  broken("Currency of no land", WITH_CURRENCY, { Currency: "gb" }, "INVALID 3003"),
  broken("Currency not on the account", WITH_CURRENCY, { Currency: "SGD" }, "INVALID 4008"),
  broken("Description too long", WITH_AMOUNT, { Description: "x".repeat(101) }, "INVALID 3082"),
  broken(
    "NotificationURL too long",
    REGISTRATION,
    { NotificationURL: `https://shop.test/${"x".repeat(255)}` },
    "INVALID 3037"
  ),
  broken("ReleaseAmount badly formed", ["RELEASE"], { ReleaseAmount: "ten" }, "INVALID 3102"),
  broken("AccountType not set up", ["MANUAL", "PAYMENT"], { AccountType: "M" }, "INVALID 3099", {
    settings: { account_types: ["E"] },
  }),
  broken(
    "both baskets",
    ["MANUAL", "PAYMENT"],
    { Basket: "1:Tea:1:1:0:1:1", BasketXML: "<basket></basket>" },
    "INVALID 3194"
  ),
].flat()
