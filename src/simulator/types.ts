import type { TxType } from "../protocol"

/** Fields of a message, as they stand on the wire. */
export type Fields = Readonly<Record<string, string>>

/**
 * Where a transaction stands at this gateway.
 * open: registered, the shopper has not finished; unacknowledged: finished, the shop has not
 * answered the notification yet; abandoned: the shopper cancelled or went away; failed: the shop
 * refused the result or never answered it; unsettled: the bank did not take the batch's line, no
 * money moved.
 */
export type State =
  | "open"
  | "unacknowledged"
  | "authorised"
  | "deferred"
  | "released"
  | "authenticated"
  | "registered"
  | "aborted"
  | "expired"
  | "cancelled"
  | "voided"
  | "declined"
  | "rejected"
  | "abandoned"
  | "failed"
  | "unsettled"

/** What is kept of a card: never the number, never the security code. */
export type StoredCard = {
  type: string
  last4: string
  /** MMYY */
  expiry: string
  holder: string
  enrolment: "Y" | "N" | "U" | "E"
  /** The bank says no to this card. */
  declines: boolean
}

export type Checks = {
  AVSCV2: string
  AddressResult: string
  PostCodeResult: string
  CV2Result: string
}

export type ThreeDSecure = {
  status: string
  cavv?: string
  acsTransId?: string
  dsTransId?: string
}

/** What the shop answered to one delivery of a notification. */
export type Acknowledgement = {
  /** `unusable`: answered, but not as the protocol wants (5006). `none`: no answer at all. */
  kind: "answered" | "unusable" | "none"
  http_status?: number
  status?: string
  redirect_url?: string
  status_detail?: string
  explanation?: string
}

export type Notification = {
  fields: Fields
  /** State of the transaction once the shop has answered OK. */
  then: State
  deliveries: number
  retryAt?: number
  /** Which retry schedule applies: the shopper's result, or the Transaction Monitor's ABORT. */
  schedule: "result" | "monitor"
  acknowledgement?: Acknowledgement
}

export type Attempt = { status: "NOTAUTHED" | "REJECTED"; code: string; detail: string }

export type Transaction = {
  vpsTxId: string
  vendor: string
  vendorTxCode: string
  securityKey: string
  txType: TxType
  version: string
  /** Minor units. */
  amount: number
  currency: string
  description: string
  state: State
  /** VPSTxId of the first transaction of the family; its own for a first one. */
  rootId: string
  relatedId?: string
  txAuthNo?: string
  bankAuthCode?: string
  declineCode?: string
  schemeTraceId?: string
  card?: StoredCard
  checks?: Checks
  threeDSecure?: ThreeDSecure
  /** Amount of the one RELEASE, minor units. */
  released?: number
  note?: string
  /** Fields of the request, without card data: registrations are compared with it. */
  request: Fields
  /** Shopper's place in the hosted pages. */
  step: "card_type" | "card_details" | "challenge" | "done"
  chosenType?: string
  failedAttempts: Attempt[]
  notification?: Notification
  /** Epoch milliseconds of the simulator's clock. */
  createdAt: number
  activeAt: number
  /** When it became authorised, deferred or authenticated. */
  acceptedAt?: number
  /** When its money began to wait for settlement. */
  takenAt?: number
  settledAt?: number
  batch?: number
  /** An AUTHENTICATE that the gateway ended because 115 % are authorised. */
  spent?: true
}

/** A user of the Reporting & Admin API. */
export type ReportingLogin = {
  user: string
  password: string
  /** After three wrong attempts in a row; only a control route unlocks it. */
  locked: boolean
  /** Commands that it may send in a minute of the simulator's clock; undefined: any number. */
  per_minute?: number
}

export type AccountSettings = {
  active: boolean
  closed: boolean
  /** undefined: any address. */
  allowed_ips?: string[]
  /** What the account may use at all (4006), DIRECTREFUND apart. */
  tx_types: TxType[]
  /** Known to the account but switched off (4007). */
  inactive_tx_types: TxType[]
  direct_refund: boolean
  currencies: string[]
  account_types: string[]
  /** AVS/CV2 checks on: also makes CV2 compulsory on MANUAL. */
  avscv2: boolean
  /** Refuse what does not match completely (REJECTED). */
  avscv2_rules: boolean
  three_d_secure: boolean
  /** Refuse what was not authenticated (REJECTED). */
  three_d_secure_rules: boolean
  reporting: ReportingLogin
  /** Whether reports give the released amount of a released DEFERRED, or the registered one. */
  reports_released_amount: boolean
}

/** Settings to lay over those there are. */
export type Settings = Partial<Omit<AccountSettings, "reporting">> & {
  reporting?: Partial<ReportingLogin>
}

export type Account = { vendor: string; settings: AccountSettings }
