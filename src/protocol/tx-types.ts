import type { ReplyRow, RequestRow } from "./rows"
import type { RuleName } from "./rules"
import {
  AUTHORISATION_REPLY,
  CARD_REPLY,
  HEAD_REPLY,
  REFUND_REPLY,
  REGISTRATION_REPLY,
} from "./reply-rows"
import {
  ABORT_ROWS,
  AUTHORISE_ROWS,
  CANCEL_ROWS,
  DIRECTREFUND_ROWS,
  MANUAL_ROWS,
  REFUND_ROWS,
  REGISTRATION_ROWS,
  RELEASE_ROWS,
  REPEAT_ROWS,
  VOID_ROWS,
} from "./request-rows"
import type { ProtocolVersion, TxType } from "./versions"

/** Everything that is true of one transaction type. */
export type TxTypeEntry = {
  /** The last part of the URL under /gateway/service/. */
  readonly service: string
  readonly versions: readonly ProtocolVersion[]
  readonly request: readonly RequestRow[]
  /** Rules about several fields, in the order in which they are checked. */
  readonly rules: readonly RuleName[]
  readonly reply: readonly ReplyRow[]
  readonly statuses: readonly string[]
  /** The request's fields that carry what is known of the earlier transaction. */
  readonly related?: {
    readonly VPSTxId: string
    readonly VendorTxCode: string
    readonly SecurityKey: string
    readonly TxAuthNo?: string
  }
  /** Whether it makes a transaction of its own, with a VPSTxId and a new VendorTxCode. */
  readonly makesTransaction: boolean
  /** Whether success means that money will move, or that money on its way will not. */
  readonly movesMoney: boolean
  readonly source: string
}

const WITH_OLD_FORM = ["2.22", "3.00", "4.00"] as const
const MODERN = ["3.00", "4.00"] as const

const SIMPLE = ["OK", "MALFORMED", "INVALID", "ERROR"] as const
const BANK = ["OK", "NOTAUTHED", "MALFORMED", "INVALID", "ERROR"] as const
const REGISTRATION = ["OK", "OK REPEATED", "MALFORMED", "INVALID", "ERROR"] as const

const ITSELF = {
  VPSTxId: "VPSTxId",
  VendorTxCode: "VendorTxCode",
  SecurityKey: "SecurityKey",
  TxAuthNo: "TxAuthNo",
} as const

const RELATED = {
  VPSTxId: "RelatedVPSTxId",
  VendorTxCode: "RelatedVendorTxCode",
  SecurityKey: "RelatedSecurityKey",
  TxAuthNo: "RelatedTxAuthNo",
} as const

const REGISTERED = {
  service: "vspserver-register.vsp",
  versions: MODERN,
  request: REGISTRATION_ROWS,
  rules: [
    "amountInCurrency",
    "billingPostCode",
    "billingState",
    "deliveryPostCode",
    "deliveryState",
    "oneBasket",
    "oneTokenUse",
    "storedCredential",
    "recurring",
    "instalment",
  ],
  reply: REGISTRATION_REPLY,
  statuses: REGISTRATION,
  makesTransaction: true,
  source: "Server protocol",
} as const

const REPEATED = {
  service: "repeat.vsp",
  versions: WITH_OLD_FORM,
  request: REPEAT_ROWS,
  rules: ["amountInCurrency", "deliveryAllOrNothing", "recurring", "instalment"],
  reply: AUTHORISATION_REPLY,
  statuses: BANK,
  related: RELATED,
  makesTransaction: true,
  source: "D",
} as const

export const TX_TYPES = {
  PAYMENT: { ...REGISTERED, movesMoney: true },
  DEFERRED: { ...REGISTERED, movesMoney: false },
  AUTHENTICATE: { ...REGISTERED, movesMoney: false },
  RELEASE: {
    service: "release.vsp",
    versions: MODERN,
    request: RELEASE_ROWS,
    rules: [],
    reply: HEAD_REPLY,
    statuses: SIMPLE,
    related: ITSELF,
    makesTransaction: false,
    movesMoney: true,
    source: "A",
  },
  ABORT: {
    service: "abort.vsp",
    versions: MODERN,
    request: ABORT_ROWS,
    rules: [],
    reply: HEAD_REPLY,
    statuses: SIMPLE,
    related: ITSELF,
    makesTransaction: false,
    movesMoney: false,
    source: "B",
  },
  REFUND: {
    service: "refund.vsp",
    versions: WITH_OLD_FORM,
    request: REFUND_ROWS,
    rules: ["amountInCurrency"],
    reply: REFUND_REPLY,
    // C2 lists no NOTAUTHED; a bank may still decline a refund, as it may any authorisation.
    statuses: BANK,
    related: RELATED,
    makesTransaction: true,
    movesMoney: true,
    source: "C",
  },
  REPEAT: { ...REPEATED, movesMoney: true },
  REPEATDEFERRED: { ...REPEATED, movesMoney: false },
  VOID: {
    service: "void.vsp",
    versions: WITH_OLD_FORM,
    request: VOID_ROWS,
    rules: [],
    reply: HEAD_REPLY,
    statuses: SIMPLE,
    related: ITSELF,
    makesTransaction: false,
    movesMoney: true,
    source: "E",
  },
  MANUAL: {
    service: "manualpayment.vsp",
    versions: MODERN,
    request: MANUAL_ROWS,
    rules: [
      "amountInCurrency",
      "manualCv2",
      "securityCodeLength",
      "billingStateOnlyUs",
      "deliveryStateOnlyUs",
      "oneBasket",
    ],
    reply: CARD_REPLY,
    statuses: BANK,
    makesTransaction: true,
    movesMoney: true,
    source: "F",
  },
  DIRECTREFUND: {
    service: "directrefund.vsp",
    versions: MODERN,
    request: DIRECTREFUND_ROWS,
    rules: ["amountInCurrency"],
    reply: CARD_REPLY,
    statuses: BANK,
    makesTransaction: true,
    movesMoney: true,
    source: "G",
  },
  AUTHORISE: {
    // The text of H1 says cancel.vsp; the guide's own table of URLs and the live gateway say this.
    service: "authorise.vsp",
    versions: MODERN,
    request: AUTHORISE_ROWS,
    rules: [],
    reply: AUTHORISATION_REPLY,
    statuses: BANK,
    related: RELATED,
    makesTransaction: true,
    movesMoney: true,
    source: "H",
  },
  CANCEL: {
    service: "cancel.vsp",
    versions: MODERN,
    request: CANCEL_ROWS,
    rules: [],
    reply: HEAD_REPLY,
    statuses: SIMPLE,
    related: {
      VPSTxId: "VPSTxId",
      VendorTxCode: "VendorTxCode",
      SecurityKey: "SecurityKey",
    },
    makesTransaction: false,
    movesMoney: false,
    source: "I",
  },
} as const satisfies Record<TxType, TxTypeEntry>

type RequestRows<T extends TxType> = (typeof TX_TYPES)[T]["request"][number]
type ReplyRows<T extends TxType> = (typeof TX_TYPES)[T]["reply"][number]

/** Added by the client to every message, so not asked of callers. */
type AddedByClient = "VPSProtocol" | "TxType" | "Vendor"

/** Mandatory whatever the version: rows that exist in some versions only are checked when sent. */
type Mandatory<Row> = Row extends { readonly versions: unknown }
  ? never
  : Row extends { readonly need: "always"; readonly field: infer F extends string }
    ? F
    : never

type FieldIn<Row> = Row extends { readonly field: infer F extends string } ? F : never

/** The fields of a request, made from its rows. */
export type RequestOf<T extends TxType> = {
  readonly [F in Exclude<Mandatory<RequestRows<T>>, AddedByClient>]: string
} & {
  readonly [F in Exclude<FieldIn<RequestRows<T>>, AddedByClient | Mandatory<RequestRows<T>>>]?:
    string | undefined
}

/** The fields of a reply, made from its rows. Only the two that every reply has are certain. */
export type ReplyOf<T extends TxType> = {
  readonly Status: string
  readonly StatusDetail: string
} & {
  readonly [F in Exclude<FieldIn<ReplyRows<T>>, "Status" | "StatusDetail">]?: string | undefined
}

export const isTxType = (value: string): value is TxType => Object.hasOwn(TX_TYPES, value)
