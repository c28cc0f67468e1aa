/**
 * What was taken beyond the rest of its Medusa payment. Core refuses to count it there, so the whole movement becomes a
 * payment of its own of that order (docs/adr/0005): its rows are made what they would be, had it been authorised to
 * settle the order, and the step that makes Medusa's payment of a charge does the rest (rule 11).
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { showMoney } from "../../protocol/money"
import { lockScope, type LedgerContext } from "./context"
import { ofTheCard } from "./effects"
import type { PressFacts } from "./press-rules"
import { NETTED, unclaimed } from "./claims"
import type { Family, IntentRow, OperationRow, TransactionRow } from "./rows"
import { find, findAll, loadFamily, lock, raise, resolveFinding, update } from "./store"

export type ReadShop = {
  /** The shop's facts, with Medusa's payment. */
  readonly facts: (knex: Knex, root: TransactionRow) => Promise<PressFacts>
  /** How much more is taken for the order than it comes to. */
  readonly takenBeyond: (knex: Knex, orderId: string) => Promise<number>
}

type Movement = {
  readonly intent: IntentRow
  readonly made: TransactionRow
  /** What was done to it since, and by which requests. */
  readonly children: readonly TransactionRow[]
  readonly acts: readonly OperationRow[]
  readonly requests: readonly IntentRow[]
}

/** True when it is a charge of its own now; false when Medusa's payment has room for it, or it is none of ours. */
export async function becomeCharge(
  context: LedgerContext,
  intentId: string,
  shop: ReadShop
): Promise<boolean> {
  return context.transaction(async (knex) => {
    const asked = await find(knex, "intent", { id: intentId })
    const row = asked && (await find(knex, "transaction", { id: asked.root_id }))
    if (!asked || row?.kind !== "AUTHENTICATE") return false
    await lock(knex, lockScope(context, row), row.id)
    // A payment that was never told its order waits for that order's lock too.
    const { order: named } = await shop.facts(knex, row)
    if (named && named.id !== row.order_id) await lock(knex, named.id)
    const family = await loadFamily(knex, row.id)
    const facts = await shop.facts(knex, row)
    const intent = unclaimed(family, facts).find(({ id }) => id === intentId)
    const movement =
      intent && isBeyond(intent, family, facts) && (await parts(knex, intent, family, facts))
    if (!movement || !facts.order) return false
    await moveOut(knex, movement, family.root, facts.order.id)
    const said = "It is becoming a payment of its own, for its Medusa payment has no room for it."
    await resolveFinding(knex, "unlevelled_movement", intentId, said, "sagepay")
    await raiseTooMuch(knex, movement, facts, await shop.takenBeyond(knex, facts.order.id))
    return true
  })
}

/** Core would refuse to capture it: all captures of a payment together are at most its amount. */
export function isBeyond(intent: IntentRow, family: Family, facts: PressFacts): boolean {
  const { payment, order, captureIds, capturedMinor } = facts
  if (intent.kind !== "capture" || !payment || !order || order.canceled) return false
  if (family.intents.some(({ status }) => status === "open")) return false
  // A row without a movement may be a person who is asking for this very one again.
  const claimed = new Set(family.intents.map((row) => row.claimed_by ?? row.source_id))
  if (captureIds.some((id) => !claimed.has(id))) return false
  const rest = payment.canceled ? 0 : payment.amountMinor - capturedMinor
  return intent.moved_minor > rest
}

/** Undefined where it cannot be told apart from the payment: a refund that Medusa counts gave part of it back. */
async function parts(
  knex: Knex,
  intent: IntentRow,
  family: Family,
  facts: PressFacts
): Promise<Movement | undefined> {
  const operations = await findAll(knex, "operation", { root_id: intent.root_id })
  const maker = operations.find(
    (row) => row.intent_id === intent.id && row.verb === "AUTHORISE" && row.status === "done"
  )
  const made = family.transactions.find(({ id }) => id === maker?.made_transaction_id)
  if (!made) return undefined
  const children = family.transactions.filter(({ related_id }) => related_id === made.id)
  const own = new Set([made.id, ...children.map(({ id }) => id)])
  const intents = new Set(
    operations.filter((row) => own.has(row.transaction_id)).map((row) => row.intent_id)
  )
  const acts = operations.filter((row) => intents.has(row.intent_id))
  const counted = new Set([...facts.captureIds, ...facts.refundIds])
  const requests = family.intents.filter(({ id }) => intents.has(id))
  const isMixed =
    acts.some((row) => !own.has(row.transaction_id)) ||
    requests.some(({ claimed_by, source_id }) => counted.has(claimed_by ?? source_id))
  return isMixed ? undefined : { intent, made, children, acts, requests }
}

async function moveOut(
  knex: Knex,
  { intent, made, children, acts, requests }: Movement,
  root: TransactionRow,
  orderId: string
): Promise<void> {
  const place = { root_id: made.id, order_id: orderId, cart_id: null }
  const results = { ...ofTheCard(root, root), ...made.results }
  await update(knex, "transaction", made.id, { ...place, results })
  for (const { id } of children) await update(knex, "transaction", id, place)
  for (const { id } of acts) await update(knex, "operation", id, { root_id: made.id })
  for (const { id, claimed_by } of requests) {
    // Beside the first payment Medusa needed no row for it; beside its own it may.
    const netted = claimed_by === NETTED ? { claimed_by: null, levelled_at: null } : {}
    await update(knex, "intent", id, { root_id: made.id, ...netted })
  }
  // The request itself stays with the payment that it acted upon.
  await update(knex, "intent", intent.id, { kind: "repeat", order_id: orderId, levelled_at: null })
}

const ORIGINS: Partial<Record<IntentRow["source"], string>> = {
  console: "in the gateway's console",
  press: "with a button of the Sage Pay page",
}

/** Once: the movement is a charge from now on, and is not looked at here again. */
async function raiseTooMuch(
  knex: Knex,
  { intent, made }: Movement,
  { payment, order, capturedMinor }: PressFacts,
  beyondMinor: number
): Promise<void> {
  const tooMuch = Math.min(beyondMinor, intent.moved_minor)
  if (tooMuch <= 0 || !payment) return
  const show = (minor: number) => showMoney({ minor, currency: made.currency })
  const origin = ORIGINS[intent.source] ?? "by a request whose answer was lost"
  await raise(knex, {
    kind: "taken_beyond_order",
    subject_id: made.id,
    order_id: order?.id ?? null,
    message:
      `${show(intent.moved_minor)} was taken ${origin} with ${made.vendor_tx_code}, and ${show(tooMuch)} of it is more ` +
      `than the order comes to. Medusa's payment of ${show(payment.amountMinor)}, of which ${show(capturedMinor)} was ` +
      `captured before, has no room for it, so it becomes a payment of its own. Give back ${show(tooMuch)} with a REFUND ` +
      `of it, unless the shopper is to pay that for something else.`,
    facts: {
      vendor_tx_code: made.vendor_tx_code,
      transaction_id: made.id,
      taken_minor: intent.moved_minor,
      beyond_minor: tooMuch,
    },
  })
}
