/**
 * Holds that are about to lapse, or have, and what the shop wants of them. What is looked at is found by the time of its
 * authorisation among what is held, so that it costs the same however many payments there are.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { doneElsewhere } from "../modules/sagepay/findings"
import { TOLD_LAPSED, type WatchedHold } from "../modules/sagepay/hold-watch"
import { renewalKey } from "../modules/sagepay/hold-watch-renewal"
import { RULES } from "../protocol/life"
import { NOT_BUSY, OWNED } from "./holds"

const DAY = 86_400_000
const LIMIT = 50

/** After its end. A shop that was down for longer is not told of every hold that it ever had. */
const TOLD_WITHIN_DAYS = 7

export type ShopHold = WatchedHold & {
  /** False without an order, too. */
  readonly order_lives: boolean
  /** Medusa's payment of it can be captured. */
  readonly payment_lives: boolean
  /** The order has, or may have, more than this hold: captured of it, booked, or held by another payment. */
  readonly has_other_money: boolean
}

const OTHER_MONEY = `(t.authorised_minor > 0 or exists (
    select 1 from order_transaction x
    where x.order_id = o.id and x.deleted_at is null and x.amount > 0)
  or exists (
    select 1 from order_payment_collection own
    join payment other on other.payment_collection_id = own.payment_collection_id
      and other.deleted_at is null and other.id <> p.id
    where own.order_id = o.id and own.deleted_at is null
      and (other.canceled_at is null or exists (
        select 1 from capture c where c.payment_id = other.id and c.deleted_at is null))))`

const COLUMNS = `t.*, p.id as owner_payment_id, o.id as owner_order_id,
  (o.id is not null and o.status <> 'canceled') as order_lives,
  (p.id is not null and p.canceled_at is null) as payment_lives,
  ${OTHER_MONEY} as has_other_money`

/** Of an AUTHENTICATE that is used up, only the gateway's 15 % are left. */
const SOMETHING_LEFT = `t.amount_minor > t.authorised_minor`

const WATCHED = `t.id = t.root_id and ${SOMETHING_LEFT} and not ${doneElsewhere("t.id")}`

/** The hold of a cancelled order is being ended; that it lapses is no news to anybody. */
const WANTED = `${WATCHED} and o.status is distinct from 'canceled'`

/** Which are held, and lapse within so many days but have not yet. */
const HELD_WITHIN = `held as materialized (
    select id from sagepay_transaction
    where state = 'deferred'
      and authorised_at > :deferredSince::timestamptz and authorised_at <= :deferredUntil::timestamptz
    union all
    select id from sagepay_transaction
    where state = 'authenticated'
      and authorised_at > :authenticatedSince::timestamptz
      and authorised_at <= :authenticatedUntil::timestamptz)`

const HELD_DAYS = {
  deferred: RULES.RELEASE.days ?? 0,
  authenticated: RULES.AUTHORISE.days ?? 0,
} as const

function within(now: Date, days: number): Record<string, Date> {
  const ago = (span: number) => new Date(now.getTime() - span * DAY)
  return {
    deferredSince: ago(HELD_DAYS.deferred),
    deferredUntil: ago(HELD_DAYS.deferred - days),
    authenticatedSince: ago(HELD_DAYS.authenticated),
    authenticatedUntil: ago(HELD_DAYS.authenticated - days),
  }
}

async function rows(knex: Knex, sql: string, values: Record<string, unknown>): Promise<ShopHold[]> {
  const found: unknown = await knex.raw(sql, values as Record<string, string>)
  return (found as { rows: ShopHold[] }).rows
}

/** Those that were not told yet that it is so many days, or fewer; the next to end first. */
export function holdsToWarnOf(knex: Knex, now: Date, days: number): Promise<ShopHold[]> {
  return rows(
    knex,
    `with ${HELD_WITHIN}
     select ${COLUMNS} ${OWNED} where t.id in (select id from held) and ${WANTED}
       and (t.hold_warned_days is null or t.hold_warned_days > :days)
     order by t.authorised_at limit ${LIMIT}`,
    { ...within(now, days), days }
  )
}

/** Those that the option captures: a live order's, of which no such capture has failed. */
export function holdsToCapture(
  knex: Knex,
  now: Date,
  days: number,
  holdId?: string
): Promise<ShopHold[]> {
  return rows(
    knex,
    `with ${HELD_WITHIN}
     select ${COLUMNS} ${OWNED} where t.id in (select id from held) and ${WANTED}
       and (:holdId::text is null or t.id = :holdId::text)
       and o.id is not null and p.id is not null and p.canceled_at is null and ${NOT_BUSY}
       and not exists (
         select 1 from sagepay_finding f
         where f.kind = 'hold_expiring' and f.subject_id = t.id
           and f.facts ->> 'capture_failed' is not null)
     order by random() limit ${LIMIT}`,
    { ...within(now, days), holdId: holdId ?? null }
  )
}

/** Which have ended by themselves: by the clock, or earlier by the gateway's report. */
const LAPSED = `lapsed as materialized (
    select id from sagepay_transaction
    where state = 'lapsed' and authorised_at > :deferredEnd::timestamptz
    union all
    select id from sagepay_transaction
    where state = 'spent' and authorised_at > :authenticatedEnd::timestamptz)`

function endedWithin(now: Date, days: number): Record<string, Date> {
  const ago = (span: number) => new Date(now.getTime() - span * DAY)
  return {
    deferredEnd: ago(HELD_DAYS.deferred + days),
    authenticatedEnd: ago(HELD_DAYS.authenticated + days),
  }
}

/** Of which nobody was told yet. */
export function holdsLapsed(knex: Knex, now: Date): Promise<ShopHold[]> {
  return rows(
    knex,
    `with ${LAPSED}
     select ${COLUMNS} ${OWNED} where t.id in (select id from lapsed) and ${WATCHED}
       and t.hold_warned_days is distinct from ${TOLD_LAPSED}
     order by t.authorised_at limit ${LIMIT}`,
    endedWithin(now, TOLD_WITHIN_DAYS)
  )
}

/** Told of, and without a new hold as yet; what was refused once is a person's to ask for again. */
export function holdsToRenew(knex: Knex, now: Date): Promise<ShopHold[]> {
  return rows(
    knex,
    `with ${LAPSED}
     select ${COLUMNS} ${OWNED} where t.id in (select id from lapsed) and ${WANTED}
       and t.hold_warned_days = ${TOLD_LAPSED} and o.id is not null
       and (t.kind = 'REPEATDEFERRED' or (t.kind = 'AUTHENTICATE' and t.authorised_minor > 0))
       and not exists (
         select 1 from sagepay_intent i
         where i.source = 'press' and i.status in ('open', 'done')
           and i.source_id = '${renewalKey("' || t.id || '", 0)}')
       and not exists (
         select 1 from sagepay_finding f
         where f.kind = 'hold_not_renewed' and f.subject_id = t.id and f.facts ->> 'lapsed' = 'true')
     order by random() limit ${LIMIT}`,
    endedWithin(now, TOLD_WITHIN_DAYS)
  )
}

/** One hold, whatever became of it. */
export async function shopHold(knex: Knex, id: string): Promise<ShopHold | undefined> {
  const [hold] = await rows(knex, `select ${COLUMNS} ${OWNED} where t.id = :id`, { id })
  return hold
}
