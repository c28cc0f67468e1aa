/**
 * What a person must know. A finding and the event that tells of it are one statement, so that neither exists without
 * the other, whatever the transaction around them comes to.
 */
import { generateEntityId } from "@medusajs/framework/utils"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { noteEvents } from "./outbox"

export const ATTENTION_REQUIRED = "sagepay.attention_required"
export const ATTENTION_RESOLVED = "sagepay.attention_resolved"

/** Who has resolved what came right by itself; a person's name stands for a decision. */
export const SETTLED_BY = "sagepay"

/**
 * In SQL: somebody has done something to this payment that the store does not know of. Nobody must be told, or act as if,
 * nothing was taken with it. Aborted is no such thing.
 */
export const doneElsewhere = (rootId: string) => `exists (
    select 1 from sagepay_finding f join sagepay_transaction done on done.id = f.subject_id
    where f.kind = 'done_elsewhere' and f.facts ->> 'code' is distinct from '4040'
      and done.root_id = ${rootId})`

export type FindingRow = {
  id: string
  kind: string
  subject_id: string
  order_id: string | null
  message: string
  facts: Record<string, unknown> | null
  status: "open" | "resolved"
  resolution: string | null
  resolved_by: string | null
  resolved_at: Date | null
  created_at: Date
  updated_at: Date
}

export type NewFinding = {
  kind: string
  subject_id: string
  order_id?: string | null
  message: string
  facts?: Record<string, unknown>
}

const newFindingId = () => generateEntityId(undefined, "spfind")
const newEventId = () => generateEntityId(undefined, "spev")

/**
 * Raises a finding once. While it is open, the same kind on the same subject only brings its words and facts up to
 * date. One that stands as it is costs no lock: sweeps raise the same ones every minute, in any order.
 */
export async function raise(knex: Knex, finding: NewFinding): Promise<void> {
  const { kind, subject_id, message } = finding
  const orderId = finding.order_id ?? null
  const facts = JSON.stringify(finding.facts ?? {})
  const said: unknown = await knex.raw(
    `with raised as (
       insert into sagepay_finding as f (id, kind, subject_id, order_id, message, facts)
       select :id, :kind, :subject_id, :orderId::text, :message, :facts::jsonb
       where not exists (
         select 1 from sagepay_finding
         where kind = :kind and subject_id = :subject_id and status = 'open' and deleted_at is null
           and message = :message and facts = :facts::jsonb
           and order_id is not distinct from coalesce(:orderId::text, order_id))
       on conflict (kind, subject_id) where status = 'open' and deleted_at is null
       do update set message = excluded.message, facts = excluded.facts,
         order_id = coalesce(excluded.order_id, f.order_id), updated_at = now()
       returning f.id, f.kind, f.subject_id, f.order_id, f.message, f.xmax = 0 as is_new)
     insert into sagepay_outbox (id, name, payload)
     select :eventId, :event, jsonb_build_object('id', id, 'kind', kind, 'subject_id', subject_id,
       'order_id', order_id, 'message', message)
     from raised where is_new
     returning id`,
    {
      id: newFindingId(),
      kind,
      subject_id,
      orderId,
      message,
      facts,
      eventId: newEventId(),
      event: ATTENTION_REQUIRED,
    }
  )
  if ((said as { rows: object[] }).rows.length > 0) noteEvents(knex)
}

/**
 * For what goes on until somebody changes it elsewhere. Taken off the list by a person, it is raised again only when
 * one of the decisive facts is another.
 */
export async function raiseUnlessSeen(
  knex: Knex,
  finding: NewFinding,
  decisive: Record<string, unknown>
): Promise<void> {
  const { kind, subject_id } = finding
  const seen: unknown = await knex("sagepay_finding")
    .where({ kind, subject_id, status: "resolved" })
    .whereNull("deleted_at")
    .whereNot({ resolved_by: SETTLED_BY })
    .whereRaw("facts @> ?::jsonb", [JSON.stringify(decisive)])
    .first("id")
  if (seen === undefined)
    await raise(knex, { ...finding, facts: { ...finding.facts, ...decisive } })
}

/** Takes the open finding of this kind on this subject off the list, if there is one. */
export async function resolveFinding(
  knex: Knex,
  kind: string,
  subjectId: string,
  resolution: string,
  by: string
): Promise<void> {
  await resolveWhere(knex, "kind = ? and subject_id = ?", [kind, subjectId], resolution, by)
}

/** The finding as it is now; undefined when it is not open any more. */
export async function resolveById(
  knex: Knex,
  id: string,
  resolution: string,
  by: string
): Promise<FindingRow | undefined> {
  return resolveWhere(knex, "id = ?", [id], resolution, by)
}

async function resolveWhere(
  knex: Knex,
  condition: string,
  values: readonly string[],
  resolution: string,
  by: string
): Promise<FindingRow | undefined> {
  const said: unknown = await knex.raw(
    `with resolved as (
       update sagepay_finding set status = 'resolved', resolution = ?, resolved_by = ?, resolved_at = now(),
         updated_at = now()
       where ${condition} and status = 'open' and deleted_at is null
       returning *),
     told as (
       insert into sagepay_outbox (id, name, payload)
       select ?, ?, jsonb_build_object('id', id, 'kind', kind, 'subject_id', subject_id, 'order_id', order_id,
         'message', message, 'resolution', resolution, 'resolved_by', resolved_by)
       from resolved)
     select * from resolved`,
    [resolution, by, ...values, newEventId(), ATTENTION_RESOLVED]
  )
  const [row] = (said as { rows: FindingRow[] }).rows
  if (row) noteEvents(knex)
  return row
}
