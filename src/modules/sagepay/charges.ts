/**
 * Charges that settle an order (rule 11): money first, then Medusa's payment of it. What is known of one between the
 * two stands on its intent: `levelled_at` is empty until Medusa has the payment.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { takesCard } from "../../protocol"
import type { LedgerContext } from "./context"
import type { IntentRow, TransactionRow } from "./rows"
import { find, lockRow, resolveFinding, update } from "./store"

export const UNSETTLED = "unsettled_charge"

export type Charge = {
  readonly intent: IntentRow
  /** What was charged: a root of its own. */
  readonly root: TransactionRow
  readonly orderId: string
}

/** Charged, and without a payment in Medusa as far as the ledger knows; those that cannot be settled come in no order. */
export async function unsettledCharges(context: LedgerContext): Promise<string[]> {
  return context.transaction(async (knex) => {
    const ids: unknown = await knex("sagepay_intent")
      .where({ kind: "repeat", status: "done" })
      .whereNotNull("order_id")
      .whereNull("levelled_at")
      .orderByRaw("random()")
      .limit(50)
      .pluck("id")
    return ids as string[]
  })
}

/** Undefined once it is settled, and for everything that settles no order. */
export async function chargeOf(
  context: LedgerContext,
  intentId: string
): Promise<Charge | undefined> {
  return context.transaction(async (knex) => {
    const intent = await find(knex, "intent", { id: intentId })
    if (!intent || !settles(intent)) return undefined
    const operation = await find(knex, "operation", { intent_id: intentId, status: "done" })
    if (!operation?.made_transaction_id) return undefined
    const root = await find(knex, "transaction", { id: operation.made_transaction_id })
    return root && intent.order_id ? { intent, root, orderId: intent.order_id } : undefined
  })
}

/**
 * `authorizePayment` for a charge that was made already: only for the very session that was made for it and written
 * down before, and only while the money is still there.
 */
export async function acceptCharge(
  context: LedgerContext,
  sessionId: string
): Promise<TransactionRow | undefined> {
  return context.transaction(async (knex) => {
    const root = await find(knex, "transaction", { session_id: sessionId })
    if (!root || !isCharge(root) || !isThere(root)) return undefined
    const operation = await find(knex, "operation", { made_transaction_id: root.id })
    const intent = operation && (await find(knex, "intent", { id: operation.intent_id }))
    return intent && settles(intent) ? root : undefined
  })
}

/** The session may now be authorized for this charge, and no other; undefined when another was written down since. */
export async function linkSession(
  context: LedgerContext,
  charge: Charge,
  sessionId: string
): Promise<Charge | undefined> {
  return context.transaction(async (knex) => {
    await lockRow(knex, charge.root.id)
    const current = await find(knex, "transaction", { id: charge.root.id })
    if (current?.session_id !== charge.root.session_id) return undefined
    const root = await update(knex, "transaction", charge.root.id, { session_id: sessionId })
    return { ...charge, root }
  })
}

/** Medusa has its payment, or needs none: from here on it is a payment like any other. */
export async function finishCharge(
  context: LedgerContext,
  { intent, root }: Charge,
  paymentId: string | null
): Promise<void> {
  await context.transaction(async (knex) => {
    await lockRow(knex, root.id)
    const now = context.now()
    if (paymentId !== null) await belongsTo(knex, intent, root, paymentId, now)
    await update(knex, "intent", intent.id, { levelled_at: now, payment_id: paymentId })
    const said = paymentId === null ? "The charge was given back." : "Medusa has the payment now."
    await resolveFinding(knex, UNSETTLED, intent.id, said, "sagepay")
  })
}

/** What a checkout's payment has from its notification: answered, claimed, and by whom. */
async function belongsTo(
  knex: Knex,
  intent: IntentRow,
  root: TransactionRow,
  paymentId: string,
  now: Date
): Promise<void> {
  await update(knex, "transaction", root.id, {
    payment_id: paymentId,
    claim: intent.id,
    claimed_at: now,
    accepted_claim: intent.id,
    answer_status: "OK",
    answered_at: now,
  })
}

/** Whether anything of it is still held or taken. */
export function isThere(root: TransactionRow): boolean {
  return (
    root.state === "deferred" || (root.state === "taken" && root.taken_minor > root.refunded_minor)
  )
}

/** Made by staff, from another payment or from a card's number; never what a shopper pays at checkout. */
function isCharge({ related_id, kind }: TransactionRow): boolean {
  return related_id !== null || takesCard(kind)
}

function settles(intent: IntentRow): boolean {
  return intent.kind === "repeat" && intent.order_id !== null && intent.levelled_at === null
}
