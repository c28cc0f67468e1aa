/** What the form of a button needs: the transaction, its family, and what may be done to it now. Moves nothing. */
import type { LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { busyMessage } from "./outcomes"
import type { ReadPressFacts } from "./press"
import { HAS_AMOUNT, judge, PRESS_ACTIONS, type PressAction, type PressFacts } from "./press-rules"
import type { Family, OperationRow, TransactionRow } from "./rows"
import { find, findAll, loadFamily } from "./store"

export type ActionView =
  | {
      readonly allowed: true
      readonly has_amount: boolean
      /** Absent where the gateway takes any amount. */
      readonly limit_minor?: number
      /** What of it may settle the order (rule 11), for what can; absent where nothing is owed. */
      readonly owed_minor?: number
    }
  | { readonly allowed: false; readonly reason: string; readonly owed_minor?: number }

export type Overview = {
  readonly target: TransactionRow
  readonly family: Family
  readonly operations: readonly OperationRow[]
  readonly facts: PressFacts
  readonly actions: Readonly<Record<PressAction, ActionView>>
  readonly related: readonly TransactionRow[]
}

const SETTLES: ReadonlySet<PressAction> = new Set<PressAction>([
  "REPEAT",
  "REPEATDEFERRED",
  "AUTHORISE",
])

export async function overviewOf(
  context: LedgerContext,
  id: string,
  readFacts: ReadPressFacts
): Promise<Overview> {
  return context.transaction(async (knex) => {
    const target = await find(knex, "transaction", { id })
    if (!target) throw new LedgerError("not_found", `The ledger has no transaction ${id}.`)
    const family = await loadFamily(knex, target.root_id)
    const operations = await findAll(knex, "operation", { root_id: target.root_id })
    const facts = await readFacts(knex, family.root)
    const ids = family.transactions.map((row) => row.id)
    const made = await knex("sagepay_transaction")
      .whereIn("related_id", ids)
      .whereNot({ root_id: target.root_id })
      .orderBy("created_at")
    const from = family.root.related_id
      ? await find(knex, "transaction", { id: family.root.related_id })
      : undefined
    const situation = { family, operations, facts, now: context.now() }
    const open = family.intents.find((intent) => intent.status === "open")
    const view = (action: PressAction): ActionView => {
      if (open) return { allowed: false, reason: busyMessage(open) }
      const allowance = judge(action, target, situation)
      const settling = SETTLES.has(action) ? judge(action, target, situation, true) : undefined
      const owed = settling?.allowed ? { owed_minor: settling.limitMinor ?? 0 } : {}
      if (!allowance.allowed) return { ...allowance, ...owed }
      const { limitMinor } = allowance
      const limit = limitMinor === undefined ? {} : { limit_minor: limitMinor }
      return { allowed: true, has_amount: HAS_AMOUNT.has(action), ...limit, ...owed }
    }
    const actions = Object.fromEntries(PRESS_ACTIONS.map((action) => [action, view(action)]))
    return {
      target,
      family,
      operations,
      facts,
      actions: actions as Record<PressAction, ActionView>,
      related: [...(from ? [from] : []), ...(made as TransactionRow[])],
    }
  })
}
