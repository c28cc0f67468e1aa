import { CARD_TYPES } from "./card-types"
import { always, conditional, optional } from "./rows"

const HEAD = always("VPSProtocol", "TxType", "Vendor", "VendorTxCode")

/** The transaction itself: RELEASE, ABORT, VOID (Shared guide A1, B1, E1). */
const ITSELF = [...HEAD, ...always("VPSTxId", "SecurityKey", "TxAuthNo")] as const

const RELATED = always("RelatedVPSTxId", "RelatedVendorTxCode", "RelatedSecurityKey")

const CURRENCY = { field: "Currency", need: "always", rule: "amountInCurrency" } as const

const MONEY = [...always("Amount"), CURRENCY, ...always("Description")] as const

const MODERN = ["3.00", "4.00"] as const
const ONLY_400 = ["4.00"] as const

const CARD = [
  ...always("CardHolder", "CardNumber", "ExpiryDate"),
  { field: "CardType", need: "always", values: Object.keys(CARD_TYPES) },
] as const

export const RELEASE_ROWS = [...ITSELF, ...always("ReleaseAmount")] as const
export const ABORT_ROWS = ITSELF
export const VOID_ROWS = ITSELF

/** Shared guide I1: as ABORT, without TxAuthNo, which an AUTHENTICATE does not have. */
export const CANCEL_ROWS = [...HEAD, ...always("VPSTxId", "SecurityKey")] as const

export const REFUND_ROWS = [...HEAD, ...MONEY, ...RELATED, ...always("RelatedTxAuthNo")] as const

/** Shared guide D1. The 2.22 form ends at RelatedTxAuthNo. */
export const REPEAT_ROWS = [
  ...REFUND_ROWS,
  { field: "CV2", need: "optional", versions: MODERN },
  // D1 alone lists digits and a comma among the characters of the two names.
  {
    field: "DeliverySurname",
    need: "conditional",
    rule: "deliveryAllOrNothing",
    format: "nameWithDigits",
    versions: MODERN,
  },
  {
    field: "DeliveryFirstnames",
    need: "conditional",
    rule: "deliveryAllOrNothing",
    format: "nameWithDigits",
    versions: MODERN,
  },
  {
    field: "DeliveryAddress1",
    need: "conditional",
    rule: "deliveryAllOrNothing",
    versions: MODERN,
  },
  { field: "DeliveryAddress2", need: "optional", versions: MODERN },
  { field: "DeliveryCity", need: "conditional", rule: "deliveryAllOrNothing", versions: MODERN },
  {
    field: "DeliveryPostCode",
    need: "conditional",
    rule: "deliveryAllOrNothing",
    versions: MODERN,
  },
  {
    field: "DeliveryCountry",
    need: "conditional",
    rule: "deliveryAllOrNothing",
    versions: MODERN,
  },
  { field: "DeliveryState", need: "conditional", rule: "deliveryAllOrNothing", versions: MODERN },
  { field: "DeliveryPhone", need: "optional", versions: MODERN },
  { field: "BasketXML", need: "optional", versions: MODERN },
  // Not in the guide's table; the live gateway takes it here ("C" for continuous authority).
  { field: "AccountType", need: "optional", versions: MODERN },
  // 4.00: what follows a stored credential is always the merchant's own doing.
  { field: "COFUsage", need: "always", values: ["SUBSEQUENT"], versions: ONLY_400 },
  { field: "InitiatedType", need: "always", values: ["MIT"], versions: ONLY_400 },
  { field: "MITType", need: "always", versions: ONLY_400 },
  { field: "SchemeTraceID", need: "optional", versions: ONLY_400 },
  { field: "RecurringExpiry", need: "conditional", rule: "recurring", versions: ONLY_400 },
  { field: "RecurringFrequency", need: "conditional", rule: "recurring", versions: ONLY_400 },
  { field: "PurchaseInstalData", need: "conditional", rule: "instalment", versions: ONLY_400 },
  { field: "ACSTransID", need: "optional", versions: ONLY_400 },
  { field: "DSTransID", need: "optional", versions: ONLY_400 },
] as const

/** Shared guide F1: nothing of the addresses is mandatory. */
export const MANUAL_ROWS = [
  ...HEAD,
  ...MONEY,
  ...CARD,
  ...conditional("manualCv2", "CV2"),
  ...optional(
    "AuthCode",
    "BillingSurname",
    "BillingFirstnames",
    "BillingAddress1",
    "BillingAddress2",
    "BillingCity",
    "BillingPostCode",
    "BillingCountry",
    "BillingState",
    "BillingPhone",
    "DeliverySurname",
    "DeliveryFirstnames",
    "DeliveryAddress1",
    "DeliveryAddress2",
    "DeliveryCity",
    "DeliveryPostCode",
    "DeliveryCountry",
    "DeliveryState",
    "DeliveryPhone",
    "CustomerEMail",
    "Basket",
    "ClientIPAddress",
    "AccountType",
    "BasketXML",
    "CustomerXML",
    "SurchargeXML",
    "VendorData",
    "ReferrerID",
    "Website"
  ),
] as const

/** Shared guide G1. */
export const DIRECTREFUND_ROWS = [...HEAD, ...MONEY, ...CARD, ...optional("AccountType")] as const

/**
 * Shared guide H1, which calls RelatedTxAuthNo mandatory. An AUTHENTICATE has none, and the live
 * gateway does without. There is no Currency: it is the AUTHENTICATE's.
 */
export const AUTHORISE_ROWS = [
  ...HEAD,
  ...always("Amount", "Description"),
  ...RELATED,
  ...optional("RelatedTxAuthNo", "ApplyAVSCV2"),
] as const

/** Server protocol: registration of a payment on the hosted page. */
export const REGISTRATION_ROWS = [
  ...HEAD,
  ...MONEY,
  ...always("NotificationURL", "BillingSurname", "BillingFirstnames", "BillingAddress1"),
  ...optional("BillingAddress2"),
  { field: "BillingAddress3", need: "optional", versions: ONLY_400 },
  ...always("BillingCity"),
  ...conditional("billingPostCode", "BillingPostCode"),
  ...always("BillingCountry"),
  ...conditional("billingState", "BillingState"),
  ...optional("BillingPhone"),
  ...always("DeliverySurname", "DeliveryFirstnames", "DeliveryAddress1"),
  ...optional("DeliveryAddress2"),
  { field: "DeliveryAddress3", need: "optional", versions: ONLY_400 },
  ...always("DeliveryCity"),
  ...conditional("deliveryPostCode", "DeliveryPostCode"),
  ...always("DeliveryCountry"),
  ...conditional("deliveryState", "DeliveryState"),
  ...optional(
    "DeliveryPhone",
    "CustomerEMail",
    "Basket",
    "BasketXML",
    "CustomerXML",
    "SurchargeXML",
    "VendorData",
    "ReferrerID",
    "Language",
    "Website",
    "AllowGiftAid",
    "ApplyAVSCV2",
    "Apply3DSecure",
    "Profile",
    "BillingAgreement",
    "AccountType",
    "CreateToken",
    "Token",
    "StoreToken",
    "ClientIPAddress",
    "FIRecipientAcctNumber",
    "FIRecipientSurname",
    "FIRecipientPostcode",
    "FIRecipientDoB"
  ),
  { field: "COFUsage", need: "conditional", rule: "storedCredential", versions: ONLY_400 },
  { field: "InitiatedType", need: "conditional", rule: "storedCredential", versions: ONLY_400 },
  { field: "MITType", need: "optional", versions: ONLY_400 },
  { field: "RecurringExpiry", need: "conditional", rule: "recurring", versions: ONLY_400 },
  { field: "RecurringFrequency", need: "conditional", rule: "recurring", versions: ONLY_400 },
  { field: "PurchaseInstalData", need: "conditional", rule: "instalment", versions: ONLY_400 },
  { field: "SchemeTraceID", need: "optional", versions: ONLY_400 },
  { field: "ACSTransID", need: "optional", versions: ONLY_400 },
  { field: "DSTransID", need: "optional", versions: ONLY_400 },
  { field: "ThreeDSExemptionIndicator", need: "optional", versions: ONLY_400 },
  { field: "TransType", need: "optional", versions: ONLY_400 },
  { field: "ThreeDSRequestorAuthenticationInfoXML", need: "optional", versions: ONLY_400 },
  { field: "ThreeDSRequestorPriorAuthenticationInfoXML", need: "optional", versions: ONLY_400 },
  { field: "AcctInfoXML", need: "optional", versions: ONLY_400 },
  { field: "AcctID", need: "optional", versions: ONLY_400 },
  { field: "MerchantRiskIndicatorXML", need: "optional", versions: ONLY_400 },
] as const
