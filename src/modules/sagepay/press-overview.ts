/** What the form of a button needs: the transaction, its family, and what may be done to it now. Moves nothing. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Refusal } from "../../protocol/refusals"
import type { LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { undecided } from "./outcomes"
import type { ReadPressFacts } from "./press"
import {
  HAS_AMOUNT,
  judge,
  PRESS_ACTIONS,
  type PressAction,
  type PressSituation,
} from "./press-rules"
import type { TransactionRow } from "./rows"
import { find, findAll, loadFamily } from "./store"
import type { Maker } from "./timeline"

export type ActionView =
  | {
      readonly allowed: true
      readonly has_amount: boolean
      /** Absent where the gateway takes any amount. */
      readonly limit_minor?: number
      /** What of it may settle the order (rule 11), for what can; absent where nothing is owed in its currency. */
      readonly owed_minor?: number
    }
  | (Refusal & { readonly owed_minor?: number })

export type Overview = {
  readonly target: TransactionRow
  readonly payment: PaymentOverview
  readonly actions: Actions
  readonly related: readonly TransactionRow[]
}

const SETTLES: ReadonlySet<PressAction> = new Set<PressAction>([
  "REPEAT",
  "REPEATDEFERRED",
  "AUTHORISE",
])

/** Where something may be done at all, whatever the rules say of it now. */
const LIVING: ReadonlySet<TransactionRow["state"]> = new Set<TransactionRow["state"]>([
  "deferred",
  "authenticated",
  "taken",
  "credited",
])

type Actions = Readonly<Record<PressAction, ActionView>>

/** A payment with everything that a panel shows of it. */
export type PaymentOverview = PressSituation & {
  /** By transaction: of the payment itself, and of each that something may be done to. */
  readonly actions: Readonly<Record<string, Actions>>
  readonly maker: Maker | undefined
}

export async function overviewOf(
  context: LedgerContext,
  id: string,
  readFacts: ReadPressFacts
): Promise<Overview> {
  return context.transaction(async (knex) => {
    const target = await find(knex, "transaction", { id })
    if (!target) throw new LedgerError("not_found", `The ledger has no transaction ${id}.`)
    const payment = await paymentOverview(knex, context, target.root_id, readFacts)
    const { root } = payment.family
    const ids = payment.family.transactions.map((row) => row.id)
    const made = await knex("sagepay_transaction")
      .whereIn("related_id", ids)
      .whereNot({ root_id: target.root_id })
      .orderBy("created_at")
    const from = root.related_id
      ? await find(knex, "transaction", { id: root.related_id })
      : undefined
    return {
      target,
      payment,
      actions: payment.actions[id] ?? actionsOf(target, payment),
      related: [...(from ? [from] : []), ...(made as TransactionRow[])],
    }
  })
}

export async function paymentOverview(
  knex: Knex,
  context: LedgerContext,
  rootId: string,
  readFacts: ReadPressFacts
): Promise<PaymentOverview> {
  const family = await loadFamily(knex, rootId)
  const operations = await findAll(knex, "operation", { root_id: rootId })
  const facts = await readFacts(knex, family.root)
  const situation = { family, operations, facts, now: context.now() }
  const actions = family.transactions
    .filter((row) => row.id === rootId || LIVING.has(row.state))
    .map((row) => [row.id, actionsOf(row, situation)] as const)
  return { ...situation, actions: Object.fromEntries(actions), maker: await makerOf(knex, rootId) }
}

async function makerOf(knex: Knex, rootId: string): Promise<Maker | undefined> {
  const operation = await find(knex, "operation", { made_transaction_id: rootId })
  // What its own operation made is in its own family.
  if (!operation || operation.root_id === rootId) return undefined
  const intent = await find(knex, "intent", { id: operation.intent_id })
  return intent && { operation, intent }
}

export function actionsOf(target: TransactionRow, situation: PressSituation): Actions {
  const open = situation.family.intents.find((intent) => intent.status === "open")
  const view = (action: PressAction): ActionView => {
    if (open) return undecided(open)
    const allowance = judge(action, target, situation)
    const settling = SETTLES.has(action) ? judge(action, target, situation, true) : undefined
    const isOwed = settling?.allowed && situation.facts.owed?.currency === target.currency
    const owed = isOwed ? { owed_minor: settling.limitMinor ?? 0 } : {}
    if (!allowance.allowed) return { ...allowance, ...owed }
    const { limitMinor } = allowance
    const limit = limitMinor === undefined ? {} : { limit_minor: limitMinor }
    return { allowed: true, has_amount: HAS_AMOUNT.has(action), ...limit, ...owed }
  }
  return Object.fromEntries(PRESS_ACTIONS.map((action) => [action, view(action)])) as Actions
}
