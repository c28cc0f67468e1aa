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
import { BOOKED, DOUBLED, ON_ITS_WAY, PAYMENTS, sumOf, TOTAL, UNBOOKED } from "./order-sums"

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

const PAYMENT = `json_build_object(
    'amount', p.raw_amount ->> 'value', 'canceled', p.canceled_at is not null,
    'captured', ${sumOf("capture")}, 'refunded', ${sumOf("refund")},
    'unbooked', ${sumOf("capture", UNBOOKED)},
    'root_id', t.id, 'state', t.state, 'ours', ${OURS})`

/** What is on its way back is owed no more, as core has it; `untilArrived`: it is still part of the order. */
async function readRest(
  knex: Knex,
  orderId: string,
  cover: typeof coverOf,
  { untilArrived = false } = {}
): Promise<Owed | null> {
  // In one statement: a charge that becomes a payment meanwhile counts once, as one or as the other.
  const found: unknown = await knex.raw(
    `select o.currency_code, ${TOTAL} as total, ${BOOKED} as booked, ${DOUBLED} as doubled,
       ${ON_ITS_WAY} as on_its_way,
       (select coalesce(json_agg(${PAYMENT}), '[]') ${PAYMENTS}
         where l.order_id = o.id and l.deleted_at is null) as payments
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
  const covered = order.payments.map((payment) => cover(payment, minorOf))
  const minor = covered.reduce((rest, sum) => rest - sum, unpaid - order.on_its_way)
  return { orderId, currency, minor: order.doubled ? Math.min(0, minor) : minor }
}

type OrderRow = {
  currency_code: string
  total: string
  booked: string
  doubled: boolean
  on_its_way: number
  payments: PaymentFacts[]
}

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
