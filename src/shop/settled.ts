/** Open findings that no longer hold, because somebody or something has put right what they tell of. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { currencyDigits } from "../protocol/money"
import { COUNTED, HELD, OURS } from "./holds"

/** Of one finding, or of all. */
type Look = (knex: Knex, id: string | undefined) => Promise<SettledFinding[]>

export type SettledFinding = { readonly id: string; readonly resolution: string }

/** Rows without an order have none that could live. */
const LIVES = `(o.id is not null and o.status <> 'canceled')`

const NOBODY_AT_IT = `not exists (
    select 1 from sagepay_intent i where i.root_id = t.id and i.status = 'open'
  )`

/** For findings about a payment: when they hold no more, and what is said then. */
const OF_PAYMENTS: Readonly<Record<string, readonly [condition: string, resolution: string]>> = {
  hold_without_order: [
    `not (${HELD}) or o.id is not null`,
    "The money is not held any more, or an order stands for it now.",
  ],
  hold_kept: [
    `not (${HELD}) or not ${LIVES} or t.authorised_minor >= t.amount_minor`,
    "The hold was captured or has ended.",
  ],
  hold_not_ended: [
    `not (${HELD}) and ${OURS} = 0 and ${NOBODY_AT_IT}`,
    "Nothing of it is held or taken any more.",
  ],
  hold_gone: [
    `exists (select 1 from "order" mine where mine.id = f.order_id and mine.status = 'canceled')
     or coalesce((
       select sum((c.raw_amount ->> 'value')::numeric) from capture c
       where c.payment_id = p.id and c.deleted_at is null), 0) >= p.amount`,
    "What was captured covers the payment, or the order is cancelled.",
  ],
  taken_without_order: [
    `(${OURS} = 0 or ${LIVES}) and ${NOBODY_AT_IT}`,
    "Nothing of it is left, or a live order stands for it.",
  ],
  cancelled_order_not_refunded: [
    `(${OURS} = 0 or ${LIVES}) and ${NOBODY_AT_IT}`,
    "Nothing of it is left, or its order lives.",
  ],
  taken_beyond_order: [
    // By the finding's order: Medusa may not have its payment yet.
    `(${OURS} <= t.amount_minor - (f.facts ->> 'beyond_minor')::int or exists (
       select 1 from "order" mine where mine.id = f.order_id and mine.status = 'canceled'))
     and ${NOBODY_AT_IT}`,
    "It was given back, or the order is cancelled.",
  ],
  books_apart: [
    `p.id is not null and ${NOBODY_AT_IT}
     and ${OURS} = round((${COUNTED}) * (:factors::jsonb ->> t.currency)::numeric)::int`,
    "The ledger and Medusa agree.",
  ],
}

const ofPayments: Look = async (knex, id) => {
  const settled: SettledFinding[] = []
  const factors = await factorsOf(knex)
  for (const [kind, [condition, resolution]] of Object.entries(OF_PAYMENTS)) {
    const found: unknown = await knex.raw(
      `select f.id from sagepay_finding f
       join sagepay_transaction t on t.id = f.subject_id
       left join payment p
         on (p.id = t.payment_id or (t.claim is not null and p.payment_session_id = t.session_id))
         and p.deleted_at is null
       left join order_payment_collection l
         on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
       left join "order" o on o.id = l.order_id and o.deleted_at is null
       where f.status = 'open' and f.deleted_at is null and f.kind = :kind
         and (:id::text is null or f.id = :id::text)
         and (${condition})`,
      { kind, id: id ?? null, ...(condition.includes(":factors") ? { factors } : {}) }
    )
    settled.push(
      ...(found as { rows: { id: string }[] }).rows.map((row) => ({ ...row, resolution }))
    )
  }
  return settled
}

/** Medusa's row is gone, or the ledger has a movement for it after all. */
const ofRows: Look = async (knex, id) => {
  const found: unknown = await knex.raw(
    `select f.id from sagepay_finding f
     where f.status = 'open' and f.deleted_at is null and f.kind = 'row_without_movement'
       and (:id::text is null or f.id = :id::text)
       and (
         (not exists (select 1 from capture c where c.id = f.subject_id and c.deleted_at is null)
           and not exists (select 1 from refund r where r.id = f.subject_id and r.deleted_at is null))
         or exists (
           select 1 from sagepay_intent i
           where i.status = 'done' and (i.source_id = f.subject_id or i.claimed_by = f.subject_id)))`,
    { id: id ?? null }
  )
  const resolution = "Medusa's row is gone, or its movement was made."
  return (found as { rows: { id: string }[] }).rows.map((row) => ({ ...row, resolution }))
}

/** Nothing is shipped for an order that is cancelled, and what was taken for it is given back. */
const ofOrders: Look = async (knex, id) => {
  const found: unknown = await knex.raw(
    `select f.id from sagepay_finding f
     join "order" o on o.id = f.order_id
     where f.status = 'open' and f.deleted_at is null
       and f.kind in ('order_without_payment', 'order_total_differs', 'cancel_stopped')
       and (:id::text is null or f.id = :id::text)
       and (o.status = 'canceled' or o.deleted_at is not null)`,
    { id: id ?? null }
  )
  const resolution = "The order is cancelled."
  return (found as { rows: { id: string }[] }).rows.map((row) => ({ ...row, resolution }))
}

const LOOKS: readonly Look[] = [ofPayments, ofRows, ofOrders]

export async function settledFindings(knex: Knex, id?: string): Promise<SettledFinding[]> {
  const settled: SettledFinding[] = []
  for (const look of LOOKS) settled.push(...(await look(knex, id)))
  return settled
}

async function factorsOf(knex: Knex): Promise<string> {
  const used: unknown = await knex("sagepay_transaction").distinct("currency").pluck("currency")
  const digits = (currency: string) => currencyDigits(currency) ?? 2
  return JSON.stringify(
    Object.fromEntries((used as string[]).map((currency) => [currency, 10 ** digits(currency)]))
  )
}
