/** The shop's side of a charge that settles an order: how far its payment in Medusa has come. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Charge } from "../modules/sagepay/charges"
import type { TransactionRow } from "../modules/sagepay/rows"
import { CARD_ACTIONS } from "../protocol"
import { computedToMinor } from "../protocol/money"

export type OpenCollection = { readonly id: string; readonly amountMinor: number }

export type ChargeFacts = {
  /** Undefined: the order is gone. */
  readonly order: { readonly canceled: boolean } | undefined
  /** Of those sessions that can still become the payment. */
  readonly sessionId: string | undefined
  readonly payment: { readonly id: string; readonly isBooked: boolean } | undefined
  /** Collections of the order in which nobody has paid anything. */
  readonly open: readonly (OpenCollection & { readonly status: string })[]
  /** A Sage Pay provider of this shop, that of the order's own payment first. */
  readonly providerId: string | undefined
}

export async function readCharge(knex: Knex, { root, orderId }: Charge): Promise<ChargeFacts> {
  const first = async <T>(sql: string, bindings: (string | null)[]): Promise<T | undefined> => {
    const found: unknown = await knex.raw(sql, bindings as string[])
    return (found as { rows: T[] }).rows[0]
  }
  const order = await first<{ status: string }>(
    `select status from "order" where id = ? and deleted_at is null`,
    [orderId]
  )
  const session = await first<{ id: string }>(
    `select id from payment_session
     where id = ? and deleted_at is null and status in ('pending', 'requires_more', 'authorized')`,
    [root.session_id]
  )
  const payment = await first<{ id: string; booked: boolean }>(
    `select p.id, not exists (
         select 1 from capture c where c.payment_id = p.id and c.deleted_at is null
           and not exists (
             select 1 from order_transaction x
             where x.order_id = ? and x.reference = 'capture'
               and x.reference_id in (c.id, p.id) and x.deleted_at is null
           )
       ) as booked
     from payment p where (p.id = ? or p.payment_session_id = ?) and p.deleted_at is null`,
    [orderId, root.payment_id, root.session_id]
  )
  const provider = await first<{ id: string }>(
    `select pp.id from payment_provider pp
     left join (
       select p.provider_id, min(p.created_at) as since
       from payment p join order_payment_collection l
         on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
       where l.order_id = ? group by p.provider_id
     ) used on used.provider_id = pp.id
     where pp.id like 'pp\\_sagepay\\_%' and pp.is_enabled order by used.since nulls last, pp.id`,
    [orderId]
  )
  return {
    order: order && { canceled: order.status === "canceled" },
    sessionId: session?.id,
    payment: payment && { id: payment.id, isBooked: payment.booked },
    open: await openCollections(knex, orderId, root.currency),
    providerId: provider?.id,
  }
}

/** Newest first: core makes one for what an edit added. */
export async function openCollections(knex: Knex, orderId: string, currency: string) {
  const found: unknown = await knex.raw(
    `select c.id, c.status, c.raw_amount ->> 'value' as amount
     from payment_collection c
     join order_payment_collection l on l.payment_collection_id = c.id and l.deleted_at is null
     where l.order_id = ? and c.deleted_at is null and upper(c.currency_code) = ?
       and c.status in ('not_paid', 'awaiting')
       and not exists (
         select 1 from payment p where p.payment_collection_id = c.id and p.deleted_at is null
       )
     order by c.created_at desc`,
    [orderId, currency.toUpperCase()]
  )
  const { rows } = found as { rows: { id: string; status: string; amount: string }[] }
  return rows.map(({ id, status, amount }) => {
    return { id, status, amountMinor: computedToMinor(amount, currency) }
  })
}

/** What staff charged or adopted for an order, and what no payment of Medusa's stands for. */
export async function rootsBeside(knex: Knex, orderId: string): Promise<TransactionRow[]> {
  const found: unknown = await knex("sagepay_transaction as t")
    .whereRaw("t.id = t.root_id")
    .where((either) =>
      either
        .whereNotNull("t.related_id")
        .orWhereNotNull("t.adopted_by")
        // Written before it is sent: one that did not happen is no charge.
        .orWhere((card) =>
          card
            .whereIn("t.kind", CARD_ACTIONS)
            .whereNotIn("t.state", ["declined", "rejected", "failed"])
        )
    )
    .where({ "t.order_id": orderId, "t.answer_status": null })
    .orderBy("t.created_at")
    .select("t.*")
  return found as TransactionRow[]
}
