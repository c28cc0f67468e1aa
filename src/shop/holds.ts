/** Ledger rows beside the shop's own: which holds have lost their order, and which Medusa rows have no movement. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { doneElsewhere, SETTLED_BY } from "../modules/sagepay/findings"
import type { TransactionRow } from "../modules/sagepay/rows"
import { TAKEN_AT_ONCE } from "../modules/sagepay/rules"

const LIMIT = 50

/**
 * The payment and the order that a root belongs to, as far as there are any. A session's tries share it; its payment is
 * that of the try that was paid, which alone was ever claimed for an order.
 */
export const OWNED = `
  from sagepay_transaction t
  left join payment p
    on (p.id = t.payment_id or (t.claim is not null and p.payment_session_id = t.session_id))
    and p.deleted_at is null
  left join order_payment_collection l
    on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
  left join "order" o on o.id = l.order_id and o.deleted_at is null`

/** Never null: else the planner takes it that one row of two hundred is a root, and joins them one by one. */
export const ROOTS = `coalesce(t.id = t.root_id, false) and t.answer_status = 'OK'`

export const OWNERS = `${OWNED} where ${ROOTS}`

export const HELD = `t.state in ('deferred', 'authenticated')`

export type OwnedRoot = TransactionRow & {
  readonly owner_payment_id: string | null
  readonly owner_order_id: string | null
  readonly payment_canceled: boolean
  readonly captured: boolean
  /** Taken and not given back, by the ledger. */
  readonly ours_minor: number
}

/** A taking that was voided in the console after part of it was refunded counts what was paid back too much. */
export const OURS_SUM = `coalesce(sum(case f.state when 'taken' then f.taken_minor else 0 end - f.refunded_minor), 0)::int`

export const OURS = `(
    select ${OURS_SUM}
    from sagepay_transaction f where f.root_id = t.id and f.state in ('taken', 'voided')
  )`

export const COLUMNS = `t.*, p.id as owner_payment_id, o.id as owner_order_id,
  p.canceled_at is not null as payment_canceled,
  exists (select 1 from capture c where c.payment_id = p.id and c.deleted_at is null) as captured,
  ${OURS} as ours_minor`

async function roots(
  knex: Knex,
  where: string,
  bindings: readonly string[] = [],
  order: "t.created_at" | "random()" = "t.created_at"
) {
  const found: unknown = await knex.raw(
    `select ${COLUMNS} ${OWNERS} and ${where} order by ${order} limit ${LIMIT}`,
    bindings as string[]
  )
  return (found as { rows: OwnedRoot[] }).rows
}

/** What was refused is not asked for again while it is on the list, nor after that unless the payment has changed. */
const NOT_GIVEN_UP = `not exists (
    select 1 from sagepay_finding f
    where f.subject_id = t.id and f.kind = 'hold_not_ended'
      and (f.status = 'open' or f.resolved_at > t.updated_at)
  )`

/** While something is open nothing else is sent: such a payment would only take the place of another. */
export const NOT_BUSY = `not exists (
    select 1 from sagepay_intent i where i.root_id = t.id and i.status = 'open'
  )`

/** Its days are over, and the ledger does not know what became of it: nothing can be sent for it any more. */
const NOT_GONE = `not (t.authorised_at < now() - interval '30 days' and ${doneElsewhere("t.id")})`

/** In no order, so that those that cannot be reached today do not keep the younger ones waiting for ever. */
function toBeSent(knex: Knex, where: string, bindings: readonly string[] = []) {
  return roots(
    knex,
    `${where} and ${NOT_GIVEN_UP} and ${NOT_GONE} and ${NOT_BUSY}`,
    bindings,
    "random()"
  )
}

/** Money taken and not given back, ten minutes after the last change. */
const LEFT_TAKEN = `exists (
    select 1 from sagepay_transaction f
    where f.root_id = t.id and f.state = 'taken' and f.taken_minor > f.refunded_minor
      and f.updated_at < now() - interval '10 minutes'
  )`

/** What Medusa counts as captured and not refunded, exactly; it asks for the refund of that by itself. */
export const COUNTED = `(
    select coalesce(sum((c.raw_amount ->> 'value')::numeric), 0)
    from capture c where c.payment_id = p.id and c.deleted_at is null
  ) - (
    select coalesce(sum((r.raw_amount ->> 'value')::numeric), 0)
    from refund r where r.payment_id = p.id and r.deleted_at is null
  )`

/** Holds, and takings that Medusa does not count, whose order is cancelled; of one order, or of all. */
export function holdsOfCancelledOrders(knex: Knex, orderId?: string): Promise<OwnedRoot[]> {
  const ended = `(${HELD} or (${LEFT_TAKEN} and ${COUNTED} <= 0)) and o.status = 'canceled'`
  return orderId === undefined
    ? toBeSent(knex, ended)
    : roots(knex, `${ended} and o.id = ?`, [orderId])
}

/** Holds that neither an order nor a live payment of Medusa's owns, quiet for that long (rule 8). */
export function holdsWithoutOwner(knex: Knex, quietMinutes: number): Promise<OwnedRoot[]> {
  return toBeSent(
    knex,
    `${HELD} and o.id is null and (p.id is null or p.canceled_at is not null)
     and t.answered_at < now() - make_interval(mins => ?::int)`,
    [String(quietMinutes)]
  )
}

/** Holds whose payment lives in Medusa and has come to no order: only a person can tell what it is for. */
export function holdsWithoutOrder(knex: Knex, quietMinutes: number): Promise<OwnedRoot[]> {
  return roots(
    knex,
    `${HELD} and o.id is null and p.id is not null and p.canceled_at is null
     and ${neverRaised("hold_without_order", "amount_minor", "t.amount_minor")}
     and t.answered_at < now() - make_interval(mins => ?::int)`,
    [String(quietMinutes)]
  )
}

/** Core writes its row before it asks the provider, and deletes it again when that refuses. */
const NO_YOUNG_REFUND = `not exists (
    select 1 from refund r
    where r.payment_id = p.id and r.deleted_at is null and r.created_at > now() - interval '3 minutes')`

/** Money taken without an order, or left on a cancelled one. What Medusa counts there is given back, or raised so. */
export function takenWithoutOrder(knex: Knex): Promise<OwnedRoot[]> {
  const raised = neverRaised("taken_without_order", "ours_minor", OURS)
  const nobodys = `(o.id is null or (o.status = 'canceled' and ${COUNTED} <= 0))`
  return roots(knex, `${nobodys} and ${NO_YOUNG_REFUND} and ${LEFT_TAKEN} and ${raised}`)
}

/** Taken off the list because it had come right by itself: should it come back, it is news. */
export const NOT_SETTLED = `f.resolved_by is distinct from '${SETTLED_BY}'`

/** Each sum once: another one is news. */
function neverRaised(kind: string, fact: string, sum: string): string {
  return `not exists (
    select 1 from sagepay_finding f
    where f.subject_id = t.id and f.kind = '${kind}' and f.facts ->> '${fact}' = (${sum})::text
      and ${NOT_SETTLED}
  )`
}

/** Cancels that were put off because the order lived (rule 9), and it still lives ten minutes later. */
export function holdsKept(knex: Knex): Promise<OwnedRoot[]> {
  return roots(
    knex,
    `${HELD} and o.status <> 'canceled' and t.hold_kept_at < now() - interval '10 minutes'`
  )
}

export type RowWithoutMovement = { readonly id: string; readonly root_id: string }

/**
 * Medusa's captures or refunds that the ledger never heard of, or that a person found not to have happened: the
 * process died between Medusa's commit and ours (rule 6). The capture of a PAYMENT or REPEAT is its authorisation.
 */
export async function rowsWithoutMovement(
  knex: Knex,
  table: "capture" | "refund"
): Promise<RowWithoutMovement[]> {
  const kinds =
    table === "capture"
      ? `and t.kind not in (${TAKEN_AT_ONCE.map((kind) => `'${kind}'`).join()})`
      : ""
  const found: unknown = await knex.raw(
    `select m.id, t.id as root_id
     from ${table} m
     join payment p on p.id = m.payment_id
     join sagepay_transaction t
       on (t.payment_id = p.id or t.session_id = p.payment_session_id)
       and coalesce(t.id = t.root_id, false) and t.answer_status = 'OK' and t.claim is not null
     where m.deleted_at is null and m.created_at < now() - interval '3 minutes' ${kinds}
       and not exists (
         select 1 from sagepay_intent i
         where i.root_id = t.id and i.status <> 'refused'
           and (i.source_id = m.id or i.claimed_by = m.id)
       )
       and not exists (
         select 1 from sagepay_finding f
         where f.subject_id = m.id and f.kind = 'row_without_movement'
       )
       and ${NOT_BUSY}
     order by random() limit ${LIMIT}`
  )
  return (found as { rows: RowWithoutMovement[] }).rows
}

/** Every payment of ours that belongs to an order. */
export function rootsOfOrder(knex: Knex, orderId: string): Promise<OwnedRoot[]> {
  return roots(knex, "o.id = ?", [orderId])
}
