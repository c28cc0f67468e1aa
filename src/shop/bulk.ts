/**
 * What a bulk must know of one order: what it comes to, and its payments of ours with what Medusa and the ledger have of
 * them. All in one round trip, for it is asked a thousand times in a row.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import BigNumber from "bignumber.js"
import { TAKEN_AT_ONCE } from "../modules/sagepay/takings"
import { awaitedReturns } from "./awaited-returns"
import type { OrderFacts } from "./bulk-plan"
import { OURS } from "./holds"
import { BOOKED, DOUBLED, ON_ITS_WAY, PAYMENTS, sumOf, TOTAL, UNBOOKED } from "./order-sums"

const AT_ONCE = TAKEN_AT_ONCE.map((kind) => `'${kind}'`).join()

/** The ledger has made the movement that this row stands for, or is at it. */
const KNOWN = (status: string) => `exists (
    select 1 from sagepay_intent i
    where i.root_id = t.id and i.status ${status} and (i.source_id = m.id or i.claimed_by = m.id))`

/** Written by core, and the ledger has not heard of it: in hand at this moment, or its process died (rule 6). */
const UNSENT = `exists (
    select 1 from capture m
    where m.payment_id = p.id and m.deleted_at is null and t.kind not in (${AT_ONCE})
      and not ${KNOWN("<> 'refused'")})`

const RAISED = `exists (
    select 1 from capture m join sagepay_finding f on f.subject_id = m.id
    where m.payment_id = p.id and m.deleted_at is null and f.kind = 'row_without_movement')`

/** Nobody waits for its answer any more: its outcome is unknown, or it stands on the attention list. */
const IN_DOUBT = `(exists (
      select 1 from sagepay_operation op where op.intent_id = open.id and op.status = 'unknown')
    or exists (
      select 1 from sagepay_finding f
      where f.subject_id = open.id and f.kind in ('open_operation', 'interrupted') and f.status = 'open'))`

const PAYMENT = `json_build_object(
    'id', p.id, 'amount', p.raw_amount ->> 'value', 'canceled', p.canceled_at is not null,
    'captured', ${sumOf("capture")}, 'refunded', ${sumOf("refund")},
    'unbooked', ${sumOf("capture", UNBOOKED)},
    'actors', ${sumOf("capture", `m.created_by = :actor and m.created_at >= :since::timestamptz and ${KNOWN("= 'done'")}`)},
    'rootId', t.id, 'state', t.state, 'oursMinor', ${OURS},
    'unsent', t.id is not null and ${UNSENT}, 'raised', t.id is not null and ${RAISED},
    'open', case when open.id is null then null else json_build_object(
      'id', open.id, 'kind', open.kind, 'amount_minor', open.amount_minor,
      'currency', open.currency, 'inDoubt', ${IN_DOUBT}) end)`

export type ActorSince = {
  readonly actor: string
  readonly since: Date
}

/** Undefined: there is no such order. `actors` is what this person captured since then. */
export async function readOrderFacts(
  knex: Knex,
  orderId: string,
  { actor, since }: ActorSince
): Promise<OrderFacts | undefined> {
  const found: unknown = await knex.raw(
    `select upper(o.currency_code) as currency, o.status = 'canceled' as canceled,
       case when ${DOUBLED} then null else (
         select ${TOTAL} from order_summary s
         where s.order_id = o.id and s.version = o.version and s.deleted_at is null
         order by s.created_at desc limit 1
       ) end as total,
       ${BOOKED} as booked, ${ON_ITS_WAY} as "onItsWayMinor",
       exists (
         select 1 from order_item back
         where back.order_id = o.id and back.version = o.version and back.deleted_at is null
           and back.return_requested_quantity > 0
       ) as returning,
       coalesce((
         select json_agg(${PAYMENT} order by p.created_at, p.id)
         ${PAYMENTS}
         left join sagepay_intent open on open.root_id = t.id and open.status = 'open'
         where l.order_id = o.id and l.deleted_at is null
       ), '[]') as payments
     from "order" o where o.id = :orderId and o.deleted_at is null`,
    { orderId, actor, since }
  )
  const [row] = (found as { rows: (OrderFacts & { readonly returning: boolean })[] }).rows
  if (!row) return undefined
  const { returning, ...facts } = row
  if (!returning || facts.total === null) return facts
  // What is on its way back is not to be paid any more, see owed.ts.
  const total = new BigNumber(facts.total).minus(await awaitedReturns(knex, orderId)).toFixed()
  return { ...facts, total }
}

/** Of these, the orders that do not exist. */
export async function missingOrders(knex: Knex, orderIds: readonly string[]): Promise<string[]> {
  const known: unknown = await knex("order")
    .whereIn("id", [...orderIds])
    .whereNull("deleted_at")
    .pluck("id")
  const found = new Set(known as string[])
  return orderIds.filter((id) => !found.has(id))
}

export type ListedItem = {
  order_id: string
  display_id: number | null
  status: string
  captured_minor: number
  currency: string | null
  message: string | null
}

/** The orders of a bulk as they were asked for, with their numbers. */
export async function listItems(
  knex: Knex,
  bulkId: string,
  { limit, offset }: { readonly limit: number; readonly offset: number }
): Promise<ListedItem[]> {
  const rows: unknown = await knex("sagepay_bulk_item as i")
    .leftJoin("order as o", "o.id", "i.order_id")
    .where({ "i.bulk_id": bulkId })
    .orderBy("i.position")
    .limit(limit)
    .offset(offset)
    .select("i.order_id", "o.display_id", "i.status", "i.captured_minor", "i.currency", "i.message")
  return rows as ListedItem[]
}
