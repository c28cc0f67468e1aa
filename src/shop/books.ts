/** The last line of the promise: the ledger's books beside Medusa's, payment by payment. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { currencyDigits } from "../protocol/money"
import { COLUMNS, COUNTED, NOT_SETTLED, OWNERS, type OwnedRoot } from "./holds"

export type DifferentBooks = OwnedRoot & {
  /** Medusa's captures less its refunds, rounded once. */
  readonly counted_minor: number
}

const QUIET = "interval '10 minutes'"

/** Payments whose books differ although nothing happened to them for ten minutes, each difference once. */
export async function booksApart(knex: Knex): Promise<DifferentBooks[]> {
  const used: unknown = await knex("sagepay_transaction").distinct("currency").pluck("currency")
  const factors = Object.fromEntries(
    (used as string[]).map((currency) => [currency, 10 ** (currencyDigits(currency) ?? 2)])
  )
  const found: unknown = await knex.raw(
    `select * from (
       select ${COLUMNS}, round((${COUNTED}) * (?::jsonb ->> t.currency)::numeric)::int as counted_minor
       ${OWNERS} and p.id is not null
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
     ) books
     where ours_minor <> counted_minor
       and not exists (
         select 1 from sagepay_finding f
         where f.subject_id = books.id and f.kind = 'books_apart'
           and f.facts ->> 'ours_minor' = ours_minor::text
           and f.facts ->> 'counted_minor' = counted_minor::text and ${NOT_SETTLED}
       )
     order by created_at limit 50`,
    [JSON.stringify(factors)]
  )
  return (found as { rows: DifferentBooks[] }).rows
}
