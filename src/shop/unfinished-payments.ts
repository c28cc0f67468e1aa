/** What Medusa's payment says of itself, beside the captures and refunds that it has (rule 6). */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { PaymentCollectionStatus } from "@medusajs/framework/utils"
import type { TransactionRow } from "../modules/sagepay/rows"

export type PaymentSums = {
  readonly id: string
  readonly amount: string
  readonly captured: string
  readonly captured_at: Date | null
  readonly canceled_at: Date | null
  readonly collection_id: string
  readonly collection_status: PaymentCollectionStatus
  readonly collection_amount: string
  /** Of the whole collection. */
  readonly collection_captured: string
  readonly collection_refunded: string
}

export async function paymentSums(
  knex: Knex,
  root: TransactionRow
): Promise<PaymentSums | undefined> {
  const sum = (table: "capture" | "refund", of: string) =>
    `(select coalesce(sum((m.raw_amount ->> 'value')::numeric), 0)::text
      from ${table} m join payment x on x.id = m.payment_id
      where m.deleted_at is null and x.deleted_at is null and ${of})`
  const found: unknown = await knex.raw(
    `select p.id, p.raw_amount ->> 'value' as amount, p.captured_at, p.canceled_at,
       p.payment_collection_id as collection_id, k.status as collection_status,
       k.raw_amount ->> 'value' as collection_amount,
       ${sum("capture", "x.id = p.id")} as captured,
       ${sum("capture", "x.payment_collection_id = p.payment_collection_id")} as collection_captured,
       ${sum("refund", "x.payment_collection_id = p.payment_collection_id")} as collection_refunded
     from payment p join payment_collection k on k.id = p.payment_collection_id
     where (p.id = ? or p.payment_session_id = ?) and p.deleted_at is null`,
    [root.payment_id, root.session_id]
  )
  return (found as { rows: PaymentSums[] }).rows[0]
}
