import type { Reply, ReplyOf, TxType } from "../protocol"

/** A reply whose fields are those of its transaction type. Unknown lines are in `fields` too. */
export type GatewayReply<T extends TxType = TxType> = Omit<Reply, "fields"> & {
  readonly fields: ReplyOf<T> & Readonly<Record<string, string | undefined>>
}

/** Why nobody can say whether it happened. */
export type Unknown =
  /** No reply in time. */
  | "no_reply"
  /** The connection broke after sending had begun. */
  | "connection_lost"
  /** Something came, but it is not a whole reply with a Status. */
  | "unreadable"
  /** The HTTP status is not 200, so whatever came is not to be trusted. */
  | "http_status"
  /** The bank did not answer the gateway in time (2002, 2008, 5996). */
  | "bank_time_out"
  /** Status ERROR, a Status that the protocol does not know, or a success with half its fields. */
  | "gateway_error"

/** What certainly happened to one POST. The four are kept apart because money depends on it. */
export type Outcome<T extends TxType = TxType> =
  /** The gateway did it. */
  | { readonly kind: "done"; readonly reply: GatewayReply<T> }
  /** The gateway did not do it; nothing moved. */
  | { readonly kind: "refused"; readonly reply: GatewayReply<T> }
  /** Not a byte of it left this machine; it may be sent again. */
  | { readonly kind: "never_sent"; readonly cause: Error }
  /** It may have happened. Never to be sent again blindly. */
  | {
      readonly kind: "unknown"
      readonly because: Unknown
      /** A sentence for people and logs. */
      readonly reason: string
      readonly reply?: GatewayReply<T>
      readonly cause?: Error
      /**
       * After `no_reply`: what came after all, or undefined when nothing did within
       * `lateReplyMs` or before the client was closed. Never rejects.
       */
      readonly late?: Promise<Outcome<T> | undefined>
    }
