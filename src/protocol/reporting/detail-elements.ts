import type { Known } from "./commands"
import type { TransactionDetail } from "./types"

export type DetailElement = {
  readonly element: string
  /** Where it goes: a field of ours, or a result under the notification's name. Else it is not kept. */
  readonly field?: keyof TransactionDetail
  readonly result?: string
  /** As in the table of wire fields: `whole` is never shown, `personal` is the shopper's. */
  readonly secret?: "whole" | "personal"
  readonly known: Known
}

const block = (prefix: string, names: string): readonly DetailElement[] =>
  names
    .split(" ")
    .map((name) => ({ element: prefix + name, secret: "personal", known: "several" }) as const)

const unkept = (names: string, known: Known): readonly DetailElement[] =>
  names.split(" ").map((element) => ({ element, known }))

const ADDRESS = "firstnames surname address address2 city state postcode country phone"

/** The elements of getTransactionDetail's answer, and what becomes of them. */
export const DETAIL_ELEMENTS: readonly DetailElement[] = [
  { element: "vpstxid", field: "vpsTxId", known: "several" },
  { element: "vendortxcode", field: "vendorTxCode", known: "several" },
  { element: "transactiontype", field: "transactionType", known: "several" },
  { element: "txstateid", field: "stateId", known: "several" },
  { element: "status", field: "status", known: "several" },
  { element: "amount", field: "amountMinor", known: "several" },
  { element: "currency", field: "currency", known: "several" },
  { element: "relatedtransactionid", field: "related", known: "several" },
  { element: "relatedvendortxcode", field: "related", known: "several" },
  ...unkept("relatedamount relatedcurrency relatedstarted description", "several"),
  { element: "started", field: "startedAt", known: "several" },
  { element: "completed", field: "completedAt", known: "several" },
  { element: "securitykey", field: "securityKey", secret: "whole", known: "several" },
  { element: "vpsauthcode", field: "txAuthNo", known: "several" },
  { element: "bankauthcode", field: "bankAuthCode", result: "BankAuthCode", known: "several" },
  { element: "declinecode", field: "declineCode", result: "DeclineCode", known: "one" },
  { element: "batchid", field: "batchId", known: "several" },
  { element: "released", field: "released", known: "several" },
  { element: "aborted", field: "aborted", known: "several" },
  { element: "refunded", field: "refunded", known: "several" },
  { element: "repeated", field: "repeated", known: "several" },
  { element: "cv2result", result: "CV2Result", known: "several" },
  { element: "addressresult", result: "AddressResult", known: "several" },
  { element: "postcoderesult", result: "PostCodeResult", known: "several" },
  { element: "threedresult", result: "3DSecureStatus", known: "several" },
  { element: "paymentsystem", result: "CardType", known: "several" },
  { element: "last4digits", result: "Last4Digits", known: "several" },
  { element: "fraudscreenrecommendation", result: "FraudResponse", known: "several" },
  { element: "surcharge", result: "Surcharge", known: "one" },
  { element: "expirydate", secret: "whole", known: "several" },
  { element: "startdate", secret: "whole", known: "several" },
  { element: "cavv", secret: "whole", known: "several" },
  { element: "xid", secret: "whole", known: "several" },
  { element: "clientip", secret: "personal", known: "several" },
  { element: "iplocation", secret: "personal", known: "several" },
  ...block("billing", ADDRESS),
  ...block("delivery", ADDRESS),
  ...block("card", "holder address address2 city state postcode country"),
  ...block("", "customername customeremail contactnumber contactfax emailmessage"),
  { element: "basket", secret: "personal", known: "one" },
  { element: "customerxml", secret: "personal", known: "one" },
  ...unkept("authprocessor merchantnumber accounttype giftaid paymentsystemdetails", "several"),
  ...unkept("vendoremail vpsprotocol callbackurl locale website vendordata", "several"),
  ...unkept("applyavscv2 apply3dsecure authattempt threedattempt eci", "several"),
  ...unkept("t3mscore t3maction t3mid", "several"),
  ...unkept("systemused", "one"),
]
