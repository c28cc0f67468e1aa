/** The sentences for what came of a request: what happened, what it means for the money, what to do next. */
import type { Outcome } from "../../gateway"
import { WireFormatError } from "../../protocol"
import { showMoney } from "../../protocol/money"
import { LedgerError, type LedgerErrorCode } from "./errors"
import type { IntentRow, OperationRow, TransactionRow } from "./rows"
import { CannotUnsealError } from "./sealing"

export function busyMessage(open: IntentRow): string {
  const money = showMoney({ minor: open.amount_minor, currency: open.currency })
  return (
    `Nothing was sent: an earlier ${open.kind} of ${money} on this payment is not decided yet (${open.id}). ` +
    `If it stays so, look the payment up in the gateway's console and settle it with what you read there.`
  )
}

/** It was answered, but the answer could not be written down; it is in the log. */
export function unrecordedMessage(operation: OperationRow): string {
  return (
    `${operation.verb} was sent, but what came of it could not be recorded: money may have moved, and it will not be ` +
    `sent again. Look the payment up in the gateway's console and settle it with what you read there (${operation.intent_id}).`
  )
}

/** The error for a request that stopped at this leg. */
export function failureOf(
  intent: IntentRow,
  operation: OperationRow,
  target: TransactionRow,
  outcome: Outcome
): LedgerError {
  const money = showMoney({ minor: operation.amount_minor, currency: intent.currency })
  const what = `${operation.verb} of ${money}`
  const reply = "reply" in outcome ? outcome.reply : undefined
  const facts = {
    vendorTxCode: operation.vendor_tx_code ?? target.vendor_tx_code,
    intentId: intent.id,
    ...(reply ? { status: reply.Status, statusDetail: reply.StatusDetail } : {}),
  }
  const cause = "cause" in outcome ? outcome.cause : undefined
  const fail = (code: LedgerErrorCode, message: string) =>
    new LedgerError(code, message, facts, cause ? { cause } : undefined)
  if (outcome.kind === "unknown") {
    return fail(
      "unknown",
      `${what} was sent, but no readable answer came: money may have moved, and it will not be sent again. ` +
        `Look up ${facts.vendorTxCode} in the gateway's console and settle it with what you read there (${intent.id}).`
    )
  }
  if (intent.moved_minor > 0) {
    const moved = showMoney({ minor: intent.moved_minor, currency: intent.currency })
    return fail(
      "partly",
      `${moved} did move, and then ${what} did not: ${words(outcome)}. ` +
        `Ask for exactly ${moved} to record what moved, and for the rest after that.`
    )
  }
  if (outcome.kind === "never_sent") {
    // Ours to explain: an id that is missing, a key that cannot be opened, a field out of format. No use trying again.
    if (LedgerError.is(outcome.cause)) return fail(outcome.cause.code, outcome.cause.message)
    const why = `${what} could not be sent, so no money moved: ${outcome.cause.message}`
    const isOurs =
      outcome.cause instanceof WireFormatError || outcome.cause instanceof CannotUnsealError
    return isOurs ? fail("invalid", why) : fail("not_sent", `${why} Try again.`)
  }
  return reply?.Status === "NOTAUTHED" || reply?.Status === "REJECTED"
    ? fail("declined", `${what} was declined, so no money moved: ${words(outcome)}.`)
    : fail("refused", `The gateway refused ${what}, so no money moved: ${words(outcome)}.`)
}

function words(outcome: Outcome): string {
  if (outcome.kind === "never_sent") return outcome.cause.message
  return "reply" in outcome && outcome.reply ? outcome.reply.StatusDetail : "no reason was given"
}
