import { HOSTED_PAGE_CARD_TYPES } from "./card-types"
import type { FieldName } from "./fields"
import { formatReply } from "./reply"
import type { ProtocolVersion } from "./versions"

/** One row of the notification's field table (Server protocol). */
export type NotificationRow = {
  readonly field: FieldName
  /** What must be there for the notification to be one; the rest comes when it has a value. */
  readonly need: "always" | "optional"
  readonly signed: boolean
  readonly values?: readonly string[]
  readonly versions?: readonly ProtocolVersion[]
}

export const NOTIFICATION_STATUSES = [
  "OK",
  "PENDING",
  "NOTAUTHED",
  "ABORT",
  "REJECTED",
  "AUTHENTICATED",
  "REGISTERED",
  "ERROR",
] as const
export type NotificationStatus = (typeof NOTIFICATION_STATUSES)[number]

/** What the gateway posts to NotificationURL. A field without a value is normally absent. */
export const NOTIFICATION_FIELDS = [
  { field: "VPSProtocol", need: "always", signed: false },
  {
    field: "TxType",
    need: "always",
    signed: false,
    values: ["PAYMENT", "DEFERRED", "AUTHENTICATE"],
  },
  { field: "VendorTxCode", need: "always", signed: true },
  { field: "VPSTxId", need: "always", signed: true },
  { field: "Status", need: "always", signed: true, values: NOTIFICATION_STATUSES },
  { field: "StatusDetail", need: "always", signed: false },
  { field: "TxAuthNo", need: "optional", signed: true },
  { field: "AVSCV2", need: "optional", signed: true },
  { field: "AddressResult", need: "optional", signed: true },
  { field: "PostCodeResult", need: "optional", signed: true },
  { field: "CV2Result", need: "optional", signed: true },
  { field: "GiftAid", need: "optional", signed: true },
  {
    field: "3DSecureStatus",
    need: "optional",
    signed: true,
    values: [
      "OK",
      "NOTCHECKED",
      "NOTAVAILABLE",
      "NOTAUTHED",
      "INCOMPLETE",
      "ATTEMPTONLY",
      "ERROR",
      // Listed for Direct only.
      "NOAUTH",
      "CANTAUTH",
      "MALFORMED",
      "INVALID",
    ],
  },
  { field: "CAVV", need: "optional", signed: true },
  { field: "AddressStatus", need: "optional", signed: true },
  { field: "PayerStatus", need: "optional", signed: true },
  { field: "CardType", need: "optional", signed: true, values: HOSTED_PAGE_CARD_TYPES },
  { field: "Last4Digits", need: "optional", signed: true },
  { field: "VPSSignature", need: "always", signed: false },
  { field: "FraudResponse", need: "optional", signed: true },
  { field: "Surcharge", need: "optional", signed: false },
  { field: "DeclineCode", need: "optional", signed: true },
  { field: "ExpiryDate", need: "optional", signed: true },
  { field: "BankAuthCode", need: "optional", signed: true },
  { field: "Token", need: "optional", signed: false },
  { field: "ACSTransID", need: "optional", signed: true, versions: ["4.00"] },
  { field: "DSTransID", need: "optional", signed: true, versions: ["4.00"] },
  { field: "SchemeTraceID", need: "optional", signed: true, versions: ["4.00"] },
] as const satisfies readonly NotificationRow[]

type Row = (typeof NOTIFICATION_FIELDS)[number]

/** The fields of a notification, made from its rows. */
export type Notification = {
  readonly [F in Extract<Row, { need: "always" }>["field"]]: string
} & {
  readonly [F in Extract<Row, { need: "optional" }>["field"]]?: string | undefined
}

/** The body of our answer: plain lines, nothing before Status (Server protocol). */
export const ACKNOWLEDGEMENT_FIELDS = [
  { field: "Status", need: "always", values: ["OK", "INVALID", "ERROR"] },
  { field: "RedirectURL", need: "always" },
  // Required when Status is not OK.
  { field: "StatusDetail", need: "conditional" },
] as const

export type Acknowledgement = {
  readonly Status: "OK" | "INVALID" | "ERROR"
  readonly RedirectURL: string
  readonly StatusDetail?: string
}

/** OK keeps the money; INVALID and ERROR make the gateway cancel the transaction. */
export function formatAcknowledgement(answer: Acknowledgement): string {
  const { Status, RedirectURL, StatusDetail } = answer
  return formatReply({ Status, RedirectURL, StatusDetail: StatusDetail?.slice(0, 255) })
}
