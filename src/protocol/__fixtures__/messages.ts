import type { TxType } from "../versions"

/** One message per transaction type that breaks no rule, with every row that may stand in it. */
const HEAD = { VPSProtocol: "4.00", Vendor: "testvendor", VendorTxCode: "code-1.{a}_b" }
const GUID = "{0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}"
const ITSELF = { VPSTxId: GUID, SecurityKey: "K7QX2M9ZPA", TxAuthNo: "4918526" }
const MONEY = { Amount: "30.00", Currency: "GBP", Description: "Goods & <b>services</b>" }
const RELATED = {
  RelatedVPSTxId: GUID,
  RelatedVendorTxCode: "code-0",
  RelatedSecurityKey: "K7QX2M9ZPA",
  RelatedTxAuthNo: "4918526",
}
const address = (block: "Billing" | "Delivery") => ({
  [`${block}Surname`]: "O'Neil-Müller",
  [`${block}Firstnames`]: "Zoë J.",
  [`${block}Address1`]: "88 High Street, Flat 4 (rear)",
  [`${block}Address2`]: "c/o Smith & Sons",
  [`${block}City`]: "London",
  [`${block}PostCode`]: "AB4 12C",
  [`${block}Country`]: "GB",
  [`${block}Phone`]: "+44 (0)20 1234-5678",
})
const CARD = {
  CardHolder: "Z Müller",
  CardNumber: "4929000000006",
  ExpiryDate: "1230",
  CardType: "VISA",
}
const COF = {
  COFUsage: "SUBSEQUENT",
  InitiatedType: "MIT",
  MITType: "INSTALMENT",
  RecurringExpiry: "20301231",
  RecurringFrequency: "30",
  PurchaseInstalData: "12",
  SchemeTraceID: "SP999777000012345",
}
const BASKET =
  "<basket><item><description>Tea</description><quantity>1</quantity>" +
  "<unitNetAmount>25.00</unitNetAmount><unitTaxAmount>5.00</unitTaxAmount>" +
  "<unitGrossAmount>30.00</unitGrossAmount><totalGrossAmount>30.00</totalGrossAmount></item></basket>"

const REGISTRATION = {
  ...HEAD,
  ...MONEY,
  NotificationURL: "https://shop.test/hooks/sagepay/notification?a=b",
  ...address("Billing"),
  BillingAddress3: "Third line",
  ...address("Delivery"),
  DeliveryAddress3: "Third line",
  CustomerEMail: "zoe+shop@example.co.uk",
  BasketXML: BASKET,
  CustomerXML: "<customer><previousCust>0</previousCust></customer>",
  SurchargeXML: "<surcharges></surcharges>",
  VendorData: "Order 1001",
  ReferrerID: "abc",
  Language: "EN",
  Website: "shop.test",
  AllowGiftAid: "0",
  ApplyAVSCV2: "0",
  Apply3DSecure: "0",
  Profile: "NORMAL",
  BillingAgreement: "0",
  AccountType: "E",
  CreateToken: "1",
  ClientIPAddress: "192.0.2.1",
  COFUsage: "FIRST",
  InitiatedType: "CIT",
  MITType: "UNSCHEDULED",
}

const REPEAT = {
  ...HEAD,
  ...MONEY,
  ...RELATED,
  CV2: "123",
  ...address("Delivery"),
  BasketXML: BASKET,
  AccountType: "C",
  ...COF,
}

export const MESSAGES: Record<TxType, Record<string, string>> = {
  PAYMENT: { ...REGISTRATION, TxType: "PAYMENT" },
  DEFERRED: { ...REGISTRATION, TxType: "DEFERRED" },
  AUTHENTICATE: { ...REGISTRATION, TxType: "AUTHENTICATE" },
  RELEASE: { ...HEAD, TxType: "RELEASE", ...ITSELF, ReleaseAmount: "5.10" },
  ABORT: { ...HEAD, TxType: "ABORT", ...ITSELF },
  REFUND: { ...HEAD, TxType: "REFUND", ...MONEY, ...RELATED },
  REPEAT: { ...REPEAT, TxType: "REPEAT" },
  REPEATDEFERRED: { ...REPEAT, TxType: "REPEATDEFERRED" },
  VOID: { ...HEAD, TxType: "VOID", ...ITSELF },
  MANUAL: {
    ...HEAD,
    TxType: "MANUAL",
    ...MONEY,
    ...CARD,
    CV2: "123",
    AuthCode: "A1B2C3",
    ...address("Billing"),
    ...address("Delivery"),
    CustomerEMail: "zoe@example.co.uk",
    Basket: "1:Tea:1:25.00:5.00:30.00:30.00",
    ClientIPAddress: "192.0.2.1",
    AccountType: "M",
    CustomerXML: "<customer></customer>",
    SurchargeXML: "<surcharges></surcharges>",
    VendorData: "abc",
    ReferrerID: "abc",
    Website: "shop.test",
  },
  DIRECTREFUND: { ...HEAD, TxType: "DIRECTREFUND", ...MONEY, ...CARD, AccountType: "E" },
  AUTHORISE: {
    ...HEAD,
    TxType: "AUTHORISE",
    Amount: MONEY.Amount,
    Description: MONEY.Description,
    ...RELATED,
    ApplyAVSCV2: "0",
  },
  CANCEL: {
    ...HEAD,
    TxType: "CANCEL",
    VPSTxId: ITSELF.VPSTxId,
    SecurityKey: ITSELF.SecurityKey,
  },
}
