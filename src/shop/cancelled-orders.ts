/** Money of cancelled orders that Medusa still counts, and payments that Medusa counts on although nothing is held. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { COLUMNS, COUNTED, NOT_BUSY, OWNERS, type OwnedRoot } from "./holds"
import { doneElsewhere } from "../modules/sagepay/findings"
import { LEVELLING_NOT_GIVEN_UP, RECENT, UNCLAIMED } from "./unlevelled"

export const NOT_REFUNDED = "cancelled_order_not_refunded"

export type CountedRoot = OwnedRoot & {
  /** Medusa's captures less its refunds, with all their digits. */
  readonly counted: string
}

/** What core is at now, and what is about to be levelled, comes first. */
export const QUIET = `
  not exists (
    select 1 from capture c where c.payment_id = p.id and c.created_at > now() - interval '3 minutes')
  and not exists (
    select 1 from refund r where r.payment_id = p.id and r.created_at > now() - interval '3 minutes')
  and not exists (
    select 1 from sagepay_intent i
    where i.root_id = t.id and i.updated_at > now() - interval '2 minutes')`

export /** What will never be levelled is not waited for. */
const NOTHING_UNCLAIMED = `not exists (
    select 1 from sagepay_intent i
    where ${UNCLAIMED} and i.kind = 'refund' and ${RECENT} and ${LEVELLING_NOT_GIVEN_UP})`

/** What was refused is not asked for again while it is on the list, nor after that unless the payment has changed. */
const NOT_GIVEN_UP = `not exists (
    select 1 from sagepay_finding f
    where f.subject_id = t.id and f.kind = '${NOT_REFUNDED}'
      and (f.status = 'open' or f.resolved_at > t.updated_at))`

/**
 * Counted by Medusa, and not given back although the order is cancelled: core asks for the refund while it cancels, and
 * swallows what goes wrong. What the gateway does not have any more is refunded in Medusa alone (rule 6). Of one order, or of all that are quiet.
 */
export async function countedOfCancelledOrders(
  knex: Knex,
  { orderId, rootId }: { readonly orderId?: string; readonly rootId?: string }
): Promise<CountedRoot[]> {
  const which = orderId === undefined ? `${QUIET} and ${NOT_GIVEN_UP}` : "o.id = :orderId"
  const one = rootId === undefined ? "" : "and t.id = :rootId"
  const found: unknown = await knex.raw(
    `select ${COLUMNS}, (${COUNTED})::text as counted ${OWNERS}
       and o.status = 'canceled' and ${COUNTED} > 0
       and ${NOT_BUSY} and ${NOTHING_UNCLAIMED} and ${which} ${one}
     order by random() limit 50`,
    { ...(orderId !== undefined && { orderId }), ...(rootId !== undefined && { rootId }) }
  )
  return (found as { rows: CountedRoot[] }).rows
}

/** Payments that Medusa would still capture, although their hold has ended and nothing of it was ever taken. */
export async function paymentsWithoutHold(knex: Knex): Promise<string[]> {
  const found: unknown = await knex.raw(
    `select p.id ${OWNERS} and t.state in ('aborted', 'cancelled', 'lapsed', 'spent')
       and p.id is not null and p.canceled_at is null and p.captured_at is null and ${NOT_BUSY}
       and not exists (
         select 1 from capture c where c.payment_id = p.id and c.deleted_at is null)
       and not exists (
         select 1 from sagepay_transaction f where f.root_id = t.id and f.taken_minor > 0)
       and not ${doneElsewhere("t.id")}
     order by random() limit 50`
  )
  return (found as { rows: { id: string }[] }).rows.map(({ id }) => id)
}
