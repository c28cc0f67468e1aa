/** Changes of an order that core had begun for a refund's credit when its process died. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { OWNERS } from "./holds"

/**
 * Core makes and confirms them in one go. One that stays stands in the way of every other change: the order can neither be
 * cancelled nor edited, its refund cannot be credited, and no page offers to take it away.
 */
export async function deadCreditChanges(knex: Knex): Promise<string[]> {
  const found: unknown = await knex.raw(
    `select c.id from order_change c
     where c.change_type = 'credit_line' and c.status = 'pending' and c.deleted_at is null
       and c.created_at < now() - interval '3 minutes'
       and exists (select 1 ${OWNERS} and o.id = c.order_id)
     limit 50`
  )
  return (found as { rows: { id: string }[] }).rows.map(({ id }) => id)
}
