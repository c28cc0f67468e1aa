/** What became of the press with a key: the same answer for everybody who asks with it. */
import { setTimeout as pause } from "node:timers/promises"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { showMoney } from "../../protocol/money"
import type { LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { failureOf } from "./outcomes"
import type { PressAction } from "./press-rules"
import type { IntentRow, OperationRow, TransactionRow } from "./rows"
import { find } from "./store"

export type Pressed = {
  readonly intent: IntentRow
  readonly operation: OperationRow
  /** What it acted upon, as it is now, and what it made, if it makes anything. */
  readonly transaction: TransactionRow
  readonly made: TransactionRow | undefined
}

type Asked = {
  readonly key: string
  readonly transactionId: string
  readonly action: PressAction
  readonly amountMinor: number
  readonly currency: string
}

const LOOK_AGAIN_MS = 250

/** The newest, for one that never left this machine may be pressed again under its key. */
export async function findPress(
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
export async function answerTo(context: LedgerContext, asked: Asked): Promise<Pressed | undefined> {
  const patience = context.options.connect_timeout_ms + context.options.reply_timeout_ms
  for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
    const found = await context.transaction((knex) => look(knex, asked))
    if (!found) return undefined
    const { intent, operation, target, made } = found
    if (operation.status === "done") return { intent, operation, transaction: target, made }
    if (operation.status === "not_sent") return undefined
    // Refused, unknown, or on its way for too long: as it was told the first time.
    if (operation.status !== "sent" || waited > patience) {
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
  const same =
    operation.transaction_id === asked.transactionId &&
    operation.verb === asked.action &&
    operation.amount_minor === asked.amountMinor &&
    intent.currency.toUpperCase() === asked.currency
  if (!same) {
    const money = showMoney({ minor: operation.amount_minor, currency: intent.currency })
    throw new LedgerError(
      "not_allowed",
      `Nothing was sent: this key stands for ${operation.verb} of ${money}, which was pressed before. ` +
        `Open the form afresh for anything else.`,
      { intentId: intent.id }
    )
  }
  const target = await find(knex, "transaction", { id: operation.transaction_id })
  if (!target) throw new LedgerError("not_found", "The transaction acted upon is gone.")
  const made = operation.made_transaction_id
    ? await find(knex, "transaction", { id: operation.made_transaction_id })
    : undefined
  return { intent, operation, target, made }
}
