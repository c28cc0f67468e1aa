/** The sentences for what came of a request: what happened, what it means for the money, what to do next. */
import { WireFormatError } from "../../protocol"
import { showMoney } from "../../protocol/money"
import { inMoney, refusal } from "../../protocol/refusals"
import { LedgerError, type LedgerErrorCode } from "./errors"
import { isUndecided, type IntentRow, type OperationRow, type TransactionRow } from "./rows"
import { CannotUnsealError } from "./sealing"

export function busyMessage(open: IntentRow): string {
  return undecided(open).reason
}

export function undecided({ id, kind, amount_minor, currency }: IntentRow) {
  return refusal("undecided", {
    intent_kind: kind,
    intent_id: id,
    ...inMoney(amount_minor, currency),
  })
}

/** It was answered, but the answer could not be written down; it is in the log. */
export function unrecordedMessage(operation: OperationRow): string {
  return (
    `${operation.verb} was sent, but what came of it could not be recorded: money may have moved, and it will not be ` +
    `sent again. Look the payment up in the gateway's console and settle it with what you read there (${operation.intent_id}).`
  )
}

export type FailureDetails = {
  /** Why it never left this machine. */
  readonly cause?: Error
  /** Whether the gateway may be asked what became of it. */
  readonly asking?: boolean
}

/** The error for a request that stopped at this leg, from what the books say of it. */
export function failureOf(
  intent: IntentRow,
  operation: OperationRow,
  target: TransactionRow,
  { cause, asking = false }: FailureDetails = {}
): LedgerError {
  const money = showMoney({ minor: operation.amount_minor, currency: intent.currency })
  const what = `${operation.verb} of ${money}`
  const { status, reply_status, reply_detail } = operation
  const facts = {
    vendorTxCode: operation.vendor_tx_code ?? target.vendor_tx_code,
    intentId: intent.id,
    ...(reply_status === null ? {} : { status: reply_status, statusDetail: reply_detail ?? "" }),
  }
  const fail = (code: LedgerErrorCode, message: string) =>
    new LedgerError(code, message, facts, cause ? { cause } : undefined)
  if (isUndecided(status)) {
    return fail(
      "unknown",
      `${what} was sent, but no readable answer came: money may have moved, and it will not be sent again where ` +
        `that could move it twice. ${asking ? WILL_ASK : ""}Look up ${facts.vendorTxCode} in the gateway's console and ` +
        `settle it with what you read there (${intent.id}).`
    )
  }
  const words = reply_detail?.replace(/\.$/, "") ?? "no reason was given"
  if (intent.moved_minor > 0) {
    const moved = showMoney({ minor: intent.moved_minor, currency: intent.currency })
    return fail(
      "partly",
      `${moved} did move, and then ${what} did not: ${words}. ` +
        `Ask for exactly ${moved} to record what moved, and for the rest after that.`
    )
  }
  if (status === "not_sent") {
    // Ours to explain: an id that is missing, a key that cannot be opened, a field out of format. No use trying again.
    if (LedgerError.is(cause)) return fail(cause.code, cause.message)
    const why = `${what} could not be sent, so no money moved: ${words}.`
    const isOurs = cause instanceof WireFormatError || cause instanceof CannotUnsealError
    return isOurs ? fail("invalid", why) : fail("not_sent", `${why} Try again.`)
  }
  // Ours, or what the gateway's report says of it: it was never answered.
  if (reply_status === null) {
    return fail("refused", `${what} was not carried out, so no money moved: ${words}.`)
  }
  return reply_status === "NOTAUTHED" || reply_status === "REJECTED"
    ? fail("declined", `${what} was declined, so no money moved: ${words}.`)
    : fail("refused", `The gateway refused ${what}, so no money moved: ${words}.`)
}

const WILL_ASK =
  "The gateway is asked about it by itself, after minutes and then more and more rarely; look again later. " +
  "Only if it stays open: "
