/**
 * What an order still owes (rule 11), read under its lock: its total, less what Medusa has booked, less what is held,
 * taken or on its way and not booked yet. Whatever is doubtful counts as paid: the limit is there so that nobody pays
 * twice.
 */
import BigNumber from "bignumber.js"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Owed, PressFacts } from "../modules/sagepay/press-rules"
import type { TransactionRow } from "../modules/sagepay/rows"
import { computedToMinor } from "../protocol/money"
import { awaitedReturns } from "./awaited-returns"
import { readShop } from "./facts"
import { OURS } from "./holds"

/** The shop's facts, with Medusa's payment and what the order owes. */
export async function readPressFacts(knex: Knex, root: TransactionRow): Promise<PressFacts> {
  const shop = await readShop(knex, root)
  return {
    ...shop,
    payment: await paymentOf(knex, root),
    owed: shop.order ? await readOwed(knex, shop.order.id) : null,
  }
}

async function paymentOf(knex: Knex, root: TransactionRow): Promise<PressFacts["payment"]> {
  const found: unknown = await knex.raw(
    `select p.id, p.raw_amount ->> 'value' as amount, p.canceled_at is not null as canceled
     from payment p where (p.id = ? or p.payment_session_id = ?) and p.deleted_at is null`,
    [root.payment_id, root.session_id]
  )
  const [row] = (found as { rows: { id: string; amount: string; canceled: boolean }[] }).rows
  if (!row) return null
  const amountMinor = computedToMinor(row.amount, root.currency)
  return { id: row.id, amountMinor, canceled: row.canceled }
}

export async function readOwed(knex: Knex, orderId: string): Promise<Owed | null> {
  const rest = await readRest(knex, orderId, coverOf)
  return rest && { ...rest, minor: Math.max(0, rest.minor) }
}

/** What it would owe without this hold: so much it needs of it. Null where nobody can say. */
export async function readNeeded(
  knex: Knex,
  orderId: string,
  holdId: string
): Promise<Owed | null> {
  const rest = await readRest(knex, orderId, (payment, minorOf) =>
    payment.root_id === holdId ? takenOf(payment, minorOf) : coverOf(payment, minorOf)
  )
  return rest && { ...rest, minor: Math.max(0, rest.minor) }
}

/** How much more is taken for an order than it comes to. A hold does not count: it may never be taken. */
export async function readTakenBeyond(knex: Knex, orderId: string): Promise<number> {
  const rest = await readRest(knex, orderId, takenOf, { untilArrived: true })
  return Math.max(0, -(rest?.minor ?? 0))
}

/** What is on its way back is owed no more, as core has it; `untilArrived`: it is still part of the order. */
async function readRest(
  knex: Knex,
  orderId: string,
  cover: typeof coverOf,
  { untilArrived = false } = {}
): Promise<Owed | null> {
  const found: unknown = await knex.raw(
    `select o.currency_code,
       coalesce(s.totals -> 'raw_current_order_total' ->> 'value', s.totals ->> 'current_order_total') as total,
       (
         select coalesce(sum((x.raw_amount ->> 'value')::numeric), 0)::text
         from order_transaction x where x.order_id = o.id and x.deleted_at is null
       ) as booked,
       exists (
         select 1 from order_item i
         where i.order_id = o.id and i.version = o.version and i.deleted_at is null
         group by i.item_id having count(*) > 1
       ) as doubled
     from "order" o
     join order_summary s on s.order_id = o.id and s.version = o.version and s.deleted_at is null
     where o.id = ? and o.deleted_at is null order by s.created_at desc limit 1`,
    [orderId]
  )
  const [order] = (found as { rows: OrderRow[] }).rows
  if (!order) return null
  const currency = order.currency_code.toUpperCase()
  const minorOf = (amount: string | BigNumber) => computedToMinor(amount, currency)
  const returns = untilArrived ? 0 : await awaitedReturns(knex, orderId)
  const unpaid = minorOf(new BigNumber(order.total).minus(returns).minus(order.booked))
  const covered = (await paymentsOf(knex, orderId)).map((payment) => cover(payment, minorOf))
  const minor = covered.reduce((rest, sum) => rest - sum, unpaid - (await onItsWay(knex, orderId)))
  // Core has its lines twice, see fulfilled-once.ts: what it comes to is doubtful, and nobody is to pay twice.
  return { orderId, currency, minor: order.doubled ? Math.min(0, minor) : minor }
}

type OrderRow = { currency_code: string; total: string; booked: string; doubled: boolean }

export type PaymentFacts = {
  readonly amount: string
  readonly canceled: boolean
  readonly captured: string
  readonly refunded: string
  /** Captures that the order's own list of transactions does not have yet. */
  readonly unbooked: string
  /** Null: another provider's, or one that is being made. */
  readonly root_id: string | null
  readonly state: string | null
  /** Taken and not given back, by the ledger. */
  readonly ours: number | null
}

async function paymentsOf(knex: Knex, orderId: string): Promise<PaymentFacts[]> {
  const sum = (of: "capture" | "refund", where = "true") =>
    `(select coalesce(sum((m.raw_amount ->> 'value')::numeric), 0)::text from ${of} m
      where m.payment_id = p.id and m.deleted_at is null and ${where})`
  const unbooked = `not exists (
      select 1 from order_transaction x
      where x.order_id = l.order_id and x.reference = 'capture'
        and x.reference_id in (m.id, p.id) and x.deleted_at is null
    )`
  const found: unknown = await knex.raw(
    `select p.raw_amount ->> 'value' as amount, p.canceled_at is not null as canceled,
       ${sum("capture")} as captured, ${sum("refund")} as refunded,
       ${sum("capture", unbooked)} as unbooked,
       t.id as root_id, t.state, ${OURS} as ours
     from order_payment_collection l
     join payment p on p.payment_collection_id = l.payment_collection_id and p.deleted_at is null
     left join sagepay_transaction t on t.id = t.root_id and t.answer_status = 'OK'
       and (t.payment_id = p.id or (t.claim is not null and t.session_id = p.payment_session_id))
     where l.order_id = ? and l.deleted_at is null`,
    [orderId]
  )
  return (found as { rows: PaymentFacts[] }).rows
}

/** What of the order this payment covers and the order does not count yet. */
export function coverOf(
  payment: PaymentFacts,
  minorOf: (amount: string | BigNumber) => number
): number {
  const unbooked = minorOf(payment.unbooked)
  // A cancelled one promises nothing more, but what is taken on it is taken.
  const isHeld =
    !payment.canceled &&
    (payment.root_id === null || payment.state === "deferred" || payment.state === "authenticated")
  const uncounted = isHeld
    ? minorOf(new BigNumber(payment.amount).minus(payment.captured))
    : (payment.ours ?? 0) - minorOf(new BigNumber(payment.captured).minus(payment.refunded))
  return unbooked + Math.max(0, uncounted)
}

/** What of it is taken, and not counted by the order yet. */
function takenOf(payment: PaymentFacts, minorOf: (amount: string | BigNumber) => number): number {
  const unbooked = minorOf(payment.unbooked)
  const counted = minorOf(new BigNumber(payment.captured).minus(payment.refunded))
  return unbooked + Math.max(0, (payment.ours ?? counted) - counted)
}

/** Charges that are to settle this order and have no payment in Medusa yet, and those that nobody knows about. */
async function onItsWay(knex: Knex, orderId: string): Promise<number> {
  const found: unknown = await knex.raw(
    `select coalesce(sum(case
         when t.id is null then op.amount_minor
         when t.state = 'taken' then t.taken_minor - t.refunded_minor
         when t.state = 'deferred' then t.amount_minor
         else 0 end), 0)::int as sum
     from sagepay_intent i
     join sagepay_operation op on op.intent_id = i.id
     left join sagepay_transaction t on t.id = op.made_transaction_id
     where i.kind = 'repeat' and i.order_id = ? and i.status <> 'refused' and i.levelled_at is null
       and not exists (
         select 1 from payment p
         where (p.id = t.payment_id or p.payment_session_id = t.session_id) and p.deleted_at is null
       )`,
    [orderId]
  )
  const [row] = (found as { rows: { sum: number }[] }).rows
  return row?.sum ?? 0
}
