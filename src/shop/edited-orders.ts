/**
 * Orders that were edited before their capture. Core then counts nothing as paid: it makes a collection for the whole
 * total, marks the first one as cancelled, and leaves both so when the hold, which is kept (rule 9), is captured later.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { HELD, OWNERS } from "./holds"

/** For whoever made it and is about to use it. */
const UNTOUCHED = `c.updated_at < now() - interval '2 minutes'`

/** Collections that say cancelled while their payment lives and holds the money. */
export async function collectionsOfLiveHolds(knex: Knex): Promise<string[]> {
  const found: unknown = await knex.raw(
    `select distinct l.payment_collection_id as id ${OWNERS} and ${HELD} and o.status <> 'canceled'
       and p.canceled_at is null
       and exists (
         select 1 from payment_collection c
         where c.id = l.payment_collection_id and c.status = 'canceled' and ${UNTOUCHED})
       and not exists (
         select 1 from capture c where c.payment_id = p.id and c.deleted_at is null)
     limit 50`
  )
  return (found as { rows: { id: string }[] }).rows.map(({ id }) => id)
}

export type AskingOrder = { readonly order_id: string; readonly currency: string }

/** Live orders of ours that still ask for money in a collection which nobody has begun to pay. */
export async function ordersThatAsk(knex: Knex): Promise<AskingOrder[]> {
  const found: unknown = await knex.raw(
    `select asking.* from (
       select distinct o.id as order_id, t.currency ${OWNERS} and o.status <> 'canceled'
         and exists (
           select 1 from order_payment_collection own
           join payment_collection c on c.id = own.payment_collection_id and c.deleted_at is null
           where own.order_id = o.id and own.deleted_at is null
             and c.status = 'not_paid' and ${UNTOUCHED}
             and not exists (
               select 1 from payment x where x.payment_collection_id = c.id and x.deleted_at is null))
         and not exists (
           select 1 from sagepay_intent i
           where i.order_id = o.id and i.kind = 'repeat' and i.status <> 'refused'
             and i.levelled_at is null)
     ) asking order by random() limit 50`
  )
  return (found as { rows: AskingOrder[] }).rows
}
