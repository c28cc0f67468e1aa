import { maskCards, scrub, takesCard, type ProtocolVersion, type TxType } from "../protocol"
import type { Outcome } from "./outcome"

/** What is logged of a call: no secret, nothing of the shopper, no card number. */
export type CallLog = {
  readonly event: "sagepay_call" | "sagepay_late_reply"
  readonly txType: TxType
  readonly version: ProtocolVersion
  readonly url: string
  readonly vendorTxCode: string
  readonly outcome: Outcome["kind"]
  readonly ms: number
  readonly status?: string
  readonly statusDetail?: string
  readonly code?: string
  /** Why it is unknown, or why it was never sent. */
  readonly reason?: string
  /** Both messages, scrubbed. */
  readonly request: Readonly<Record<string, string>>
  readonly reply?: Readonly<Record<string, string>>
}

type Call = {
  readonly event: CallLog["event"]
  readonly txType: TxType
  readonly version: ProtocolVersion
  readonly url: string
  /** Scrubbed already: it is kept for as long as a late reply may come. */
  readonly request: CallLog["request"]
  readonly outcome: Outcome
  readonly ms: number
}

export function callLog({ event, txType, version, url, request, outcome, ms }: Call): CallLog {
  const reply = "reply" in outcome ? outcome.reply : undefined
  const reason =
    outcome.kind === "unknown"
      ? outcome.reason
      : outcome.kind === "never_sent"
        ? outcome.cause.message
        : undefined
  // A gateway that quotes what it refuses must not bring a card number into the log.
  const masked = (text: string) => (takesCard(txType) ? maskCards(text) : text)
  return {
    event,
    txType,
    version,
    url,
    vendorTxCode: request.VendorTxCode ?? "",
    outcome: outcome.kind,
    ms: Math.round(ms),
    ...(reply && {
      status: reply.Status,
      statusDetail: masked(reply.StatusDetail),
      ...(reply.code && { code: reply.code }),
      reply: {
        ...scrub(reply.fields, { personal: false }),
        StatusDetail: masked(reply.StatusDetail),
      },
    }),
    ...(reason && { reason: masked(reason) }),
    request,
  }
}
