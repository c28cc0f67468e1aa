/** Captures and refunds that the order's own list of transactions lacks: the process died between the two. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { TransactionRow } from "../modules/sagepay/rows"

export type MissingTransaction = {
  readonly order_id: string
  /** Signed, as the order counts it: a refund is negative. */
  readonly amount: string
  readonly currency_code: string
  readonly reference: "capture" | "refund"
  readonly reference_id: string
}

/**
 * Of live orders only: a cancelled one counts its refunds by the payment and not by their rows. Rows of the last three
 * minutes may still be on their way through core's own workflow.
 */
export async function missingTransactions(
  knex: Knex,
  root: TransactionRow,
  inHand: string | null
): Promise<MissingTransaction[]> {
  const missing = (table: "capture" | "refund", sign: "" | "-") =>
    `select o.id as order_id, (${sign}(m.raw_amount ->> 'value')::numeric)::text as amount,
       p.currency_code, '${table}' as reference, m.id as reference_id, m.created_at
     from payment p
     join order_payment_collection l
       on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
     join "order" o on o.id = l.order_id and o.deleted_at is null and o.status <> 'canceled'
     join ${table} m on m.payment_id = p.id and m.deleted_at is null
     where (p.id = :payment or p.payment_session_id = :session) and p.deleted_at is null
       and m.id <> :inHand and m.created_at < now() - interval '3 minutes'
       and not exists (
         select 1 from order_transaction x
         where x.order_id = o.id and x.reference = '${table}'
           and x.reference_id in (m.id, p.id) and x.deleted_at is null
       )`
  const found: unknown = await knex.raw(
    `${missing("capture", "")} union all ${missing("refund", "-")} order by created_at`,
    { payment: root.payment_id ?? "", session: root.session_id ?? "", inHand: inHand ?? "" }
  )
  const { rows } = found as { rows: (MissingTransaction & { created_at: Date })[] }
  return rows.map(({ created_at: _, ...row }) => row)
}
