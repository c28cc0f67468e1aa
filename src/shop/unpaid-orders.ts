import type { Knex } from "@medusajs/framework/mikro-orm/knex"

export type UnpaidOrder = {
  readonly id: string
  readonly order_id: string
  readonly vendor_tx_code: string
  readonly amount_minor: number
  readonly currency: string
}

/**
 * Live orders that Medusa counts as paid by a payment which the gateway was told to let go: it was refused while its
 * order was being made. Each once.
 */
export async function unpaidOrders(knex: Knex): Promise<UnpaidOrder[]> {
  const found: unknown = await knex.raw(
    `select t.id, o.id as order_id, t.vendor_tx_code, t.amount_minor, t.currency
     from sagepay_transaction t
     join payment p
       on p.payment_session_id = t.session_id and p.data ->> 'vendor_tx_code' = t.vendor_tx_code
       and p.deleted_at is null and p.canceled_at is null
     join order_payment_collection l
       on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
     join "order" o on o.id = l.order_id and o.deleted_at is null and o.status <> 'canceled'
     where t.claim is not null and t.answer_status <> 'OK'
       and t.answered_at < now() - interval '2 minutes'
       and not exists (
         select 1 from sagepay_finding f
         where f.kind = 'order_without_payment' and f.subject_id = t.id
       )
     order by t.created_at limit 50`
  )
  return (found as { rows: UnpaidOrder[] }).rows
}
