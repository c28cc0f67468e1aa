import { reply, row, type GuideMessage, type GuideRow } from "./row"

/* Server protocol: registration (vspserver-register.vsp), its reply, 3.00 and 4.00. */

const CODE = "Aa 0-9 {} . - _"
const NAME = "Aa á /\\ & ' . - Space"
const ADDRESS = "Aa á /\\ & ' , . - 0-9 : + () CR/LF Space"
const PHONE = "0-9 - Aa + () Space"
const FLAG = ["0", "1"]

const address = (prefix: "Billing" | "Delivery", version: "3.00" | "4.00"): GuideRow[] => [
  row(`${prefix}Surname`, "yes", NAME, 20),
  row(`${prefix}Firstnames`, "yes", NAME, 20),
  row(`${prefix}Address1`, "yes", ADDRESS, version === "4.00" ? 50 : 100),
  row(`${prefix}Address2`, "no", ADDRESS, version === "4.00" ? 50 : 100),
  ...(version === "4.00" ? [row(`${prefix}Address3`, "no", ADDRESS, 50)] : []),
  row(`${prefix}City`, "yes", ADDRESS, 40),
  row(`${prefix}PostCode`, "post-code", "Aa - 0-9 Space", 10),
  row(`${prefix}Country`, "yes", "ISO3166", 2),
  row(`${prefix}State`, "us-state", "US", 2),
  row(`${prefix}Phone`, "no", PHONE, 20),
]

const only400: GuideRow[] = [
  row("COFUsage", "no", "values", undefined, ["FIRST", "SUBSEQUENT"]),
  row("InitiatedType", "no", "values", undefined, ["CIT", "MIT"]),
  row("MITType", "no", "values", undefined, [
    "RECURRING",
    "INSTALMENT",
    "UNSCHEDULED",
    "INCREMENTAL",
    "DELAYEDCHARGE",
    "NOSHOW",
    "REAUTHORISATION",
    "RESUBMISSION",
  ]),
  row("RecurringExpiry", "no", "0-9 -", 10),
  row("RecurringFrequency", "no", "0-9", 4),
  row("PurchaseInstalData", "no", "0-9"),
  row("SchemeTraceID", "no", "<html>"),
  row("ACSTransID", "no", "Aa 0-9 -", 36),
  row("DSTransID", "no", "Aa 0-9 -", 36),
  row("ThreeDSExemptionIndicator", "no", "values", 2, ["01", "02", "03", "04", "05"]),
  row("TransType", "no", "0-9", 2),
]

export function registrationGuide(txType: string, version: "3.00" | "4.00"): GuideMessage {
  return {
    section: "Server protocol, registration",
    service: "vspserver-register.vsp",
    txTypes: [txType],
    request: [
      row("VPSProtocol", "yes", "0-9 .", 4, [version]),
      row("TxType", "yes", "Aa", 15, [txType]),
      row("Vendor", "yes", "Aa 0-9", 15),
      row("VendorTxCode", "yes", CODE, 40),
      row("Amount", "yes", "amount"),
      row("Currency", "yes", "ISO4217", 3),
      row("Description", "yes", "<html>", 100),
      row("NotificationURL", "yes", "RFC1738", 255),
      ...address("Billing", version),
      ...address("Delivery", version),
      row("CustomerEMail", "no", "RFC532N", version === "4.00" ? 80 : 255),
      row("Basket", "no", "<html>", 7500),
      row("BasketXML", "no", "XML", 20000),
      row("CustomerXML", "no", "XML", 2000),
      row("SurchargeXML", "no", "XML", 800),
      row("VendorData", "no", "Aa 0-9 Space", 200),
      row("ReferrerID", "no", ADDRESS, 40),
      row("Language", "no", "ISO639", 2),
      row("Website", "no", ADDRESS, 100),
      row("AllowGiftAid", "no", "values", 1, FLAG),
      row("ApplyAVSCV2", "no", "values", 1, ["0", "1", "2", "3"]),
      row("Apply3DSecure", "no", "values", 1, ["0", "1", "2", "3"]),
      row("Profile", "no", "values", 10, ["NORMAL", "LOW"]),
      row("BillingAgreement", "no", "values", 1, FLAG),
      row("AccountType", "no", "values", 1, ["E", "M", "C"]),
      row("CreateToken", "no", "values", 1, FLAG),
      row("StoreToken", "no", "values", 1, FLAG),
      row("ClientIPAddress", "no", "0-9 .", 15),
      ...(version === "4.00" ? only400 : []),
    ],
    reply: [
      reply("VPSProtocol", "always", "0-9 .", 4, [version]),
      reply("Status", "always", "Aa Space", 15, [
        "OK",
        "OK REPEATED",
        "MALFORMED",
        "INVALID",
        "ERROR",
      ]),
      reply("StatusDetail", "always", "<html>", 255),
      reply("VPSTxId", "ok", "Aa 0-9 - {}", 38),
      reply("SecurityKey", "ok", "Aa 0-9", 10),
      reply("NextURL", "ok", "RFC1738", 255),
    ],
  }
}

export const REGISTRATION_CASES = (["3.00", "4.00"] as const).flatMap((version) =>
  (["PAYMENT", "DEFERRED", "AUTHENTICATE"] as const).map((txType) => [txType, version] as const)
)
