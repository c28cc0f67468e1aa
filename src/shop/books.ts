/** The last line of the promise: the ledger's books beside Medusa's, payment by payment. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { currencyDigits } from "../protocol/money"
import { COLUMNS, NOT_SETTLED, OURS_SUM, OWNED, ROOTS, type OwnedRoot } from "./holds"

export type DifferentBooks = OwnedRoot & {
  /** Medusa's captures less its refunds, rounded once. */
  readonly counted_minor: number
}

const QUIET = "interval '10 minutes'"

/** All at once: one by one they are what takes the time. As `OURS` and `COUNTED` have them. */
const SUMS = `ours as (
    select f.root_id, ${OURS_SUM} as minor
    from sagepay_transaction f where f.state in ('taken', 'voided') group by f.root_id),
  captured as (
    select c.payment_id, sum((c.raw_amount ->> 'value')::numeric) as sum
    from capture c where c.deleted_at is null group by c.payment_id),
  refunded as (
    select r.payment_id, sum((r.raw_amount ->> 'value')::numeric) as sum
    from refund r where r.deleted_at is null group by r.payment_id)`

/** Payments whose books differ although nothing happened to them for ten minutes, each difference once. */
export async function booksApart(knex: Knex): Promise<DifferentBooks[]> {
  const used: unknown = await knex("sagepay_transaction").distinct("currency").pluck("currency")
  const factors = Object.fromEntries(
    (used as string[]).map((currency) => [currency, 10 ** (currencyDigits(currency) ?? 2)])
  )
  const found: unknown = await knex.raw(
    `with ${SUMS}, apart as materialized (
       select t.id as root_id, p.id as payment_id, counted_minor
       from sagepay_transaction t
       join payment p
         on (p.id = t.payment_id or (t.claim is not null and p.payment_session_id = t.session_id))
         and p.deleted_at is null
       left join ours on ours.root_id = t.id
       left join captured on captured.payment_id = p.id
       left join refunded on refunded.payment_id = p.id
       cross join lateral (
         select coalesce(ours.minor, 0) as ours_minor, round(
           (coalesce(captured.sum, 0) - coalesce(refunded.sum, 0)) * (?::jsonb ->> t.currency)::numeric
         )::int as counted_minor) books
       where ${ROOTS} and ours_minor <> counted_minor
         and not exists (
           select 1 from sagepay_intent i
           where i.root_id = t.id and (i.status = 'open' or i.updated_at > now() - ${QUIET})
         )
         and not exists (
           select 1 from capture c where c.payment_id = p.id and c.created_at > now() - ${QUIET}
         )
         and not exists (
           select 1 from refund r where r.payment_id = p.id and r.created_at > now() - ${QUIET}
         )
         and not exists (
           select 1 from sagepay_finding f
           where f.subject_id = t.id and f.kind = 'books_apart'
             and f.facts ->> 'ours_minor' = ours_minor::text
             and f.facts ->> 'counted_minor' = counted_minor::text and ${NOT_SETTLED}
         )
       order by t.created_at limit 50)
     select ${COLUMNS}, apart.counted_minor ${OWNED}
     join apart on apart.root_id = t.id and apart.payment_id = p.id
     order by t.created_at limit 50`,
    [JSON.stringify(factors)]
  )
  return (found as { rows: DifferentBooks[] }).rows
}
