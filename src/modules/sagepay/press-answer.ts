/** What became of the press with a key: the same answer for everybody who asks with it. */
import { setTimeout as pause } from "node:timers/promises"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { showMoney } from "../../protocol/money"
import type { LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { move, type MovementRequest } from "./movements"
import { failureOf } from "./outcomes"
import type { IntentRow, OperationRow, TransactionRow } from "./rows"
import { find } from "./store"

export type Pressed = {
  readonly intent: IntentRow
  readonly operation: OperationRow
  /** What it acted upon, as it is now, and what it made, if it makes anything. */
  readonly transaction: TransactionRow
  readonly made: TransactionRow | undefined
}

export type Asked = {
  readonly key: string
  /** What differs from the press that has this key, by the form's name for it; undefined when it is the same one. */
  readonly differs: (earlier: Earlier) => string | undefined
}

export type Earlier = Pick<Pressed, "intent" | "operation"> & { readonly target: TransactionRow }

const LOOK_AGAIN_MS = 250

/** Moves money once for a key, however many ask for it at once; everybody gets the answer of the one that was first. */
export async function moveOnce(
  context: LedgerContext,
  asked: Asked,
  request: MovementRequest
): Promise<Pressed> {
  const stood = await answerTo(context, asked)
  if (stood) return stood
  try {
    await move(context, request)
  } catch (error) {
    // A press with the same key was quicker; its answer is ours.
    const quicker = isTaken(error) || (LedgerError.is(error) && error.code === "busy")
    const theirs = quicker ? await answerTo(context, asked) : undefined
    if (theirs) return theirs
    throw error
  }
  const answer = await answerTo(context, asked)
  if (!answer) throw new LedgerError("not_found", "What was asked for is gone from the ledger.")
  return answer
}

/** Under the lock: a press with this key may have been decided since it was looked for. */
export async function assertFirst(knex: Knex, key: string): Promise<void> {
  const earlier = await findPress(knex, key)
  if (!earlier || earlier.operation?.status === "not_sent") return
  throw new LedgerError("busy", "It was pressed already.", { intentId: earlier.intent.id })
}

/** Postgres' unique_violation, of the key. */
function isTaken(error: unknown): boolean {
  return (
    error instanceof Error &&
    "constraint" in error &&
    error.constraint === "IDX_sagepay_intent_source"
  )
}

/** The newest, for one that never left this machine may be pressed again under its key. */
async function findPress(
  knex: Knex,
  key: string
): Promise<{ intent: IntentRow; operation: OperationRow | undefined } | undefined> {
  const found: unknown = await knex("sagepay_intent")
    .where({ source: "press", source_id: key })
    .orderBy("created_at", "desc")
    .first()
  const intent = found as IntentRow | undefined
  if (!intent) return undefined
  return { intent, operation: await find(knex, "operation", { intent_id: intent.id }) }
}

/**
 * The answer of the press with this key, if there was one that was sent: waits while it is on its way, throws what the
 * first one threw. Refuses the key when it stands for something else.
 */
async function answerTo(context: LedgerContext, asked: Asked): Promise<Pressed | undefined> {
  const patience = context.options.connect_timeout_ms + context.options.reply_timeout_ms
  for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
    const found = await context.transaction((knex) => look(knex, asked))
    if (!found) return undefined
    const { intent, operation, target, made } = found
    if (operation.status === "done") return { intent, operation, transaction: target, made }
    if (operation.status === "not_sent") return undefined
    // Refused, unknown, or on its way for too long: as it was told the first time.
    const sentAgo = context.now().getTime() - (operation.sent_at?.getTime() ?? 0)
    if (operation.status !== "sent" || Math.max(waited, sentAgo) > patience) {
      const asking = context.reportingFor(target.account) !== undefined
      throw failureOf(intent, operation, target, { asking })
    }
    await pause(LOOK_AGAIN_MS)
  }
}

async function look(knex: Knex, asked: Asked) {
  const found = await findPress(knex, asked.key)
  if (!found?.operation) return undefined
  const { intent, operation } = found
  const target = await find(knex, "transaction", { id: operation.transaction_id })
  if (!target) throw new LedgerError("not_found", "The transaction acted upon is gone.")
  const differs = asked.differs({ intent, operation, target })
  if (differs !== undefined) {
    const money = showMoney({ minor: operation.amount_minor, currency: intent.currency })
    throw new LedgerError(
      "not_allowed",
      `Nothing was sent: this key stands for ${operation.verb} of ${money}, which was pressed before with another ` +
        `${differs}. Open the form afresh for anything else.`,
      { intentId: intent.id }
    )
  }
  const made = operation.made_transaction_id
    ? await find(knex, "transaction", { id: operation.made_transaction_id })
    : undefined
  return { intent, operation, target, made }
}
