/**
 * Orders whose own list of transactions is not what their payments come to. Core writes it beside the captures and
 * refunds, without a lock and not always with their amounts, so a dead process or two presses at once may leave it wrong.
 */
import BigNumber from "bignumber.js"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { NOTHING_UNCLAIMED, QUIET } from "./cancelled-orders"
import { COUNTED, NOT_BUSY, OURS } from "./holds"
import { LEVELLING_NOT_GIVEN_UP, RECENT, UNCLAIMED } from "./unlevelled"

type Reference = "capture" | "refund"
/** A capture or refund, as the order counts it: a refund is negative. */
export type Row = { readonly id: string; readonly reference: Reference; readonly amount: string }
export type NewLine = Omit<Row, "id"> & { readonly reference_id: string }
export type Line = NewLine & { readonly id: string }

export type PaymentRows = { readonly payment_id: string; readonly rows: readonly Row[] }

export type OrderList = {
  readonly canceled: boolean
  readonly currency_code: string
  /** Ours alone; so are the lines, oldest first. */
  readonly payments: readonly PaymentRows[]
  readonly lines: readonly Line[]
}

export type Mending = { readonly add: readonly NewLine[]; readonly remove: readonly Line[] }

/** What makes the list come to captures less refunds. Undefined: it does. */
export function mendingOf({ canceled, payments, lines }: OrderList): Mending | undefined {
  const add: Row[] = []
  const right: Line[] = []
  for (const { payment_id, rows } of payments) {
    const bare: Row[] = []
    for (const row of rows) {
      const named = lines.filter(({ reference_id }) => reference_id === row.id)
      const own = named.find(({ amount }) => new BigNumber(amount).eq(row.amount))
      if (own) right.push(own)
      else if (named.length > 0) add.push(row)
      else bare.push(row)
    }
    for (const kind of ["capture", "refund"] as const) {
      // Core cancels with one line for the payment, which stands for the rows that have none of their own.
      const whole = of(kind, lines).filter(({ reference_id }) => reference_id === payment_id)
      if (sum(whole).eq(sum(of(kind, bare)))) right.push(...whole)
      // Of a live order they are written as lost, with their credit lines.
      else if (canceled) add.push(...of(kind, bare))
    }
  }
  // A live order may have been paid back in another way, which integrations book as core cancels: for the payment.
  const isTheirs = ({ reference_id }: Line) =>
    !canceled && payments.some(({ payment_id }) => payment_id === reference_id)
  const remove = lines.filter((line) => !right.includes(line) && !isTheirs(line))
  if (add.length + remove.length === 0) return undefined
  const added = add.map(({ id, reference, amount }) => ({ reference, reference_id: id, amount }))
  return { add: added, remove }
}

function of<T extends { readonly reference: Reference }>(kind: Reference, all: readonly T[]): T[] {
  return all.filter(({ reference }) => reference === kind)
}

function sum(rows: readonly { readonly amount: string }[]): BigNumber {
  return BigNumber.sum(0, ...rows.map(({ amount }) => amount))
}

const PAYING = `"order" o
  join order_payment_collection l on l.order_id = o.id and l.deleted_at is null
  join payment p on p.payment_collection_id = l.payment_collection_id and p.deleted_at is null`

/**
 * From the order, of which there are few, to its payments of ours; also to one that the gateway let go after the order was
 * made, on which Medusa may count a capture, and a refund for it, that never were.
 */
const PAID = `${PAYING}
  join sagepay_transaction t on t.id = t.root_id
    and ((t.answer_status = 'OK' and t.payment_id = p.id)
      or (t.claim is not null and t.session_id = p.payment_session_id))`

export const VALUE = (row: string) => `(${row}.raw_amount ->> 'value')::numeric`

export const TOTAL = (name: string) =>
  `coalesce(s.totals -> 'raw_${name}' ->> 'value', s.totals ->> '${name}')::numeric`

/** Of payment `p` and its rows, also those that were deleted since. By their keys: there are many payments. */
const BOOKED = `(select coalesce(sum(${VALUE("x")}), 0) from order_transaction x
    where x.order_id = o.id and x.deleted_at is null and x.reference in ('capture', 'refund')
      and (x.reference_id = p.id
        or exists (select 1 from capture m where m.id = x.reference_id and m.payment_id = p.id)
        or exists (select 1 from refund m where m.id = x.reference_id and m.payment_id = p.id)))`

/** Orders whose sums, of their present version, are not those of their list. */
const SUMMED = `"order" o
  join order_summary s on s.order_id = o.id and s.version = o.version and s.deleted_at is null
  join lateral (
    select coalesce(sum(${VALUE("x")}) filter (where ${VALUE("x")} > 0), 0) as paid,
      coalesce(-sum(${VALUE("x")}) filter (where ${VALUE("x")} < 0), 0) as refunded
    from order_transaction x where x.order_id = o.id and x.deleted_at is null
  ) list on (list.paid, list.refunded, list.paid - list.refunded)
    <> (${TOTAL("paid_total")}, ${TOTAL("refunded_total")}, ${TOTAL("transaction_total")})`

/** What is still to be given back, or to be counted, is for others first; and nobody is at the order. */
export const AT_REST = `${NOT_BUSY} and ${QUIET} and ${NOTHING_UNCLAIMED}
  and (o.status = 'canceled' or not exists (
    select 1 from sagepay_intent i where ${UNCLAIMED} and ${RECENT} and ${LEVELLING_NOT_GIVEN_UP}))
  and (o.status <> 'canceled' or not (${COUNTED} > 0 and ${OURS} > 0))
  and o.updated_at < now() - interval '3 minutes'
  and not exists (
    select 1 from order_transaction x
    where x.order_id = o.id and x.updated_at > now() - interval '3 minutes')`

/** As core names its rows. A line with another name, for no row, is somebody else's. */
const ROW_NAME = `'^(capt|ref)_'`
/** One that core made itself. */
const CORES_NAME = `'^(capt|ref)_[0-9A-HJKMNP-TV-Z]{26}$'`

/**
 * Line by line and not payment by payment, for this runs every minute; what is older stands as it is, sums sooner, for
 * they are read one by one. Some need no mending all the same: whoever mends looks at the whole order.
 */
const SUSPECTS = `
  lines as materialized (
    select x.order_id, x.reference_id, ${VALUE("x")} as amount
    from order_transaction x
    where x.deleted_at is null and x.reference in ('capture', 'refund')
      and x.updated_at > now() - interval '30 days'),
  suspects as materialized (
    select x.order_id from lines x
    left join capture c on c.id = x.reference_id and c.deleted_at is null
    left join refund r on r.id = x.reference_id and r.deleted_at is null
    where x.amount is distinct from coalesce(${VALUE("c")}, -${VALUE("r")})
      and (c.id is not null or r.id is not null or x.reference_id ~ ${ROW_NAME})
    union
    select order_id from lines where reference_id ~ ${ROW_NAME}
    group by order_id, reference_id having count(*) > 1
    union
    select o.id from ${PAYING}
    where o.id in (
        select order_id from lines where reference_id like 'pay\\_%'
        union
        select c.id from "order" c
        where c.status = 'canceled' and c.canceled_at > now() - interval '30 days')
      and ${BOOKED} <> ${COUNTED}
    union
    select o.id from ${SUMMED} where s.updated_at > now() - interval '7 days')`

export type UnevenOrder = {
  readonly order_id: string
  /** Its first payment, which stands for the order when one of several processes is to mend it. */
  readonly root_id: string
}

export async function unevenOrders(knex: Knex): Promise<UnevenOrder[]> {
  const suspected: unknown = await knex.raw(
    `with ${SUSPECTS} select order_id from suspects order by random() limit 200`
  )
  const ids = (suspected as { rows: { order_id: string }[] }).rows.map(({ order_id }) => order_id)
  if (ids.length === 0) return []
  // By itself: joined to the suspects, Postgres would expect many and read every payment there is.
  const found: unknown = await knex.raw(
    `select o.id as order_id, (array_agg(t.id order by t.created_at, t.id))[1] as root_id
     from ${PAID} where o.id = any(?)
     group by o.id having bool_and(${AT_REST}) limit 50`,
    [ids]
  )
  return (found as { rows: UnevenOrder[] }).rows
}

/** Undefined while somebody is at the order. */
export async function orderList(knex: Knex, orderId: string): Promise<OrderList | undefined> {
  const rows = (table: Reference, sign: "" | "-") =>
    `select m.id, '${table}' as reference, (${sign}${VALUE("m")})::text as amount
     from ${table} m where m.payment_id = p.id and m.deleted_at is null`
  const found: unknown = await knex.raw(
    `select p.id as payment_id, p.currency_code, o.status = 'canceled' as canceled,
       (${AT_REST}) as at_rest, (
         select coalesce(json_agg(m order by m.id), '[]')
         from (${rows("capture", "")} union all ${rows("refund", "-")}) m) as rows
     from ${PAID} where o.id = ?`,
    [orderId]
  )
  const payments = (found as { rows: (PaymentRows & Found)[] }).rows
  const [first] = payments
  if (!first || payments.some(({ at_rest }) => !at_rest)) return undefined
  const { canceled, currency_code } = first
  return { canceled, currency_code, payments, lines: await linesOf(knex, orderId) }
}

type Found = {
  readonly currency_code: string
  readonly canceled: boolean
  readonly at_rest: boolean
}

/**
 * Those of our payments. Core deletes a row for good when the provider refuses it, so one whose row is gone names no
 * payment any more. It is ours when the ledger knows the row; core may also book a row that was refused before the ledger
 * wrote anything, beside the row in hand: then its name is one of core's, and all payments of the order are ours.
 */
async function linesOf(knex: Knex, orderId: string): Promise<Line[]> {
  const found: unknown = await knex.raw(
    `with ours as (select t.id as root_id, p.id from ${PAID} where o.id = :orderId)
     select x.id, x.reference, x.reference_id, x.raw_amount ->> 'value' as amount
     from order_transaction x
     left join capture c on c.id = x.reference_id
     left join refund r on r.id = x.reference_id
     where x.order_id = :orderId and x.deleted_at is null and x.reference in ('capture', 'refund')
       and (coalesce(c.payment_id, r.payment_id, x.reference_id) in (select id from ours)
         or (c.id is null and r.id is null and x.reference_id ~ ${ROW_NAME} and (
           exists (
             select 1 from sagepay_intent i
             where i.root_id in (select root_id from ours)
               and x.reference_id in (i.source_id, i.claimed_by))
           or (x.reference_id ~ ${CORES_NAME} and not exists (
             select 1 from order_payment_collection l
             join payment q on q.payment_collection_id = l.payment_collection_id
             where l.order_id = :orderId and not exists (
               select 1 from sagepay_transaction t
               where t.payment_id = q.id or t.session_id = q.payment_session_id))))))
     order by x.created_at, x.id`,
    { orderId }
  )
  return (found as { rows: Line[] }).rows
}

export type SummaryToLevel = {
  readonly id: string
  readonly totals: Record<string, unknown>
  readonly paid: string
  readonly refunded: string
  readonly pending: string
}

/** The order's sums, where they are not those of its list; what is pending changes by as much as they do. */
export async function summaryToLevel(
  knex: Knex,
  orderId: string
): Promise<SummaryToLevel | undefined> {
  const found: unknown = await knex.raw(
    `select s.id, s.totals, list.paid::text, list.refunded::text,
       (${TOTAL("pending_difference")} + ${TOTAL("transaction_total")} - list.paid + list.refunded)::text as pending
     from ${SUMMED} where o.id = ?`,
    [orderId]
  )
  return (found as { rows: SummaryToLevel[] }).rows[0]
}
