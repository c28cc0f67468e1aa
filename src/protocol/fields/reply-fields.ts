import { HOSTED_PAGE_CARD_TYPES } from "../card-types"
import { fields } from "./field"

const CHECK_RESULTS = ["NOTPROVIDED", "NOTCHECKED", "MATCHED", "NOTMATCHED"] as const

/** What the gateway says: in replies, in notifications, and our answer to a notification. */
export const REPLY_FIELDS = fields({
  Status: { format: "any", max: 15, source: "A2" },
  StatusDetail: { format: "any", max: 255, source: "A2" },
  // Whoever has it can open the shopper's payment page.
  NextURL: { format: "url", max: 255, secret: "whole", source: "Server protocol" },
  AVSCV2: {
    format: "any",
    max: 50,
    values: [
      "ALL MATCH",
      "SECURITY CODE MATCH ONLY",
      "ADDRESS MATCH ONLY",
      "NO DATA MATCHES",
      "DATA NOT CHECKED",
    ],
    source: "D2",
  },
  AddressResult: { format: "word", max: 20, values: CHECK_RESULTS, source: "D2" },
  PostCodeResult: { format: "word", max: 20, values: CHECK_RESULTS, source: "D2" },
  CV2Result: { format: "word", max: 20, values: CHECK_RESULTS, source: "D2" },
  BankAuthCode: { format: "alphanumeric", max: 6, source: "D2" },
  DeclineCode: { format: "digits", max: 2, source: "D2" },
  "3DSecureStatus": { format: "word", max: 50, source: "Server protocol" },
  CAVV: { format: "any", max: 32, source: "Server protocol" },
  GiftAid: { format: "flag", values: ["0", "1"], source: "Server protocol" },
  AddressStatus: {
    format: "word",
    max: 20,
    values: ["NONE", "CONFIRMED", "UNCONFIRMED"],
    source: "Server protocol",
  },
  PayerStatus: {
    format: "word",
    max: 20,
    values: ["VERIFIED", "UNVERIFIED"],
    source: "Server protocol",
  },
  Last4Digits: { format: "digits", max: 4, source: "Server protocol" },
  FraudResponse: {
    format: "word",
    max: 10,
    values: ["ACCEPT", "CHALLENGE", "DENY", "NOTCHECKED"],
    source: "Server protocol",
  },
  Surcharge: { format: "amountWithCommas", source: "Server protocol" },
  VPSSignature: { format: "signature", max: 32, source: "Server protocol" },
  RedirectURL: { format: "url", max: 255, source: "Server protocol" },
})

/** The card types of a notification; a request's are fewer. */
export const NOTIFICATION_CARD_TYPES: readonly string[] = HOSTED_PAGE_CARD_TYPES
