import { reply, row, type GuideMessage, type GuideRow, type ReplyRow } from "./row"

/*
 * Shared guide, appendices A to I, protocol 3.00: the field tables of the ten remote actions, copied
 * from the guide row by row. This file knows nothing of src/.
 */

const CARD_TYPES = ["VISA", "MC", "MCDEBIT", "DELTA", "MAESTRO", "UKE", "AMEX", "DC", "JCB"]
const CODE = "Aa 0-9 {} . - _"
const ID = "Aa 0-9 - {}"
const NAME = "Aa á /\\ & ' . - Space"
const ADDRESS = "Aa á /\\ & ' , . - 0-9 : + () CR/LF Space"
const PHONE = "0-9 - Aa + () Space"
const AVS_RESULTS = ["NOTPROVIDED", "NOTCHECKED", "MATCHED", "NOTMATCHED"]

const protocol = row("VPSProtocol", "yes", "0-9 .", 4, ["3.00"])
const vendor = row("Vendor", "yes", "Aa 0-9", 15)

const replyHead = (statuses: readonly string[]): ReplyRow[] => [
  reply("VPSProtocol", "always", "0-9 .", 4, ["3.00"]),
  reply("Status", "always", "Aa", 15, statuses),
  reply("StatusDetail", "always", "<html>", 255),
]
const PLAIN = ["OK", "MALFORMED", "INVALID", "ERROR"]
const BANK = ["OK", "NOTAUTHED", "MALFORMED", "INVALID", "ERROR"]

/** B1, E1 and A1's head: an action on a transaction that has a TxAuthNo. */
const onTransaction = (txType: string): GuideRow[] => [
  protocol,
  row("TxType", "yes", "Aa", 15, [txType]),
  vendor,
  row("VendorTxCode", "yes", CODE, 40),
  row("VPSTxId", "yes", ID, 38),
  row("SecurityKey", "yes", "Aa 0-9", 10),
  row("TxAuthNo", "yes", "0-9", 10),
]

const related: GuideRow[] = [
  row("RelatedVPSTxId", "yes", ID, 38),
  row("RelatedVendorTxCode", "yes", CODE, 40),
  row("RelatedSecurityKey", "yes", "Aa 0-9", 10),
]

/** D2 and H2: BankAuthCode and DeclineCode say Yes; a declined attempt has no BankAuthCode. */
const bankReply: ReplyRow[] = [
  ...replyHead(BANK),
  reply("VPSTxId", "ok", ID, 38),
  reply("SecurityKey", "ok", "Aa 0-9", 10),
  reply("TxAuthNo", "ok", "0-9", 10),
  reply("AVSCV2", "cv2", "Aa Space", 50, [
    "ALL MATCH",
    "SECURITY CODE MATCH ONLY",
    "ADDRESS MATCH ONLY",
    "NO DATA MATCHES",
    "DATA NOT CHECKED",
  ]),
  reply("AddressResult", "cv2", "Aa", 20, AVS_RESULTS),
  reply("PostCodeResult", "cv2", "Aa", 20, AVS_RESULTS),
  reply("CV2Result", "cv2", "Aa", 20, AVS_RESULTS),
  reply("BankAuthCode", "ok", "Aa 0-9", 6),
  reply("DeclineCode", "ok", "0-9", 2),
]

/** F1: every row of both blocks says No. */
const addressOfManual = (prefix: "Billing" | "Delivery"): GuideRow[] => [
  row(`${prefix}Surname`, "no", NAME, 20),
  row(`${prefix}Firstnames`, "no", NAME, 20),
  row(`${prefix}Address1`, "no", ADDRESS, 100),
  row(`${prefix}Address2`, "no", ADDRESS, 100),
  row(`${prefix}City`, "no", ADDRESS, 40),
  row(`${prefix}PostCode`, "no", "Aa - 0-9 Space", 10),
  row(`${prefix}Country`, "no", "ISO3166", 2),
  row(`${prefix}State`, "no", "US", 2),
  row(`${prefix}Phone`, "no", PHONE, 20),
]

const card: GuideRow[] = [
  row("CardHolder", "yes", NAME, 50),
  row("CardNumber", "yes", "0-9", 20),
  row("ExpiryDate", "yes", "0-9", 4),
]

const creditReply: ReplyRow[] = [
  ...replyHead(PLAIN),
  reply("VPSTxId", "ok", ID, 38),
  reply("SecurityKey", "ok", "Aa 0-9", 10),
  reply("TxAuthNo", "ok", "0-9", 10),
]

export const A_RELEASE: GuideMessage = {
  section: "A",
  service: "release.vsp",
  txTypes: ["RELEASE"],
  request: [...onTransaction("RELEASE"), row("ReleaseAmount", "yes", "amount")],
  reply: replyHead(PLAIN),
}

export const B_ABORT: GuideMessage = {
  section: "B",
  service: "abort.vsp",
  txTypes: ["ABORT"],
  request: onTransaction("ABORT"),
  reply: replyHead(PLAIN),
}

export const C_REFUND: GuideMessage = {
  section: "C",
  service: "refund.vsp",
  txTypes: ["REFUND"],
  request: [
    protocol,
    row("TxType", "yes", "Aa", 15, ["REFUND"]),
    vendor,
    row("VendorTxCode", "yes", CODE, 40),
    row("Amount", "yes", "amount"),
    row("Currency", "yes", "ISO4217", 3),
    row("Description", "yes", "<html>", 100),
    ...related,
    row("RelatedTxAuthNo", "yes", "0-9", 10),
  ],
  reply: [
    ...replyHead(PLAIN),
    reply("VPSTxId", "ok", ID, 38),
    // Not in C2; captures of the live gateway have it.
    reply("SecurityKey", "ok", "Aa 0-9", 10),
    reply("TxAuthNo", "ok", "0-9", 10),
  ],
}

export const D_REPEAT: GuideMessage = {
  section: "D",
  service: "repeat.vsp",
  txTypes: ["REPEAT", "REPEATDEFERRED"],
  request: [
    protocol,
    row("TxType", "yes", "Aa", 15, ["REPEAT", "REPEATDEFERRED"]),
    vendor,
    row("VendorTxCode", "yes", CODE, 40),
    row("Amount", "yes", "amount"),
    row("Currency", "yes", "ISO4217", 3),
    row("Description", "yes", "<html>", 100),
    ...related,
    row("RelatedTxAuthNo", "yes", "0-9", 10),
    row("CV2", "no", "0-9", 4),
    row("DeliverySurname", "in-block", NAME, 20),
    row("DeliveryFirstnames", "in-block", NAME, 20),
    row("DeliveryAddress1", "in-block", ADDRESS, 100),
    row("DeliveryAddress2", "no", ADDRESS, 100),
    row("DeliveryCity", "in-block", ADDRESS, 40),
    row("DeliveryPostCode", "post-code-in-block", "Aa - 0-9 Space", 10),
    row("DeliveryCountry", "in-block", "ISO3166", 2),
    row("DeliveryState", "us-state", "US", 2),
    row("DeliveryPhone", "no", PHONE, 20),
    row("BasketXML", "no", "XML", 20000),
  ],
  reply: bankReply,
}

export const E_VOID: GuideMessage = {
  section: "E",
  service: "void.vsp",
  txTypes: ["VOID"],
  request: onTransaction("VOID"),
  reply: replyHead(PLAIN),
}

export const F_MANUAL: GuideMessage = {
  section: "F",
  service: "manualpayment.vsp",
  txTypes: ["MANUAL"],
  request: [
    protocol,
    row("TxType", "yes", "Aa", 15, ["MANUAL"]),
    vendor,
    row("VendorTxCode", "yes", CODE, 40),
    row("Amount", "yes", "amount"),
    row("Currency", "yes", "ISO4217", 3),
    row("Description", "yes", "<html>", 100),
    ...card,
    row("CV2", "no", "0-9", 4),
    row("CardType", "yes", "values", 15, CARD_TYPES),
    row("AuthCode", "no", "Aa 0-9", 15),
    ...addressOfManual("Billing"),
    ...addressOfManual("Delivery"),
    row("CustomerEMail", "no", "RFC532N", 255),
    row("Basket", "no", "<html>", 7500),
    row("ClientIPAddress", "no", "0-9 .", 15),
    row("AccountType", "no", "values", 1, ["E", "M", "C"]),
    row("BasketXML", "no", "XML", 20000),
    row("CustomerXML", "no", "XML", 2000),
    row("SurchargeXML", "no", "XML", 800),
    row("VendorData", "no", "Aa 0-9 Space", 200),
    row("ReferrerID", "no", ADDRESS, 40),
    row("Website", "no", ADDRESS, 100),
  ],
  reply: creditReply,
}

/** G1's names and lengths are F1's; the page's Description column names every row of it. */
export const G_DIRECTREFUND: GuideMessage = {
  section: "G",
  service: "directrefund.vsp",
  txTypes: ["DIRECTREFUND"],
  request: [
    protocol,
    row("TxType", "yes", "Aa", 15, ["DIRECTREFUND"]),
    vendor,
    row("VendorTxCode", "yes", CODE, 40),
    row("Amount", "yes", "amount"),
    row("Currency", "yes", "ISO4217", 3),
    row("Description", "yes", "<html>", 100),
    ...card,
    row("CardType", "yes", "values", 15, CARD_TYPES),
    row("AccountType", "no", "values", 1, ["E", "M", "C"]),
  ],
  reply: creditReply,
}

export const H_AUTHORISE: GuideMessage = {
  section: "H",
  // H1's sentence says cancel.vsp; section 4.0 and every implementation say authorise.vsp.
  service: "authorise.vsp",
  txTypes: ["AUTHORISE"],
  request: [
    protocol,
    row("TxType", "yes", "Aa", 15, ["AUTHORISE"]),
    vendor,
    row("VendorTxCode", "yes", CODE, 40),
    row("Amount", "yes", "amount"),
    row("Description", "yes", "<html>", 100),
    ...related,
    row("RelatedTxAuthNo", "yes-but-not-live", "0-9", 10),
    row("ApplyAVSCV2", "no", "values", 1, ["0", "1", "2", "3"]),
  ],
  reply: bankReply.map((field) =>
    field.present === "cv2" ? { ...field, present: "may" as const } : field
  ),
}

export const I_CANCEL: GuideMessage = {
  section: "I",
  service: "cancel.vsp",
  txTypes: ["CANCEL"],
  request: [
    protocol,
    row("TxType", "yes", "Aa", 15, ["CANCEL"]),
    vendor,
    row("VendorTxCode", "yes", CODE, 40),
    row("VPSTxId", "yes", ID, 38),
    row("SecurityKey", "yes", "Aa 0-9", 10),
  ],
  reply: replyHead(PLAIN),
}

export const GUIDE_3_00: readonly GuideMessage[] = [
  A_RELEASE,
  B_ABORT,
  C_REFUND,
  D_REPEAT,
  E_VOID,
  F_MANUAL,
  G_DIRECTREFUND,
  H_AUTHORISE,
  I_CANCEL,
]
