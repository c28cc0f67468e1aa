/** Writes down what became of an operation, with the sums that it changes, and what its intent has come to (rule 1). */
import { setTimeout as pause } from "node:timers/promises"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Outcome } from "../../gateway"
import { canonicalVpsTxId } from "../../protocol"
import { isOwned, type LedgerContext } from "./context"
import { applyEffect, effectOf, type MadeIds } from "./effects"
import { LedgerError } from "./errors"
import { unrecordedMessage } from "./outcomes"
import { isInDoubt, type IntentRow, type OperationRow } from "./rows"
import { find, findAll, lockRow, raise, resolveFinding, update } from "./store"

/** Milliseconds before each further attempt: a database that restarts needs a moment. */
const PAUSES = [100, 500, 2_000]

export type Recorded = { readonly intent: IntentRow; readonly stop: boolean }

/**
 * Records an answer. It exists only in this process, so a database that stumbles is asked again; after that the
 * operation stays open, which blocks and is never repeated.
 */
export async function record(
  context: LedgerContext,
  operation: OperationRow,
  outcome: Outcome
): Promise<Recorded> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await context.transaction((knex) => write(knex, context, operation, outcome))
    } catch (error) {
      const what = `recording ${operation.verb} (${operation.id}), which is ${outcome.kind}`
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
  outcome: Outcome
): void {
  if (outcome.kind !== "unknown" || !outcome.late) return
  const failed = (error: unknown) =>
    context.logger.error(
      `sagepay: a late reply to ${operation.verb} (${operation.id}) could not be recorded: ${String(error)}`
    )
  outcome.late.then((late) => late && record(context, operation, late)).catch(failed)
}

async function write(
  knex: Knex,
  context: LedgerContext,
  operation: OperationRow,
  outcome: Outcome
): Promise<Recorded> {
  await lockRow(knex, operation.root_id)
  const current = await find(knex, "operation", { id: operation.id })
  if (!current) throw new LedgerError("not_found", "The operation is gone.")
  if (!isInDoubt(current.status)) return writeAfterDecision(knex, context, current, outcome)
  const reply = "reply" in outcome ? outcome.reply : undefined
  const words = {
    reply_status: reply?.Status ?? null,
    reply_detail: reply?.StatusDetail ?? ("reason" in outcome ? outcome.reason : null),
  }
  if (outcome.kind !== "unknown" && !isOwned(context, current)) {
    const said = `The gateway's own answer came: ${outcome.kind}.`
    await resolveFinding(knex, "open_operation", current.intent_id, said, "sagepay")
  }
  if (outcome.kind === "done") {
    const made = await applyEffect(knex, current, idsOf(context, outcome), context.now())
    await update(knex, "operation", current.id, {
      status: "done",
      made_transaction_id: made,
      ...words,
    })
    return close(knex, current, "done")
  }
  const status = outcome.kind === "never_sent" ? "not_sent" : outcome.kind
  await update(knex, "operation", current.id, { status, ...words })
  if (outcome.kind === "refused") await noteDoneElsewhere(knex, current, outcome.reply.code)
  return close(knex, current, status)
}

/** Decides what the intent has come to after one of its legs was decided. A closed intent stays closed. */
export async function close(
  knex: Knex,
  operation: OperationRow,
  status: OperationRow["status"]
): Promise<Recorded> {
  const legs = await findAll(knex, "operation", { intent_id: operation.intent_id })
  const rest = legs.filter((leg) => leg.status === "planned").sort((a, b) => a.leg - b.leg)
  const isFallbackOfThis = (leg: OperationRow) => leg.fallback && leg.leg === operation.leg + 1
  const goesOn =
    status === "done"
      ? rest.some((leg) => !isFallbackOfThis(leg))
      : status === "refused" && rest.some(isFallbackOfThis)
  const open = status === "unknown" || goesOn
  if (!open) return { intent: await end(knex, operation.intent_id, legs), stop: status !== "done" }
  const intent = await update(knex, "intent", operation.intent_id, { moved_minor: movedBy(legs) })
  return { intent, stop: !goesOn }
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

/** A person was quicker than the gateway's own answer. What moved is recorded, whatever they said. */
async function writeAfterDecision(
  knex: Knex,
  context: LedgerContext,
  current: OperationRow,
  outcome: Outcome
): Promise<Recorded> {
  const intent = await find(knex, "intent", { id: current.intent_id })
  if (!intent) throw new LedgerError("not_found", "The intent is gone.")
  const stood = { intent, stop: current.status !== "done" }
  if (outcome.kind === "refused" && current.status === "done") {
    await raiseContradiction(knex, current, "done", "refused")
  }
  if (outcome.kind !== "done") return stood
  const ids = idsOf(context, outcome)
  if (current.status === "done") {
    // The gateway's own ids outrank those that somebody typed, and bring the SecurityKey.
    if (current.made_transaction_id !== null && ids.vpsTxId !== null) {
      await update(knex, "transaction", current.made_transaction_id, {
        vps_tx_id: ids.vpsTxId,
        security_key: ids.securityKey,
        tx_auth_no: ids.txAuthNo,
      })
    }
    return stood
  }
  await raiseContradiction(knex, current, "not done", "done")
  const made = await applyEffect(knex, current, ids, context.now())
  await update(knex, "operation", current.id, { status: "done", made_transaction_id: made })
  const legs = await findAll(knex, "operation", { intent_id: intent.id })
  const moved = { moved_minor: movedBy(legs) }
  const successor = (
    await findAll(knex, "intent", { source: intent.source, source_id: intent.source_id })
  ).some((other) => other.id !== intent.id && other.status !== "refused")
  // Asked for again meanwhile under the same id: that one stands for it, this one only counts what it moved.
  const change = successor ? moved : { ...moved, status: "done" as const }
  return { intent: await update(knex, "intent", intent.id, change), stop: false }
}

function idsOf(context: LedgerContext, outcome: Extract<Outcome, { kind: "done" }>): MadeIds {
  const fields: Readonly<Record<string, string | undefined>> = outcome.reply.fields
  const vpsTxId = canonicalVpsTxId(fields.VPSTxId ?? "") ?? null
  const key = fields.SecurityKey
  return {
    vpsTxId,
    securityKey: key && vpsTxId ? context.sealer.seal(key, vpsTxId) : null,
    txAuthNo: fields.TxAuthNo ?? null,
  }
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
  settledAs: string,
  gatewaySays: string
): Promise<void> {
  await raise(knex, {
    kind: "late_reply",
    subject_id: operation.id,
    message:
      `${operation.verb} was settled by hand as ${settledAs}, and then the gateway's own answer came: ` +
      `${gatewaySays}. Compare the payment with the gateway's console.`,
    facts: { verb: operation.verb, settled_as: settledAs, gateway_says: gatewaySays },
  })
}
