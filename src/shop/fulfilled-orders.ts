/** Which orders may have something due for what is fulfilled (rule 12), found without reading any of them. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { FULFILMENT } from "../modules/sagepay/fulfilment"
import { TAKEN_AT_ONCE } from "../modules/sagepay/takings"
import { NOT_BUSY, ROOTS } from "./holds"

/** Longer than any hold; what is fulfilled, or cancelled, after that still comes as an event. */
const DAYS = 120
const LIMIT = 50

const LATER = `t.kind not in (${TAKEN_AT_ONCE.map((kind) => `'${kind}'`).join()})`

/** What was written before that look and committed after it, or by a clock that is behind, is looked at once more. */
const SEEN = `(t.fulfilled_seen_at - interval '1 minute')`

/** Never found level: something is fulfilled. Else something changed since, a fulfilment or the order's money. */
const CHANGED = `(
    exists (
      select 1 from order_item i
      where i.order_id = o.id and i.deleted_at is null
        and (t.fulfilled_seen_at is not null or i.fulfilled_quantity > 0)
        and i.updated_at > coalesce(${SEEN}, '-infinity'))
    or (t.fulfilled_seen_at is not null and exists (
      select 1 from order_summary s
      where s.order_id = o.id and s.deleted_at is null and s.updated_at > ${SEEN})))`

/**
 * By the ledger's own word for the order: over the payments it takes longer. In no order, so that those that cannot be
 * reached today do not keep the others waiting.
 */
export async function ordersToLook(knex: Knex): Promise<string[]> {
  const found: unknown = await knex.raw(
    `select id from (
       select distinct o.id
       from sagepay_transaction t join "order" o on o.id = t.order_id and o.deleted_at is null
       where ${ROOTS} and ${LATER} and o.status <> 'canceled'
         and t.authorised_at > now() - interval '${DAYS} days' and ${CHANGED} and ${NOT_BUSY}
     ) changed order by random() limit ${LIMIT}`
  )
  return (found as { rows: { id: string }[] }).rows.map(({ id }) => id)
}

/** Found level at that moment, or raised. Not a change of the payment, by which others see whether it was touched. */
export async function markSeen(knex: Knex, roots: readonly string[], at: Date): Promise<void> {
  await knex("sagepay_transaction").whereIn("id", roots).update({ fulfilled_seen_at: at })
}

/** The order of a fulfilment; undefined for one of a return, which is sent back and not out. */
export async function orderOfFulfilment(knex: Knex, id: string): Promise<string | undefined> {
  const found: unknown = await knex("order_fulfillment")
    .where({ fulfillment_id: id, deleted_at: null })
    .first("order_id")
  return (found as { order_id: string } | undefined)?.order_id
}

export type DeadCapture = {
  readonly id: string
  readonly root_id: string
  readonly order_id: string
}

const sumOf = (table: "capture" | "refund") => `(
  select coalesce(sum((m.raw_amount ->> 'value')::numeric), 0) from ${table} m
  where m.payment_id = p.id and m.deleted_at is null)`

/**
 * Captures of ours whose process died before anything was sent. They stand for nothing: what is due is found again, and
 * is asked for by a row of its own. One that nobody looked at for a week is completed or raised like the rest (rule 6).
 * Where a refund stands against it already, as it may of an order that is cancelled, the two stay together.
 */
export async function deadCaptures(knex: Knex, id?: string): Promise<DeadCapture[]> {
  const found: unknown = await knex.raw(
    `select c.id, t.id as root_id, l.order_id
     from capture c
     join payment p on p.id = c.payment_id
     join sagepay_transaction t on t.id = t.root_id
       and (t.payment_id = p.id or (t.claim is not null and t.session_id = p.payment_session_id))
     join order_payment_collection l
       on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
     where (:id::text is null or c.id = :id::text)
       and ${sumOf("refund")} <= ${sumOf("capture")} - (c.raw_amount ->> 'value')::numeric
       and c.created_by like '${FULFILMENT}:%' and c.deleted_at is null
       and c.created_at between now() - interval '7 days' and now() - interval '3 minutes'
       and not exists (
         select 1 from sagepay_intent i
         where i.status <> 'refused' and (i.source_id = c.id or i.claimed_by = c.id))`,
    { id: id ?? null }
  )
  return (found as { rows: DeadCapture[] }).rows
}

/** Of an order that was cancelled since nothing is captured any more; else they are looked at with the order itself. */
export async function settledFulfilments(
  knex: Knex,
  id?: string
): Promise<{ readonly id: string; readonly resolution: string }[]> {
  const found: unknown = await knex.raw(
    `select f.id from sagepay_finding f join "order" o on o.id = f.order_id
     where f.status = 'open' and f.deleted_at is null and o.status = 'canceled'
       and f.kind in ('capture_failed', 'rest_not_held', 'split_waits', 'fulfilment_cancelled')
       and (:id::text is null or f.id = :id::text)`,
    { id: id ?? null }
  )
  const resolution = "The order is cancelled."
  return (found as { rows: { id: string }[] }).rows.map((row) => ({ ...row, resolution }))
}
