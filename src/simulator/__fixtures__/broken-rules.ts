import type { TxType } from "../../protocol"
import { answer } from "../gateway"
import { pay } from "../pay"
import type { AccountSettings } from "../types"
import { short, VENDOR } from "./bench"
import type { Bench, Fields } from "./bench"
import { makeOriginal } from "./originals"
import type { OriginalName } from "./originals"
import type { Row } from "./matrix"

const ORIGINAL_OF: Readonly<Partial<Record<TxType, OriginalName>>> = {
  RELEASE: "DEFERRED",
  ABORT: "DEFERRED",
  VOID: "PAYMENT",
  CANCEL: "AUTHENTICATE",
  REFUND: "PAYMENT",
  REPEAT: "PAYMENT",
  REPEATDEFERRED: "PAYMENT",
  AUTHORISE: "AUTHENTICATE",
}
const REFERRING = Object.keys(ORIGINAL_OF) as TxType[]
const ON_ORIGINAL: TxType[] = ["RELEASE", "ABORT", "VOID", "CANCEL"]
const NEW_ON_ORIGINAL: TxType[] = ["REFUND", "REPEAT", "REPEATDEFERRED", "AUTHORISE"]
const CARD: TxType[] = ["MANUAL", "DIRECTREFUND"]
const REGISTRATION: TxType[] = ["PAYMENT", "DEFERRED", "AUTHENTICATE"]
const WITH_AMOUNT: TxType[] = [...NEW_ON_ORIGINAL, ...CARD, ...REGISTRATION]
const WITH_CURRENCY = WITH_AMOUNT.filter((type) => type !== "AUTHORISE")
export const ALL_TYPES: TxType[] = [...REFERRING, ...CARD, ...REGISTRATION]

/** A request that would succeed, but for these fields and this account. */
async function ask(
  bench: Bench,
  txType: TxType,
  overrides: Fields,
  settings: Partial<AccountSettings> = {},
  service?: string
): Promise<string> {
  const fields = await whole(bench, txType)
  bench.core.accounts.set(VENDOR, settings)
  return short(bench.post(txType, { ...fields, ...overrides }, service))
}

async function whole(bench: Bench, txType: TxType): Promise<Fields> {
  const original = ORIGINAL_OF[txType]
  if (original) return bench.about(txType, await makeOriginal(bench, original))
  if (REGISTRATION.includes(txType)) return bench.registration()
  bench.core.accounts.set(VENDOR, { direct_refund: true })
  return txType === "MANUAL" ? bench.manual() : bench.card()
}

type Broken = {
  rule: string
  of: readonly TxType[]
  fields?: Fields
  settings?: Partial<AccountSettings>
  expected: string | ((txType: TxType) => string)
  service?: string
}

const related =
  (own: string, other: string) =>
  (txType: TxType): string =>
    ON_ORIGINAL.includes(txType) ? own : other

const BROKEN: readonly Broken[] = [
  { rule: "Vendor missing", of: ALL_TYPES, fields: { Vendor: "" }, expected: "MALFORMED 3034" },
  {
    rule: "Vendor badly formed",
    of: ALL_TYPES,
    fields: { Vendor: "a-b" },
    expected: "INVALID 3008",
  },
  { rule: "Vendor unknown", of: ALL_TYPES, fields: { Vendor: "nobody" }, expected: "INVALID 4000" },
  {
    rule: "account inactive",
    of: ALL_TYPES,
    settings: { active: false },
    expected: "INVALID 4000",
  },
  { rule: "account closed", of: ALL_TYPES, settings: { closed: true }, expected: "INVALID 4047" },
  {
    rule: "address not allowed",
    of: ALL_TYPES,
    settings: { allowed_ips: ["10.0.0.2"] },
    expected: "INVALID 4020",
  },
  { rule: "TxType missing", of: ALL_TYPES, fields: { TxType: "" }, expected: "MALFORMED 3039" },
  {
    rule: "TxType of no kind",
    of: ALL_TYPES,
    fields: { TxType: "GIVE" },
    expected: "INVALID 3014",
  },
  {
    rule: "another service",
    of: ALL_TYPES.filter((type) => type !== "CANCEL"),
    service: "cancel.vsp",
    expected: "INVALID 3014",
  },
  { rule: "no such service", of: ["VOID"], service: "undo.vsp", expected: "INVALID 5001" },
  {
    rule: "type not on the account",
    of: ALL_TYPES,
    settings: { tx_types: [] },
    expected: "INVALID 4006",
  },
  {
    rule: "type switched off",
    of: ALL_TYPES,
    settings: { inactive_tx_types: ALL_TYPES },
    expected: "INVALID 4007",
  },
  {
    rule: "not enabled",
    of: ["DIRECTREFUND"],
    settings: { direct_refund: false },
    expected: "INVALID 3171",
  },
  {
    rule: "version of no such service",
    of: ALL_TYPES.filter((type) => !["REFUND", "REPEAT", "REPEATDEFERRED", "VOID"].includes(type)),
    fields: { VPSProtocol: "2.22" },
    expected: "INVALID 3098",
  },
  // Missing.
  {
    rule: "VendorTxCode missing",
    of: ALL_TYPES,
    fields: { VendorTxCode: "" },
    expected: "MALFORMED 3009",
  },
  { rule: "VPSTxId missing", of: ON_ORIGINAL, fields: { VPSTxId: "" }, expected: "MALFORMED 3046" },
  {
    rule: "SecurityKey missing",
    of: ON_ORIGINAL,
    fields: { SecurityKey: "" },
    expected: "MALFORMED 3074",
  },
  {
    rule: "TxAuthNo missing",
    of: ["RELEASE", "ABORT", "VOID"],
    fields: { TxAuthNo: "" },
    expected: "MALFORMED 3072",
  },
  {
    rule: "ReleaseAmount missing",
    of: ["RELEASE"],
    fields: { ReleaseAmount: "" },
    expected: "MALFORMED 3102",
  },
  { rule: "Amount missing", of: WITH_AMOUNT, fields: { Amount: "" }, expected: "MALFORMED 3031" },
  {
    rule: "Currency missing",
    of: WITH_CURRENCY,
    fields: { Currency: "" },
    expected: "MALFORMED 3045",
  },
  {
    rule: "Description missing",
    of: WITH_AMOUNT,
    fields: { Description: "" },
    expected: "MALFORMED 3013",
  },
  {
    rule: "RelatedVPSTxId missing",
    of: NEW_ON_ORIGINAL,
    fields: { RelatedVPSTxId: "" },
    expected: "MALFORMED 3070",
  },
  {
    rule: "RelatedVendorTxCode missing",
    of: NEW_ON_ORIGINAL,
    fields: { RelatedVendorTxCode: "" },
    expected: "MALFORMED 3038",
  },
  {
    rule: "RelatedSecurityKey missing",
    of: NEW_ON_ORIGINAL,
    fields: { RelatedSecurityKey: "" },
    expected: "MALFORMED 3033",
  },
  {
    rule: "RelatedTxAuthNo missing",
    of: ["REFUND", "REPEAT", "REPEATDEFERRED"],
    fields: { RelatedTxAuthNo: "" },
    expected: "MALFORMED 3040",
  },
  { rule: "CardNumber missing", of: CARD, fields: { CardNumber: "" }, expected: "MALFORMED 3051" },
  { rule: "ExpiryDate missing", of: CARD, fields: { ExpiryDate: "" }, expected: "MALFORMED 3052" },
  { rule: "CardType missing", of: CARD, fields: { CardType: "" }, expected: "MALFORMED 3055" },
  { rule: "CardHolder missing", of: CARD, fields: { CardHolder: "" }, expected: "MALFORMED 3058" },
  { rule: "CV2 missing", of: ["MANUAL"], fields: { CV2: "" }, expected: "MALFORMED 5017" },
  {
    rule: "NotificationURL missing",
    of: REGISTRATION,
    fields: { NotificationURL: "" },
    expected: "MALFORMED 3076",
  },
  {
    rule: "BillingSurname missing",
    of: REGISTRATION,
    fields: { BillingSurname: "" },
    expected: "MALFORMED 3107",
  },
  {
    rule: "DeliveryCity missing",
    of: REGISTRATION,
    fields: { DeliveryCity: "" },
    expected: "MALFORMED 5007",
  },
  {
    rule: "BillingPostCode missing",
    of: REGISTRATION,
    fields: { BillingPostCode: "" },
    expected: "MALFORMED 3090",
  },
  {
    rule: "BillingState missing",
    of: REGISTRATION,
    fields: { BillingCountry: "US" },
    expected: "MALFORMED 3147",
  },
  {
    rule: "half a delivery block",
    of: ["REPEAT", "REPEATDEFERRED"],
    fields: { DeliverySurname: "Smith" },
    expected: "MALFORMED 3120",
  },
  {
    rule: "RECURRING without RecurringExpiry",
    of: ["REPEAT", "REPEATDEFERRED"],
    fields: { COFUsage: "SUBSEQUENT", InitiatedType: "MIT", MITType: "RECURRING" },
    expected: "MALFORMED 5007",
  },
  // Badly formed.
  {
    rule: "VendorTxCode too long",
    of: ALL_TYPES,
    fields: { VendorTxCode: "x".repeat(41) },
    expected: "INVALID 3080",
  },
  {
    rule: "VendorTxCode badly formed",
    of: ALL_TYPES,
    fields: { VendorTxCode: "a b" },
    expected: "INVALID 3035",
  },
  {
    rule: "VPSTxId badly formed",
    of: ON_ORIGINAL,
    fields: { VPSTxId: "{12}" },
    expected: "INVALID 3047",
  },
  {
    rule: "SecurityKey badly formed",
    of: ON_ORIGINAL,
    fields: { SecurityKey: "a/b" },
    expected: "INVALID 3075",
  },
  {
    rule: "RelatedVPSTxId badly formed",
    of: NEW_ON_ORIGINAL,
    fields: { RelatedVPSTxId: "{12}" },
    expected: "INVALID 3071",
  },
  {
    rule: "RelatedSecurityKey badly formed",
    of: NEW_ON_ORIGINAL,
    fields: { RelatedSecurityKey: "a/b" },
    expected: "INVALID 3007",
  },
  {
    rule: "three decimals",
    of: WITH_AMOUNT,
    fields: { Amount: "3.235" },
    expected: "INVALID 3032",
  },
  {
    rule: "Amount of nothing",
    of: WITH_AMOUNT,
    fields: { Amount: "0.00" },
    expected: "INVALID 3005",
  },
  {
    rule: "Amount too large",
    of: WITH_AMOUNT,
    fields: { Amount: "100000.01" },
    expected: "INVALID 3005",
  },
  {
    rule: "decimals in yen",
    of: WITH_CURRENCY,
    fields: { Amount: "10.50", Currency: "JPY" },
    expected: "INVALID 3056",
  },
  {
    rule: "Currency of no land",
    of: WITH_CURRENCY,
    fields: { Currency: "gb" },
    expected: "INVALID 3003",
  },
  {
    rule: "Currency not on the account",
    of: WITH_CURRENCY,
    fields: { Currency: "SGD" },
    expected: "INVALID 4008",
  },
  {
    rule: "Description too long",
    of: WITH_AMOUNT,
    fields: { Description: "x".repeat(101) },
    expected: "INVALID 3082",
  },
  {
    rule: "NotificationURL too long",
    of: REGISTRATION,
    fields: { NotificationURL: `https://shop.test/${"x".repeat(255)}` },
    expected: "INVALID 3037",
  },
  {
    rule: "ReleaseAmount badly formed",
    of: ["RELEASE"],
    fields: { ReleaseAmount: "ten" },
    expected: "INVALID 3102",
  },
  {
    rule: "AccountType not set up",
    of: ["MANUAL", "PAYMENT"],
    fields: { AccountType: "M" },
    settings: { account_types: ["E"] },
    expected: "INVALID 3099",
  },
  {
    rule: "both baskets",
    of: ["MANUAL", "PAYMENT"],
    fields: { Basket: "1:Tea:1:1:0:1:1", BasketXML: "<basket></basket>" },
    expected: "INVALID 3194",
  },
  // Cards.
  {
    rule: "check digit",
    of: CARD,
    fields: { CardNumber: "4929000000007" },
    expected: "INVALID 5011",
  },
  { rule: "card of another type", of: CARD, fields: { CardType: "MC" }, expected: "INVALID 4022" },
  {
    rule: "card range unknown",
    of: CARD,
    fields: { CardNumber: "4111111111111111" },
    expected: "INVALID 4021",
  },
  { rule: "card expired", of: CARD, fields: { ExpiryDate: "0220" }, expected: "INVALID 5013" },
  {
    rule: "declined by the bank",
    of: ["MANUAL"],
    fields: { CardNumber: "4929602110085639" },
    expected: "NOTAUTHED 2000",
  },
  // The original.
  {
    rule: "no such original",
    of: REFERRING,
    fields: {
      VPSTxId: "{00000000-0000-0000-0000-000000000000}",
      RelatedVPSTxId: "{00000000-0000-0000-0000-000000000000}",
    },
    expected: related("INVALID 5036", "INVALID 4028"),
  },
  {
    rule: "another vendor's original",
    of: REFERRING,
    fields: { Vendor: "othervendor" },
    expected: "INVALID 4032",
  },
  {
    rule: "another VendorTxCode",
    of: REFERRING.filter((type) => type !== "VOID"),
    fields: { RelatedVendorTxCode: "another" },
    expected: (txType) => (ON_ORIGINAL.includes(txType) ? (OK_OF[txType] ?? "") : "INVALID 4029"),
  },
  {
    rule: "another SecurityKey",
    of: REFERRING,
    fields: { SecurityKey: "0000000000", RelatedSecurityKey: "0000000000" },
    expected: "INVALID 4031",
  },
  {
    rule: "another TxAuthNo",
    of: ["RELEASE", "ABORT", "VOID", "REFUND", "REPEAT", "REPEATDEFERRED"],
    fields: { TxAuthNo: "1", RelatedTxAuthNo: "1" },
    expected: "INVALID 4030",
  },
  {
    rule: "another currency",
    of: ["REFUND"],
    fields: { Currency: "EUR" },
    expected: "INVALID 4033",
  },
  {
    rule: "any currency of the account",
    of: ["REPEAT", "REPEATDEFERRED"],
    fields: { Currency: "EUR" },
    expected: "OK 0000",
  },
  {
    rule: "more than the original",
    of: ["RELEASE"],
    fields: { ReleaseAmount: "30.01" },
    expected: "INVALID 4049",
  },
  {
    rule: "more than was taken",
    of: ["REFUND"],
    fields: { Amount: "30.01" },
    expected: "INVALID 4035",
  },
  { rule: "115 %", of: ["AUTHORISE"], fields: { Amount: "34.50" }, expected: "OK 0000" },
  {
    rule: "a penny over 115 %",
    of: ["AUTHORISE"],
    fields: { Amount: "34.51" },
    expected: "INVALID 4044",
  },
  {
    rule: "more than the original",
    of: ["REPEAT", "REPEATDEFERRED"],
    fields: { Amount: "999.00" },
    expected: "OK 0000",
  },
]

const OK_OF: Readonly<Partial<Record<TxType, string>>> = {
  RELEASE: "OK 2004",
  ABORT: "OK 2006",
  CANCEL: "OK 2012",
}

const unused: Row[] = [...NEW_ON_ORIGINAL, ...CARD].map((txType) => ({
  name: `${txType}, VendorTxCode used before`,
  expected: "INVALID 4042",
  run: async (bench) => {
    const earlier = await bench.paid("PAYMENT")
    return ask(bench, txType, { VendorTxCode: earlier.vendorTxCode })
  },
}))

const wrongCodeOnOriginal: Row[] = (["RELEASE", "ABORT", "CANCEL", "VOID"] as const).map(
  (txType) => ({
    name: `${txType} with another VendorTxCode`,
    // A VOID is not compared: some clients send a fresh code (inferred).
    expected: txType === "VOID" ? "OK 2005" : "INVALID 4029",
    run: (bench) => ask(bench, txType, { VendorTxCode: "another" }),
  })
)

const yen: Row[] = (["RELEASE", "AUTHORISE"] as const).map((txType) => ({
  name: `${txType} of yen with decimals`,
  expected: txType === "RELEASE" ? "INVALID 3102" : "INVALID 3006",
  run: async (bench) => {
    const type = txType === "RELEASE" ? "DEFERRED" : "AUTHENTICATE"
    const original = await bench.paid(type, {}, { Amount: "3000", Currency: "JPY" })
    return short(
      bench.act(txType, original, {
        Amount: "10.50",
        ReleaseAmount: txType === "RELEASE" ? "10.50" : "",
      })
    )
  },
}))

const repeatedField: Row = {
  name: "VOID with a field twice",
  expected: "INVALID 3000",
  run: async (bench) => {
    const original = await bench.paid("PAYMENT")
    const fields = {
      VPSProtocol: "4.00",
      TxType: "VOID",
      Vendor: VENDOR,
      ...bench.about("VOID", original),
    }
    const message = { fields, repeated: ["TxAuthNo"], ip: "10.0.0.1" }
    return short(answer(bench.core, "void.vsp", message) as Fields)
  },
}

/** A second registration under the same code. */
const again = (
  name: string,
  expected: string,
  overrides: Fields,
  first: "open" | "paid" = "open",
  txType: TxType = "PAYMENT"
): Row => ({
  name: `registered again, ${name}`,
  expected,
  run: async (bench) => {
    const fields = bench.registration()
    const earlier = bench.stored(bench.post("PAYMENT", fields))
    if (first === "paid") {
      await pay(bench.core, earlier, {})
    }
    return short(bench.post(txType, { ...fields, ...overrides }))
  },
})

const REGISTERED_AGAIN: readonly Row[] = [
  again("the same", "OK REPEATED 2014", {}),
  again("the same Amount written otherwise", "OK REPEATED 2014", { Amount: "30" }),
  again("another Amount", "MALFORMED 4002", { Amount: "31.00" }),
  again("another Currency", "MALFORMED 4003", { Currency: "EUR" }),
  again("another TxType", "MALFORMED 4004", {}, "open", "DEFERRED"),
  again("another Description", "MALFORMED 4005", { Description: "Tea" }),
  again("after it was paid", "INVALID 4042", {}, "paid"),
]

export const BROKEN_ROWS: readonly Row[] = [
  ...BROKEN.flatMap(({ rule, of, fields, settings, expected, service }) =>
    of.map((txType) => ({
      name: `${txType}, ${rule}`,
      expected: typeof expected === "string" ? expected : expected(txType),
      run: (bench: Bench) => ask(bench, txType, fields ?? {}, settings, service),
    }))
  ),
  ...unused,
  ...wrongCodeOnOriginal,
  ...yen,
  repeatedField,
  ...REGISTERED_AGAIN,
]
