/**
 * Writes down what became of an operation, with the sums that it changes, and what its intent has come to (rule 1). The
 * gateway's reply, a late one, a second one and its report all come through here.
 */
import { setTimeout as pause } from "node:timers/promises"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Outcome } from "../../gateway"
import { answerOf, type Answer } from "./answer"
import { isOwned, type LedgerContext } from "./context"
import { applyEffect, applyRefusal, effectOf, type MadeIds } from "./effects"
import { LedgerError } from "./errors"
import { tell } from "./events"
import { unrecordedMessage } from "./outcomes"
import { proofOf } from "./proofs"
import { isInDoubt, type IntentRow, type OperationRow } from "./rows"
import { find, findAll, lockRow, raise, resolveFinding, update } from "./store"

export { answerOf, type Answer, type Words } from "./answer"

/** Milliseconds before each further attempt: a database that restarts needs a moment. */
const PAUSES = [100, 500, 2_000]

export type Recorded = {
  readonly intent: IntentRow
  /** As it stands now. */
  readonly operation: OperationRow
  /** Whether nothing more is to be sent for the intent. */
  readonly stop: boolean
}

/**
 * Records an answer. It exists only in this process, so a database that stumbles is asked again; after that the
 * operation stays open, which blocks and is never repeated.
 */
export async function record(
  context: LedgerContext,
  operation: OperationRow,
  answer: Answer
): Promise<Recorded> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await context.transaction((knex) => write(knex, context, operation, answer))
    } catch (error) {
      const what = `recording ${operation.verb} (${operation.id}), which is ${answer.status}`
      context.logger.warn(`sagepay: ${what}, failed: ${String(error)}`)
      if (LedgerError.is(error)) throw error
      const wait = PAUSES[attempt]
      if (wait === undefined) {
        const facts = { intentId: operation.intent_id }
        throw new LedgerError("unknown", unrecordedMessage(operation), facts, { cause: error })
      }
      await pause(wait)
    }
  }
}

/** The caller has its time-out; a reply that comes after all still decides the operation. */
export function recordLate(
  context: LedgerContext,
  operation: OperationRow,
  outcome: Outcome,
  read: typeof answerOf = answerOf
): void {
  if (outcome.kind !== "unknown" || !outcome.late) return
  const failed = (error: unknown) =>
    context.logger.error(
      `sagepay: a late reply to ${operation.verb} (${operation.id}) could not be recorded: ${String(error)}`
    )
  outcome.late
    .then((late) => late && record(context, operation, read(context, operation.verb, late)))
    .catch(failed)
}

/** Within a transaction of the caller's. */
export async function write(
  knex: Knex,
  context: LedgerContext,
  operation: OperationRow,
  answer: Answer
): Promise<Recorded> {
  const root = await lockRow(knex, operation.root_id)
  const legs = await findAll(knex, "operation", { intent_id: operation.intent_id })
  const current = legs.find(({ id }) => id === operation.id)
  if (!current) throw new LedgerError("not_found", "The operation is gone.")
  if (!isInDoubt(current.status)) return writeAfterDecision(knex, context, current, answer)
  if (answer.status !== "done" && !isSameTurn(current, operation)) {
    return { intent: await intentOf(knex, current), operation: current, stop: true }
  }
  const { status, words } = answer
  // Only what nobody waits for any more, or what was asked about, can be on the attention list.
  if (status !== "unknown" && (current.asks > 0 || !isOwned(context, current))) {
    const said = `The gateway's word came: ${words.reply_detail ?? status}.`
    await resolveFinding(knex, "open_operation", current.intent_id, said, "sagepay")
  }
  if (answer.status === "done") {
    const made = await applyEffect(knex, current, answer.ids, context.now(), root)
    const done = { status: "done", made_transaction_id: made, ask_after: null, ...words } as const
    return close(knex, await update(knex, "operation", current.id, done), legs)
  }
  const asking = status === "unknown" ? {} : { ask_after: null }
  const decided = await update(knex, "operation", current.id, { status, ...asking, ...words })
  if (answer.status === "refused") await noteDoneElsewhere(knex, current, answer.code)
  return close(knex, decided, legs)
}

/** That this one did nothing says nothing about the very same message, sent again by somebody else meanwhile. */
function isSameTurn(current: OperationRow, { sent_at }: OperationRow): boolean {
  return current.sent_at?.getTime() === sent_at?.getTime()
}

async function intentOf(knex: Knex, { intent_id }: OperationRow): Promise<IntentRow> {
  const intent = await find(knex, "intent", { id: intent_id })
  if (!intent) throw new LedgerError("not_found", "The intent is gone.")
  return intent
}

/**
 * Decides what the intent has come to after one of its legs was decided. A closed intent stays closed. `known` are the
 * legs as they were before, where they were read under the same lock.
 */
export async function close(
  knex: Knex,
  operation: OperationRow,
  known?: readonly OperationRow[]
): Promise<Recorded> {
  const { status } = operation
  if (status === "refused" || status === "not_sent") await applyRefusal(knex, operation)
  const before = known ?? (await findAll(knex, "operation", { intent_id: operation.intent_id }))
  const legs = before.map((leg) => (leg.id === operation.id ? operation : leg))
  const rest = legs.filter((leg) => leg.status === "planned").sort((a, b) => a.leg - b.leg)
  const isFallbackOfThis = (leg: OperationRow) => leg.fallback && leg.leg === operation.leg + 1
  const goesOn =
    status === "done"
      ? rest.some((leg) => !isFallbackOfThis(leg))
      : status === "refused" && rest.some(isFallbackOfThis)
  const open = status === "unknown" || goesOn
  if (!open) {
    return {
      intent: await end(knex, operation.intent_id, legs),
      operation,
      stop: status !== "done",
    }
  }
  const intent = await update(knex, "intent", operation.intent_id, { moved_minor: movedBy(legs) })
  return { intent, operation, stop: !goesOn }
}

/** Closes an intent with what its legs did; those that were never sent never will be. */
export async function end(
  knex: Knex,
  intentId: string,
  known?: readonly OperationRow[]
): Promise<IntentRow> {
  const legs = known ?? (await findAll(knex, "operation", { intent_id: intentId }))
  for (const leg of legs) {
    if (leg.status === "planned") await update(knex, "operation", leg.id, { status: "skipped" })
  }
  return update(knex, "intent", intentId, {
    moved_minor: movedBy(legs),
    status: legs.some((leg) => leg.status === "done") ? "done" : "refused",
  })
}

function movedBy(legs: readonly OperationRow[]): number {
  return legs
    .filter((leg) => leg.status === "done" && effectOf(leg.verb).movesMoney)
    .reduce((sum, leg) => sum + leg.amount_minor, 0)
}

/** A person or a report was quicker than the gateway's own answer. What moved is recorded, whatever they said. */
async function writeAfterDecision(
  knex: Knex,
  context: LedgerContext,
  current: OperationRow,
  answer: Answer
): Promise<Recorded> {
  const intent = await intentOf(knex, current)
  const stood = { intent, operation: current, stop: current.status !== "done" }
  if (answer.status === "refused" && current.status === "done" && !confirms(current.verb, answer)) {
    await raiseContradiction(knex, current, intent, answer)
  }
  if (answer.status !== "done") return stood
  if (current.status === "done") {
    await completeIds(knex, current, answer.ids)
    return stood
  }
  await raiseContradiction(knex, current, intent, answer)
  const made = await applyEffect(knex, current, answer.ids, context.now())
  const change = { status: "done", made_transaction_id: made, ...answer.words } as const
  const operation = await update(knex, "operation", current.id, change)
  const legs = await findAll(knex, "operation", { intent_id: intent.id })
  const moved = { moved_minor: movedBy(legs) }
  if (intent.status === "open") {
    // The leg that went instead of this one, or after it, is still to be decided: nothing else may be sent till then.
    if (!legs.some((leg) => isInDoubt(leg.status))) return close(knex, operation)
    return { intent: await update(knex, "intent", intent.id, moved), operation, stop: false }
  }
  const successor = (
    await findAll(knex, "intent", { source: intent.source, source_id: intent.source_id })
  ).some((other) => other.id !== intent.id && other.status !== "refused")
  // Asked for again meanwhile under the same id: that one stands for it, this one only counts what it moved.
  const outcome = successor
    ? await update(knex, "intent", intent.id, moved)
    : await end(knex, intent.id, legs)
  return { intent: outcome, operation, stop: false }
}

/** "Done already", of what we know to be done: the message was delivered twice. */
function confirms(verb: OperationRow["verb"], { code }: { readonly code?: string }): boolean {
  const second = proofOf(verb)?.second[code ?? ""]
  return second !== undefined && second.proves !== "did_not"
}

/** The gateway's own ids outrank those that somebody typed, and bring the SecurityKey, which is sealed to its VPSTxId. */
async function completeIds(knex: Knex, done: OperationRow, ids: MadeIds): Promise<void> {
  if (done.made_transaction_id === null || ids.vpsTxId === null) return
  const made = await find(knex, "transaction", { id: done.made_transaction_id })
  const same = made?.vps_tx_id === ids.vpsTxId ? made : undefined
  await update(knex, "transaction", done.made_transaction_id, {
    vps_tx_id: ids.vpsTxId,
    security_key: ids.securityKey ?? same?.security_key ?? null,
    tx_auth_no: ids.txAuthNo ?? same?.tx_auth_no ?? null,
  })
}

/** As a first answer these are no success of ours: somebody did it in the gateway's console (rule 2). */
const DONE_ALREADY: Readonly<Record<string, string>> = {
  "4034": "refunded",
  "4036": "voided",
  "4038": "released",
  "4040": "aborted",
}

async function noteDoneElsewhere(
  knex: Knex,
  operation: OperationRow,
  code: string | undefined
): Promise<void> {
  const already = DONE_ALREADY[code ?? ""]
  if (already === undefined) return
  const target = await find(knex, "transaction", { id: operation.transaction_id })
  // No success of ours either, but the hold is gone: there is nothing left to end.
  if (operation.verb === "ABORT" && already === "aborted") {
    await update(knex, "transaction", operation.transaction_id, { state: "aborted" })
    await tell(knex, {
      verb: "ABORT",
      transactionId: operation.transaction_id,
      amountMinor: operation.amount_minor,
      origin: "console",
    })
  }
  await raise(knex, {
    kind: "done_elsewhere",
    subject_id: operation.transaction_id,
    order_id: target?.order_id ?? null,
    message:
      `The gateway says that ${target?.vendor_tx_code ?? "this payment"} is ${already} already, and this store did not ` +
      `do it. Look it up in the gateway's console: the store's books may differ from it.`,
    facts: { verb: operation.verb, code, vendor_tx_code: target?.vendor_tx_code },
  })
}

async function raiseContradiction(
  knex: Knex,
  operation: OperationRow,
  intent: IntentRow,
  answer: Answer
): Promise<void> {
  const as = operation.status === "done" ? "done" : "not done"
  const says = answer.status === "done" ? "it was done" : "it was refused"
  const whose = intent.decided_by === null ? "" : `, by ${intent.decided_by}`
  await raise(knex, {
    kind: "late_reply",
    subject_id: operation.id,
    message:
      `${operation.verb} was settled as ${as}${whose}, and now the gateway says that ${says}` +
      `${answer.words.reply_detail ? ` (${answer.words.reply_detail})` : ""}. Compare the payment with the gateway's console.`,
    facts: { verb: operation.verb, settled_as: as, gateway_says: answer.status },
  })
}
