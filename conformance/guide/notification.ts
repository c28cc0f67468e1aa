import { reply, type ReplyRow } from "./row"

/* Server protocol: what the gateway posts to the NotificationURL, and what the shop answers. */

const AVS_RESULTS = ["NOTPROVIDED", "NOTCHECKED", "MATCHED", "NOTMATCHED"]

/** "ok" here: present when the payment went through (OK, AUTHENTICATED or REGISTERED). */
export const NOTIFICATION: readonly ReplyRow[] = [
  reply("VPSProtocol", "always", "0-9 .", 4, ["3.00", "4.00"]),
  reply("TxType", "always", "Aa", 15, ["PAYMENT", "DEFERRED", "AUTHENTICATE"]),
  reply("VendorTxCode", "always", "Aa 0-9 {} . - _", 40),
  reply("VPSTxId", "always", "Aa 0-9 - {}", 38),
  reply("Status", "always", "Aa", 20, [
    "OK",
    "PENDING",
    "NOTAUTHED",
    "ABORT",
    "REJECTED",
    "AUTHENTICATED",
    "REGISTERED",
    "ERROR",
  ]),
  reply("StatusDetail", "always", "<html>", 255),
  reply("TxAuthNo", "may", "0-9", 10),
  reply("AVSCV2", "may", "Aa Space", 50, [
    "ALL MATCH",
    "SECURITY CODE MATCH ONLY",
    "ADDRESS MATCH ONLY",
    "NO DATA MATCHES",
    "DATA NOT CHECKED",
  ]),
  reply("AddressResult", "may", "Aa", 20, AVS_RESULTS),
  reply("PostCodeResult", "may", "Aa", 20, AVS_RESULTS),
  reply("CV2Result", "may", "Aa", 20, AVS_RESULTS),
  reply("GiftAid", "always", "values", 1, ["0", "1"]),
  reply("3DSecureStatus", "always", "Aa", 50, [
    "OK",
    "NOTCHECKED",
    "NOTAVAILABLE",
    "NOTAUTHED",
    "INCOMPLETE",
    "ATTEMPTONLY",
    "ERROR",
  ]),
  reply("CAVV", "may", "<html>", 32),
  reply("AddressStatus", "may", "Aa", 20, ["NONE", "CONFIRMED", "UNCONFIRMED"]),
  reply("PayerStatus", "may", "Aa", 20, ["VERIFIED", "UNVERIFIED"]),
  reply("CardType", "may", "Aa", 15),
  reply("Last4Digits", "may", "0-9", 4),
  reply("VPSSignature", "always", "Aa 0-9", 32),
  reply("FraudResponse", "may", "Aa", 10, ["ACCEPT", "CHALLENGE", "DENY", "NOTCHECKED"]),
  reply("Surcharge", "may", "0-9 ."),
  reply("DeclineCode", "may", "0-9", 2),
  reply("ExpiryDate", "may", "0-9", 4),
  reply("BankAuthCode", "may", "Aa 0-9", 6),
  reply("Token", "may", "Aa 0-9 - {}", 38),
  reply("ACSTransID", "may", "Aa 0-9 -", 36),
  reply("DSTransID", "may", "Aa 0-9 -", 36),
  reply("SchemeTraceID", "may", "<html>"),
]

/** The order in which the values are signed; the number says where each version's recipe ends. */
export const SIGNED = {
  fields: [
    "VPSTxId",
    "VendorTxCode",
    "Status",
    "TxAuthNo",
    "(vendor, lower case)",
    "AVSCV2",
    "(SecurityKey)",
    "AddressResult",
    "PostCodeResult",
    "CV2Result",
    "GiftAid",
    "3DSecureStatus",
    "CAVV",
    "AddressStatus",
    "PayerStatus",
    "CardType",
    "Last4Digits",
    "DeclineCode",
    "ExpiryDate",
    "FraudResponse",
    "BankAuthCode",
    "ACSTransID",
    "DSTransID",
    "SchemeTraceID",
  ],
  count: { "2.23": 17, "3.00": 21, "4.00": 24 },
} as const

export const ACKNOWLEDGEMENT: readonly ReplyRow[] = [
  reply("Status", "always", "values", 20, ["OK", "INVALID", "ERROR"]),
  reply("RedirectURL", "always", "RFC1738", 255),
  reply("StatusDetail", "may", "<html>", 255),
]
