/** What core leaves of a refund's credit when its process dies: an order change that stands, or no credit at all. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { FULFILMENT } from "../modules/sagepay/fulfilment"
import { OWNERS } from "./holds"
import { AT_REST, TOTAL, VALUE } from "./order-lists"

/** The author of our own changes, by which they are told from core's. */
export const OUR_CHANGE = "sagepay"

export type DeadChange = {
  readonly id: string
  /** Stands for the order when one of several processes is to see to it. */
  readonly root_id: string
  /** Core's, for a refund that the order counts already: nothing else would credit it. */
  readonly credits: boolean
}

/** Core books the refund, makes the change, adds the credit and confirms; we credit before we book. */
const CREDITS = `c.created_by is distinct from '${OUR_CHANGE}'
  and exists (
    select 1 from order_change_action a
    where a.order_change_id = c.id and a.action = 'CREDIT_LINE_ADD' and a.deleted_at is null)
  and exists (
    select 1 from order_transaction x
    where x.order_id = c.order_id and x.reference = 'refund' and x.deleted_at is null
      and x.created_at between c.created_at - interval '1 minute' and c.created_at)`

/** The order may have no payment: its making died before that, and the gateway let the money go. */
const CLAIMED = `(
    select t.id from order_cart b
    join sagepay_transaction t on t.cart_id = b.cart_id and t.id = t.root_id and t.claim is not null
    where b.order_id = c.order_id and b.deleted_at is null
    order by t.created_at, t.id limit 1)`

/**
 * Core makes and confirms them in one go. One that stays stands in the way of every other change: the order can neither be
 * cancelled nor edited, its refund cannot be credited, and no page offers to take it away.
 */
export async function deadCreditChanges(knex: Knex, id?: string): Promise<DeadChange[]> {
  const found: unknown = await knex.raw(
    `select * from (
       select c.id, (${CREDITS}) as credits, coalesce(
         (select t.id ${OWNERS} and o.id = c.order_id order by t.created_at, t.id limit 1),
         ${CLAIMED}) as root_id
       from order_change c
       where c.change_type = 'credit_line' and c.status = 'pending' and c.deleted_at is null
         and c.created_at < now() - interval '3 minutes'
         and (:id::text is null or c.id = :id::text)
     ) dead where root_id is not null order by random() limit 50`,
    { id: id ?? null }
  )
  return (found as { rows: DeadChange[] }).rows
}

const FREE_ACTIONS = `(
  'FULFILL_ITEM', 'SHIP_ITEM', 'DELIVER_ITEM', 'CANCEL_ITEM_FULFILLMENT', 'UPDATE_ORDER_PROPERTIES', 'TRANSFER_CUSTOMER')`

/** What changes nothing of what an order comes to. */
const FREE = `(
    exists (select 1 from order_change_action a where a.order_change_id = c.id and a.deleted_at is null)
    and not exists (
      select 1 from order_change_action a
      where a.order_change_id = c.id and a.deleted_at is null and a.action not in ${FREE_ACTIONS}))`

export type Uncredited = {
  readonly order_id: string
  readonly root_id: string
  readonly reference_id: string
  readonly credit: string
}

/**
 * Refunds that core booked for the order and died before it credited them, so that the order asks for the money again.
 * Sure only while nothing has happened to the order since core looked at it, before it asked the gateway: then what it
 * asks for, up to the refund, is what core would have credited. Else core may have seen that it owed the customer, and have
 * credited nothing. Booked within minutes of its row it is core's: what we book later was credited before.
 */
export async function uncreditedRefunds(knex: Knex, orderId?: string): Promise<Uncredited[]> {
  const credit = `least(-${VALUE("x")}, ${TOTAL("pending_difference")})`
  const found: unknown = await knex.raw(
    `with booked as materialized (
       select x.* from order_transaction x
       where x.reference = 'refund' and x.deleted_at is null
         and x.created_at > now() - interval '1 day'
         and (:orderId::text is null or x.order_id = :orderId::text))
     select o.id as order_id, t.id as root_id, x.reference_id, ${credit}::text as credit
     from booked x
     join refund r on r.id = x.reference_id and r.deleted_at is null
       and coalesce(r.created_by, '') not like '${FULFILMENT}:%'
       and x.created_at < r.created_at + interval '3 minutes'
     join payment p on p.id = r.payment_id and p.deleted_at is null
     join sagepay_transaction t on t.id = t.root_id and t.answer_status = 'OK'
       and (t.payment_id = p.id or (t.claim is not null and t.session_id = p.payment_session_id))
     join "order" o on o.id = x.order_id and o.deleted_at is null and o.status <> 'canceled'
     join order_summary s on s.order_id = o.id and s.version = o.version and s.deleted_at is null
     where ${credit} > 0 and ${AT_REST}
       and ${TOTAL("transaction_total")} = (
         select sum(${VALUE("y")}) from order_transaction y
         where y.order_id = o.id and y.deleted_at is null)
       and not exists (
         select 1 from order_transaction y
         where y.order_id = o.id and y.deleted_at is null and y.id <> x.id
           and y.created_at >= r.created_at)
       and not exists (
         select 1 from order_credit_line k
         where k.order_id = o.id and k.deleted_at is null
           and (k.created_at >= r.created_at or k.reference_id = x.reference_id))
       and not exists (
         select 1 from order_change c
         where c.order_id = o.id and c.deleted_at is null
           and (c.status in ('pending', 'requested') or (c.confirmed_at >= r.created_at and not ${FREE})))
     limit 50`,
    { orderId: orderId ?? null }
  )
  return (found as { rows: Uncredited[] }).rows
}
