/**
 * What the shop says about a payment, read by SQL on the ledger's own locked connection: as fresh as the lock, and
 * without a second connection from the same pool, for which ten locked calls would wait for ever (docs/adr/0002).
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { ShopFacts } from "../modules/sagepay/rules"
import type { TransactionRow } from "../modules/sagepay/rows"

/** A row of Medusa's capture or refund table, as much of it as matters here. */
export type MoneyRow = { readonly id: string; readonly paymentId: string; readonly amount: string }

export async function readShop(knex: Knex, root: TransactionRow): Promise<ShopFacts> {
  const found: unknown = await knex.raw(
    `select p.id as payment_id, o.id as order_id, o.status as order_status,
       (select coalesce(json_agg(c.id), '[]') from capture c
         where c.payment_id = p.id and c.deleted_at is null) as capture_ids,
       (select coalesce(json_agg(r.id), '[]') from refund r
         where r.payment_id = p.id and r.deleted_at is null) as refund_ids
     from payment p
     left join order_payment_collection l
       on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
     left join "order" o on o.id = l.order_id and o.deleted_at is null
     where (p.id = ? or p.payment_session_id = ?) and p.deleted_at is null`,
    [root.payment_id, root.session_id]
  )
  const { rows } = found as { rows: FoundRow[] }
  const withOrder = rows.find((row) => row.order_id !== null)
  return {
    order:
      withOrder && withOrder.order_id !== null
        ? { id: withOrder.order_id, canceled: withOrder.order_status === "canceled" }
        : null,
    captureIds: rows.flatMap((row) => row.capture_ids),
    refundIds: rows.flatMap((row) => row.refund_ids),
  }
}

type FoundRow = {
  payment_id: string
  order_id: string | null
  order_status: string | null
  capture_ids: string[]
  refund_ids: string[]
}

/** Medusa does not pass the amount of a capture; its row, committed before the provider is called, has it. */
export async function moneyRow(
  knex: Knex,
  table: "capture" | "refund",
  id: string
): Promise<MoneyRow | undefined> {
  const row: unknown = await knex(table)
    .where({ id })
    .whereNull("deleted_at")
    .first("id", "payment_id", "raw_amount")
  if (!isStored(row)) return undefined
  return { id: row.id, paymentId: row.payment_id, amount: row.raw_amount.value }
}

function isStored(
  row: unknown
): row is { id: string; payment_id: string; raw_amount: { value: string } } {
  return typeof row === "object" && row !== null && "raw_amount" in row
}
