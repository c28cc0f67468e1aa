/**
 * Orders that somebody cancelled and whose process died on the way: core books the refund for the payment, and credits it,
 * before it refunds anything for sure, and the order's cancelling comes last. Whoever books by hand what he gave back in
 * another way may write the same.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"

export const CANCEL_STOPPED = "cancel_stopped"

export type StoppedCancel = {
  readonly order_id: string
  readonly payment_id: string
  readonly vendor_tx_code: string
  readonly currency: string
  /** What the order counts as given back for the payment, in major units. */
  readonly amount: string
}

const CREDITED = `exists (
  select 1 from order_change c
  where c.order_id = o.id and c.change_type = 'credit_line' and c.deleted_at is null
    and c.created_at between x.created_at and x.created_at + interval '1 minute')`

const BOOKED = `m.order_id = o.id and m.reference = 'refund' and (m.reference_id = p.id
  or m.reference_id in (select r.id from refund r where r.payment_id = p.id and r.deleted_at is null))`

const sumOf = (table: string, which: string) => `(
  select coalesce(sum(abs((m.raw_amount ->> 'value')::numeric)), 0) from ${table} m
  where m.deleted_at is null and ${which})`

const REFUNDED = sumOf("refund", "m.payment_id = p.id")

/**
 * Booked as core does when it cancels: all that is left of a payment, which lacks it; or the order was credited in the
 * same moment. A part is somebody's own booking.
 */
export async function stoppedCancels(knex: Knex): Promise<StoppedCancel[]> {
  const found: unknown = await knex.raw(
    `select o.id as order_id, p.id as payment_id, t.vendor_tx_code, t.currency,
       (-(x.raw_amount ->> 'value')::numeric)::text as amount
     from order_transaction x
     join "order" o on o.id = x.order_id and o.deleted_at is null and o.status <> 'canceled'
     join payment p on p.id = x.reference_id and p.deleted_at is null
     join sagepay_transaction t on t.id = t.root_id
       and (t.payment_id = p.id or (t.claim is not null and t.session_id = p.payment_session_id))
     where x.reference = 'refund' and x.reference_id like 'pay\\_%' and x.deleted_at is null
       and x.created_at between now() - interval '30 days' and now() - interval '10 minutes'
       and (${CREDITED} or (
         ${sumOf("order_transaction", BOOKED)} > ${REFUNDED}
         and -(x.raw_amount ->> 'value')::numeric >= ${sumOf("capture", "m.payment_id = p.id")} - ${REFUNDED}))
     limit 50`
  )
  return (found as { rows: StoppedCancel[] }).rows
}
