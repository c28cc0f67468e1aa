import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { doneElsewhere } from "../modules/sagepay/findings"
import { OWNERS } from "./holds"

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
       and coalesce(t.answered_at, t.updated_at) < now() - interval '2 minutes'
       and not exists (
         select 1 from sagepay_finding f
         where f.kind = 'order_without_payment' and f.subject_id = t.id
       )
     order by t.created_at limit 50`
  )
  return (found as { rows: UnpaidOrder[] }).rows
}

/**
 * Live orders that count on a payment which is cancelled, with nothing captured, booked, or to be had by another
 * payment. Each once; where a hold ended in the gateway's console that is raised already.
 */
export async function ordersOnCancelledPayments(knex: Knex): Promise<UnpaidOrder[]> {
  const found: unknown = await knex.raw(
    `select t.id, o.id as order_id, t.vendor_tx_code, t.amount_minor, t.currency
     ${OWNERS} and o.status <> 'canceled' and p.canceled_at is not null
       and greatest(p.canceled_at, o.created_at) < now() - interval '2 minutes'
       and not exists (
         select 1 from order_payment_collection own
         join payment other on other.payment_collection_id = own.payment_collection_id
           and other.deleted_at is null
         where own.order_id = o.id and own.deleted_at is null
           and (other.canceled_at is null or exists (
             select 1 from capture c where c.payment_id = other.id and c.deleted_at is null)))
       and not exists (
         select 1 from order_transaction x
         where x.order_id = o.id and x.deleted_at is null and x.amount > 0)
       and not exists (
         select 1 from sagepay_transaction f
         where f.root_id = t.id and f.state = 'taken' and f.taken_minor > f.refunded_minor)
       and not ${doneElsewhere("t.id")}
       and not exists (
         select 1 from sagepay_finding f
         where f.kind in ('order_without_payment', 'hold_gone') and f.subject_id = t.id)
     order by t.created_at limit 50`
  )
  return (found as { rows: UnpaidOrder[] }).rows
}

/**
 * Live orders without any payment at all: core makes the order first, and the process died before its payment. What was
 * paid for them was let go, or will be, for the gateway was never answered OK.
 */
export async function ordersWithoutPayment(knex: Knex): Promise<UnpaidOrder[]> {
  const found: unknown = await knex.raw(
    `select distinct on (o.id) t.id, o.id as order_id, t.vendor_tx_code, t.amount_minor, t.currency
     from sagepay_transaction t
     join order_cart c on c.cart_id = t.cart_id and c.deleted_at is null
     join "order" o on o.id = c.order_id and o.deleted_at is null and o.status <> 'canceled'
     where t.id = t.root_id and t.claim is not null and t.answer_status is distinct from 'OK'
       and greatest(t.claimed_at, o.created_at) < now() - interval '15 minutes'
       and not exists (
         select 1 from order_payment_collection l
         join payment p on p.payment_collection_id = l.payment_collection_id and p.deleted_at is null
         where l.order_id = o.id and l.deleted_at is null)
       and not exists (
         select 1 from order_transaction x
         where x.order_id = o.id and x.deleted_at is null and x.amount > 0)
       and not exists (
         select 1 from sagepay_finding f
         where f.kind = 'order_without_payment' and f.order_id = o.id)
     order by o.id, t.created_at desc limit 50`
  )
  return (found as { rows: UnpaidOrder[] }).rows
}
