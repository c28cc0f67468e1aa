/**
 * Cancelled orders whose own list of transactions is not what their payments come to. Core cancels without a lock: of
 * two presses at once both may book the refund, or one may take away what the other relied on.
 */
import BigNumber from "bignumber.js"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { COUNTED, NOT_BUSY, OURS, OWNED, OWNERS } from "./holds"
import { NOTHING_UNCLAIMED, QUIET } from "./cancelled-orders"

type Reference = "capture" | "refund"
type Row = { readonly id: string; readonly amount: string }
/** As the order counts it: a refund is negative. */
export type Line = Row & { readonly reference: Reference; readonly reference_id: string }

/** Of one payment. Refunds and lines: newest first. */
export type PaymentLines = {
  readonly payment_id: string
  readonly currency_code: string
  readonly captures: readonly Row[]
  readonly refunds: readonly Row[]
  readonly lines: readonly Line[]
}

export type Mending = {
  readonly add: readonly Omit<Line, "id">[]
  readonly remove: readonly string[]
}

/** Lines of order `o` for payment `p`; also for a row that core has taken away since. */
const LINES = `from order_transaction x
  where x.order_id = o.id and x.deleted_at is null and x.reference in ('capture', 'refund')
    and (x.reference_id = p.id
      or x.reference_id in (select m.id from capture m where m.payment_id = p.id)
      or x.reference_id in (select m.id from refund m where m.payment_id = p.id))`

const BOOKED = `(select coalesce(sum((x.raw_amount ->> 'value')::numeric), 0) ${LINES})`

const TOTAL = (name: string) =>
  `coalesce(s.totals -> 'raw_${name}' ->> 'value', s.totals ->> '${name}')::numeric`

const LISTED = (where = "true") =>
  `(select coalesce(sum((x.raw_amount ->> 'value')::numeric), 0) from order_transaction x
    where x.order_id = o.id and x.deleted_at is null and ${where})`

/** What is still to be given back, or to be counted, is for others first; and nobody is at the order. */
const AT_REST = `${NOT_BUSY} and ${QUIET} and ${NOTHING_UNCLAIMED}
  and not (${COUNTED} > 0 and ${OURS} > 0)
  and o.updated_at < now() - interval '3 minutes'
  and not exists (
    select 1 from order_transaction x
    where x.order_id = o.id and x.updated_at > now() - interval '3 minutes')`

export type UnevenOrder = {
  readonly order_id: string
  /** Its first payment, which stands for the order when one of several processes is to mend it. */
  readonly root_id: string
}

export async function unevenOrders(knex: Knex, orderId?: string): Promise<UnevenOrder[]> {
  const found: unknown = await knex.raw(
    `select order_id, (array_agg(id order by created_at, id))[1] as root_id
     from (
       select t.id, t.created_at, o.id as order_id, (${AT_REST}) as at_rest,
         ${BOOKED} <> ${COUNTED} or exists (
           select 1 from order_summary s
           where s.order_id = o.id and s.version = o.version and s.deleted_at is null
             and ${TOTAL("transaction_total")} <> ${LISTED()}) as uneven
       ${OWNERS} and p.id is not null and o.status = 'canceled'
         and o.canceled_at > now() - interval '30 days' and ${orderId === undefined ? "true" : "o.id = ?"}
     ) payments
     group by order_id having bool_and(at_rest) and bool_or(uneven)
     order by random() limit 50`,
    orderId === undefined ? [] : [orderId]
  )
  return (found as { rows: UnevenOrder[] }).rows
}

export async function linesOf(knex: Knex, orderId: string): Promise<PaymentLines[]> {
  const rows = (table: Reference) =>
    `(select coalesce(json_agg(json_build_object('id', m.id, 'amount', m.raw_amount ->> 'value')
        order by m.created_at desc, m.id), '[]')
      from ${table} m where m.payment_id = p.id and m.deleted_at is null)`
  const found: unknown = await knex.raw(
    `select p.id as payment_id, p.currency_code, ${rows("capture")} as captures,
       ${rows("refund")} as refunds,
       (select coalesce(json_agg(json_build_object('id', x.id, 'amount', x.raw_amount ->> 'value',
          'reference', x.reference, 'reference_id', x.reference_id)
          order by x.created_at desc, x.id), '[]') ${LINES}) as lines
     ${OWNED} where t.id = t.root_id and t.answer_status = 'OK' and p.id is not null and o.id = ?`,
    [orderId]
  )
  return (found as { rows: PaymentLines[] }).rows
}

/** What makes the lines come to captures less refunds. Undefined: they do, or nothing does. */
export function mendingOf(payment: PaymentLines): Mending | undefined {
  const { payment_id, captures, refunds, lines } = payment
  const own = (reference: Reference, row: Row) =>
    lines.some((line) => line.reference === reference && line.reference_id === row.id)
  const whole = (reference: Reference) =>
    lines.filter((line) => line.reference === reference && line.reference_id === payment_id)
  const lost =
    whole("capture").length > 0
      ? []
      : captures
          .filter((row) => !own("capture", row))
          .map(({ id, amount }) => ({ reference: "capture" as const, reference_id: id, amount }))
  const tooMuch = sum(lines).plus(sum(lost)).minus(sum(captures)).plus(sum(refunds))
  if (tooMuch.isZero()) return lost.length > 0 ? { add: lost, remove: [] } : undefined
  const rest = tooMuch.isPositive()
    ? lackingRefunds(payment, tooMuch)
    : surplusRefund(payment, tooMuch.negated())
  return rest && { add: [...lost, ...rest.add], remove: rest.remove }
}

/** With the rows that have no line, if they explain it; else in one line for the payment, as core cancels. */
function lackingRefunds({ payment_id, refunds, lines }: PaymentLines, lacking: BigNumber): Mending {
  const bare = refunds.filter(({ id }) => !lines.some(({ reference_id }) => reference_id === id))
  const one = bare.find(({ amount }) => lacking.eq(amount))
  const explained = one ? [one] : sum(bare).eq(lacking) ? bare : undefined
  const add = (explained ?? [{ id: payment_id, amount: lacking.toFixed() }]).map(
    ({ id, amount }) => ({
      reference: "refund" as const,
      reference_id: id,
      amount: new BigNumber(amount).negated().toFixed(),
    })
  )
  return { add, remove: [] }
}

/** Core's own line for the whole payment first: of two one goes, and one that says too much is written anew. */
function surplusRefund(
  { payment_id, lines }: PaymentLines,
  surplus: BigNumber
): Mending | undefined {
  const booked = lines.filter(({ reference }) => reference === "refund")
  const wholes = booked.filter(({ reference_id }) => reference_id === payment_id)
  const equal = [...wholes, ...booked].find(({ amount }) => surplus.negated().eq(amount))
  const larger = wholes.find(({ amount }) => surplus.negated().gt(amount))
  if (equal && (wholes.includes(equal) || !larger)) return { add: [], remove: [equal.id] }
  if (!larger) return undefined
  const amount = new BigNumber(larger.amount).plus(surplus).toFixed()
  return { add: [{ reference: "refund", reference_id: payment_id, amount }], remove: [larger.id] }
}

function sum(rows: readonly { readonly amount: string }[]): BigNumber {
  return BigNumber.sum(0, ...rows.map(({ amount }) => amount))
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
    `select s.id, s.totals, ${LISTED("x.amount > 0")}::text as paid,
       (-${LISTED("x.amount < 0")})::text as refunded,
       (${TOTAL("pending_difference")} - ${LISTED()} + ${TOTAL("transaction_total")})::text as pending
     from "order" o
     join order_summary s on s.order_id = o.id and s.version = o.version and s.deleted_at is null
     where o.id = ? and ${TOTAL("transaction_total")} <> ${LISTED()}`,
    [orderId]
  )
  return (found as { rows: SummaryToLevel[] }).rows[0]
}
