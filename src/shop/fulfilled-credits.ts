/**
 * Core credits a refund to the order, so that it does not ask for the money again. That is right for goodwill; after a
 * cancelled fulfilment the order is to ask for it again, once it is fulfilled after all.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { FULFILMENT } from "../modules/sagepay/fulfilment"

/** Credit lines are written anew with every version of the order. */
const CURRENT = `k.order_id = o.id and k.version = o.version and k.deleted_at is null`

/** Core names the collection, or the reason that was chosen for the refund; we name the refund. */
const OF_REFUNDS = `(
    k.reference = 'refund'
    or (k.reference = 'payment_collection' and exists (
      select 1 from order_payment_collection l
      where l.order_id = o.id and l.payment_collection_id = k.reference_id and l.deleted_at is null))
    or exists (select 1 from refund_reason y where y.label = k.reference and y.code = k.reference_id))`

/** The order's credit lines that core or we made for refunds, exactly. They pay for nothing. */
export async function refundCreditsOf(knex: Knex, orderId: string): Promise<string> {
  const found: unknown = await knex.raw(
    `select coalesce(sum((k.raw_amount ->> 'value')::numeric), 0)::text as sum
     from "order" o join order_credit_line k on ${CURRENT} and ${OF_REFUNDS} where o.id = ?`,
    [orderId]
  )
  const [row] = (found as { rows: { sum: string }[] }).rows
  return row?.sum ?? "0"
}

export type CreditToUndo = {
  readonly order_id: string
  /** The refund that was made for a cancelled fulfilment. */
  readonly reference_id: string
  readonly amount: string
}

/**
 * What core credited for refunds of ours for cancelled fulfilments, and nobody has taken back yet. Its order change is
 * made right after the refund is booked, and is known by that; the credit line itself has a new row with each version.
 */
export async function creditsToUndo(knex: Knex, orderId: string): Promise<CreditToUndo[]> {
  const found: unknown = await knex.raw(
    `select x.order_id, r.id as reference_id, credit.amount
     from order_transaction x
     join refund r on r.id = x.reference_id and r.deleted_at is null
       and r.created_by like '${FULFILMENT}:%'
     join lateral (
       select (a.raw_amount ->> 'value') as amount from order_change_action a
       join order_change c on c.id = a.order_change_id and c.change_type = 'credit_line'
         and c.status = 'confirmed' and c.deleted_at is null
       where a.order_id = x.order_id and a.action = 'CREDIT_LINE_ADD' and a.deleted_at is null
         and a.reference = 'payment_collection'
         and a.created_at between x.created_at and x.created_at + interval '1 minute'
         and (a.raw_amount ->> 'value')::numeric between 0 and -(x.raw_amount ->> 'value')::numeric
       order by a.created_at limit 1) credit on true
     where x.order_id = ? and x.reference = 'refund' and x.deleted_at is null
       and not exists (
         select 1 from order_change_action b
         where b.order_id = x.order_id and b.action = 'CREDIT_LINE_ADD' and b.deleted_at is null
           and b.reference = 'refund' and b.reference_id = r.id
           and (b.raw_amount ->> 'value')::numeric < 0)`,
    [orderId]
  )
  return (found as { rows: CreditToUndo[] }).rows
}
