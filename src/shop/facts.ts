/**
 * What the shop says about a payment, read by SQL on the ledger's own locked connection: as fresh as the lock, and
 * without a second connection from the same pool, for which ten locked calls would wait for ever (docs/adr/0002).
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { TransactionRow } from "../modules/sagepay/rows"
import type { ShopFacts } from "../modules/sagepay/rules"
import { takesCard } from "../protocol"
import { computedToMinor } from "../protocol/money"

export async function readShop(knex: Knex, root: TransactionRow): Promise<ShopFacts> {
  const found: unknown = await knex.raw(
    `select p.id as payment_id, o.id as order_id, o.status as order_status, c.ids as capture_ids, c.sum as captured,
       r.ids as refund_ids, r.sum as refunded, raised.ids as raised_ids
     from payment p
     left join order_payment_collection l
       on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
     left join "order" o on o.id = l.order_id and o.deleted_at is null
     cross join lateral (${sumOf("capture")}) c
     cross join lateral (${sumOf("refund")}) r
     cross join lateral (
       select coalesce(json_agg(f.subject_id), '[]') as ids from sagepay_finding f
       where f.kind = 'row_without_movement' and f.subject_id in (
         select json_array_elements_text(c.ids) union all select json_array_elements_text(r.ids))
     ) raised
     where (p.id = ? or p.payment_session_id = ?) and p.deleted_at is null`,
    [root.payment_id, root.session_id]
  )
  const [row] = (found as { rows: FoundRow[] }).rows
  const order = row ? orderOf(row) : await orderWithoutPayment(knex, root)
  return {
    order,
    ...(row && { paymentId: row.payment_id }),
    captureIds: row?.capture_ids ?? [],
    refundIds: row?.refund_ids ?? [],
    raisedIds: row?.raised_ids ?? [],
    capturedMinor: computedToMinor(row?.captured ?? "0", root.currency),
    refundedMinor: computedToMinor(row?.refunded ?? "0", root.currency),
  }
}

/** What was charged or adopted for an order that has no payment of Medusa's for it, or not yet (rule 11). */
async function orderWithoutPayment(knex: Knex, root: TransactionRow): Promise<ShopFacts["order"]> {
  const isByStaff = root.related_id !== null || root.adopted_by !== null || takesCard(root.kind)
  if (root.order_id === null || !isByStaff) return null
  const found: unknown = await knex("order")
    .where({ id: root.order_id, deleted_at: null })
    .first("id as order_id", "status as order_status")
  return found ? orderOf(found as FoundRow) : null
}

function orderOf({ order_id, order_status }: FoundRow): ShopFacts["order"] {
  return order_id === null ? null : { id: order_id, canceled: order_status === "canceled" }
}

type FoundRow = {
  payment_id: string
  order_id: string | null
  order_status: string | null
  capture_ids: string[]
  captured: string
  refund_ids: string[]
  refunded: string
  raised_ids: string[]
}

/** The exact sum; the numeric column beside it would do as well, but the raw value is what core calculates with. */
const sumOf = (table: "capture" | "refund") =>
  `select coalesce(json_agg(m.id), '[]') as ids,
     coalesce(sum((m.raw_amount ->> 'value')::numeric), 0)::text as sum
   from ${table} m where m.payment_id = p.id and m.deleted_at is null`

/** Whether a session was made in a checkout; others are made by staff, without any shopper. */
export async function isOfCart(knex: Knex, sessionId: string): Promise<boolean> {
  const found: unknown = await knex("payment_session as s")
    .join("cart_payment_collection as l", "l.payment_collection_id", "s.payment_collection_id")
    .where({ "s.id": sessionId, "l.deleted_at": null })
    .first("s.id")
  return found !== undefined
}

/** A row of Medusa's capture or refund table, with exact decimal amounts. */
export type MoneyRow = {
  readonly id: string
  readonly amount: string
  /** Who asked for it: a person, or the intent that this row brings Medusa level with (rule 5). */
  readonly actor: string | null
  /** The whole payment, and what of it was left to capture or refund without this row. */
  readonly whole: string
  readonly left: string
  /** No other capture or refund of this payment: then nothing of an earlier one can be lost. */
  readonly alone: boolean
}

/** Medusa does not pass the amount of a capture; its row, committed before the provider is called, has it. */
export async function moneyRow(
  knex: Knex,
  table: "capture" | "refund",
  id: string
): Promise<MoneyRow | undefined> {
  const others = `select coalesce(sum((m.raw_amount ->> 'value')::numeric), 0)
     from ${table} m where m.payment_id = p.id and m.deleted_at is null and m.id <> row.id`
  const available =
    table === "capture"
      ? `(p.raw_amount ->> 'value')::numeric`
      : `(select coalesce(sum((c.raw_amount ->> 'value')::numeric), 0)
          from capture c where c.payment_id = p.id and c.deleted_at is null)`
  const other = (of: "capture" | "refund") =>
    `exists (select 1 from ${of} m where m.payment_id = p.id and m.deleted_at is null and m.id <> row.id)`
  const found: unknown = await knex.raw(
    `select row.id, row.created_by as actor, row.raw_amount ->> 'value' as amount, p.raw_amount ->> 'value' as whole,
       (${available} - (${others}))::text as "left",
       not (${other("capture")} or ${other("refund")}) as alone
     from ${table} row join payment p on p.id = row.payment_id
     where row.id = ? and row.deleted_at is null`,
    [id]
  )
  return (found as { rows: MoneyRow[] }).rows[0]
}
