/** Movements at the gateway that Medusa has no row for (rule 5), and the payment that is to get one. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { NETTED } from "../modules/sagepay/claims"
import { COUNTED, NOT_BUSY, OWNED, OWNERS } from "./holds"

export const UNLEVELLED = "unlevelled_movement"

/** Intents `i` of a payment `p` and its root `t`. The pure twin of this is in modules/sagepay/claims.ts. */
export const UNCLAIMED = `i.root_id = t.id and i.status <> 'open' and i.moved_minor > 0
  and i.kind in ('capture', 'refund') and i.claimed_by is distinct from '${NETTED}'
  and coalesce(i.claimed_by, i.source_id) not in (
    select m.id from capture m
    where m.payment_id = p.id and m.deleted_at is null and i.kind = 'capture'
    union all
    select m.id from refund m
    where m.payment_id = p.id and m.deleted_at is null and i.kind = 'refund')`

/** Nothing is captured for a cancelled order: what was taken for it is given back, and neither is counted. */
const WANTED = `(o.status is distinct from 'canceled' or (i.kind = 'refund' and ${COUNTED} > 0))`

/** A person's own retry may record what they asked for before a job does. */
const QUIET = `(i.source not like 'medusa\\_%' or i.updated_at < now() - interval '2 minutes')`

/** What could not be done is tried again, but not every minute; once seen to, not unless it has changed. */
export const LEVELLING_NOT_GIVEN_UP = `not exists (
    select 1 from sagepay_finding f
    where f.kind = '${UNLEVELLED}' and f.subject_id = i.id
      and (f.resolved_at > i.updated_at
        or (f.status = 'open' and f.updated_at > now() - interval '10 minutes')))`

/** What is older stands on a list: as itself, or as books that differ. */
export const RECENT = `i.updated_at > now() - interval '30 days'`

/** What a job sees to, without a person who asks. */
const IN_TIME = `${RECENT} and ${QUIET} and ${LEVELLING_NOT_GIVEN_UP}`

/**
 * Roots that may lack one: those whose movements all have their row at the very payment, and at no other, do not. Found
 * all at once; only these few are then looked at one by one.
 */
const SUSPECTS = `suspects as materialized (
    select i.root_id
    from sagepay_intent i
    join sagepay_transaction t on t.id = i.root_id
    left join capture c
      on c.id = coalesce(i.claimed_by, i.source_id) and c.deleted_at is null and i.kind = 'capture'
    left join refund r
      on r.id = coalesce(i.claimed_by, i.source_id) and r.deleted_at is null and i.kind = 'refund'
    left join payment other
      on other.payment_session_id = t.session_id and other.deleted_at is null
    where i.moved_minor > 0 and i.kind in ('capture', 'refund') and ${RECENT}
      and (coalesce(c.payment_id, r.payment_id) = t.payment_id
        and coalesce(other.id, t.payment_id) = t.payment_id) is not true)`

/** The payments that lack some, in no order: those that cannot be brought level do not keep others waiting. */
export async function rootsToLevel(knex: Knex): Promise<string[]> {
  const found: unknown = await knex.raw(
    `with ${SUSPECTS}
     select t.id ${OWNERS} and t.id in (select root_id from suspects)
       and p.id is not null and ${NOT_BUSY}
       and exists (
         select 1 from sagepay_intent i
         where ${UNCLAIMED} and ${WANTED} and ${IN_TIME})
     order by random() limit 50`
  )
  return (found as { rows: { id: string }[] }).rows.map(({ id }) => id)
}

export type Unlevelled = {
  readonly intent_id: string
  readonly kind: "capture" | "refund"
  readonly payment_id: string
  readonly order_id: string | null
  readonly order_canceled: boolean
}

/** What one payment lacks now: captures first, for no refund comes before its capture. */
export async function unlevelledOf(
  knex: Knex,
  rootId: string,
  { impatient }: { readonly impatient: boolean }
): Promise<Unlevelled[]> {
  const found: unknown = await knex.raw(
    `select i.id as intent_id, i.kind, p.id as payment_id, o.id as order_id,
       coalesce(o.status = 'canceled', false) as order_canceled
     ${OWNED}
     join sagepay_intent i on ${UNCLAIMED}
     where t.id = ? and t.answer_status = 'OK' and p.id is not null and ${NOT_BUSY} and ${WANTED}
       ${impatient ? "" : `and ${IN_TIME}`}
     order by i.kind, i.created_at, i.id`,
    [rootId]
  )
  return (found as { rows: Unlevelled[] }).rows
}

/** Rows that a job of ours made for this intent and died before the provider claimed it. */
export async function rowsNaming(
  knex: Knex,
  table: "capture" | "refund",
  { intent_id, payment_id }: Unlevelled,
  before: Date
): Promise<string[]> {
  const found: unknown = await knex(table)
    .where({ payment_id, created_by: intent_id, deleted_at: null })
    .where("created_at", "<", before)
    .pluck("id")
  return found as string[]
}
