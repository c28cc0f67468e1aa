import { parseReply, TIME_OUT_CODES, verdictOf, type TxType } from "../protocol"
import type { Exchanged } from "./exchange"
import type { GatewayReply, Outcome } from "./outcome"

/** From what happened on the socket to what happened to the money. */
export function readOutcome<T extends TxType>(txType: T, exchanged: Exchanged): Outcome<T> {
  switch (exchanged.kind) {
    case "never_sent":
      return { kind: "never_sent", cause: exchanged.cause }
    case "lost": {
      const { cause } = exchanged
      const reason = `The connection broke after sending had begun: ${cause.message}.`
      return { kind: "unknown", because: "connection_lost", reason, cause }
    }
    case "no_reply":
      return {
        kind: "unknown",
        because: "no_reply",
        reason: "The gateway did not reply in time.",
        late: exchanged.late.then((late) => late && readOutcome(txType, late)),
      }
    case "response":
      return readResponse(txType, exchanged.httpStatus, exchanged.body)
  }
}

function readResponse<T extends TxType>(
  txType: T,
  httpStatus: number,
  body: Uint8Array
): Outcome<T> {
  const parsed = parseReply(body)
  // The lines of the reply are the wire's own, so their names need no checking here.
  const reply = parsed as GatewayReply<T> | undefined
  if (httpStatus !== 200) {
    const reason = `The gateway answered HTTP ${httpStatus} instead of a reply.`
    return { kind: "unknown", because: "http_status", reason, ...(reply && { reply }) }
  }
  if (!parsed || !reply) {
    const what = body.byteLength === 0 ? "an empty body" : "a body without a readable Status"
    const reason = `The gateway answered with ${what}.`
    return { kind: "unknown", because: "unreadable", reason }
  }
  const verdict = verdictOf(txType, parsed)
  if (verdict !== "unknown") return { kind: verdict, reply }
  const isBank = TIME_OUT_CODES.has(parsed.code ?? "")
  const reason = isBank
    ? `The bank did not answer the gateway in time (${parsed.StatusDetail}).`
    : `The gateway's answer does not say what happened (${parsed.Status}: ${parsed.StatusDetail}).`
  return { kind: "unknown", because: isBank ? "bank_time_out" : "gateway_error", reason, reply }
}
