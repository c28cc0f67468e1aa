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

export type Missing = {
  /** Lost: core's own workflow would have written them long ago. */
  readonly lost: readonly MissingTransaction[]
  /** Perhaps still on their way through it. */
  readonly young: boolean
}

type Found = MissingTransaction & { readonly young: boolean; readonly root_id: string }

/** Of live orders only: a cancelled one counts its refunds by the payment and not by their rows. */
const missing = (table: "capture" | "refund", sign: "" | "-") =>
  `select t.id as root_id, o.id as order_id,
     (${sign}(m.raw_amount ->> 'value')::numeric)::text as amount,
     p.currency_code, '${table}' as reference, m.id as reference_id, m.created_at,
     m.created_at > now() - interval '3 minutes' as young
   from sagepay_transaction t
   join payment p
     on (p.id = t.payment_id or p.payment_session_id = t.session_id) and p.deleted_at is null
   join order_payment_collection l
     on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
   join "order" o on o.id = l.order_id and o.deleted_at is null and o.status <> 'canceled'
   join ${table} m on m.payment_id = p.id and m.deleted_at is null
   where t.id = t.root_id and t.answer_status = 'OK' and t.claim is not null
     and not exists (
       select 1 from order_transaction x
       where x.order_id = o.id and x.reference = '${table}'
         and x.reference_id in (m.id, p.id) and x.deleted_at is null
     )`

const MISSING = `(${missing("capture", "")} union all ${missing("refund", "-")})`

/** Of one payment, but for the row in hand, which core writes by itself. */
export async function missingTransactions(
  knex: Knex,
  root: TransactionRow,
  inHand: string | null
): Promise<Missing> {
  const found: unknown = await knex.raw(
    `select * from ${MISSING} missing where root_id = ? and reference_id <> ? order by created_at`,
    [root.id, inHand ?? ""]
  )
  const { rows } = found as { rows: Found[] }
  const lost = rows
    .filter((row) => !row.young)
    .map(({ order_id, amount, currency_code, reference, reference_id }) => {
      return { order_id, amount, currency_code, reference, reference_id }
    })
  return { lost, young: rows.some((row) => row.young) }
}

/** The payments whose order lacks some for good. */
export async function rootsLackingTransactions(knex: Knex): Promise<string[]> {
  const found: unknown = await knex.raw(
    `select distinct root_id from ${MISSING} missing where not young limit 50`
  )
  return (found as { rows: Found[] }).rows.map(({ root_id }) => root_id)
}
