/** Holds that lapse by themselves: how long each has, and what the rest of the shop is told of it, each thing once. */
import { generateEntityId } from "@medusajs/framework/utils"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { lapsesAt, RULES } from "../../protocol/life"
import { noteEvents } from "./outbox"
import type { TransactionRow } from "./rows"

export const HOLD_EXPIRING = "sagepay.hold_expiring"
export const HOLD_EXPIRED = "sagepay.hold_expired"

const DAY = 86_400_000

/** What the gateway's pages say of the issuer's own hold; the gateway itself keeps a DEFERRED for longer [inferred]. */
const ISSUER_DAYS = 6

/** In hold_warned_days: that it has lapsed was told. No warning is shorter. */
export const TOLD_LAPSED = 0

/** Without any warnings, what is done before the end is done one day before it. */
const LAST_DAYS = 1

export type WatchedRow = TransactionRow & { readonly hold_warned_days: number | null }

/** A hold, and whose it is in Medusa, as far as it is anybody's. */
export type WatchedHold = WatchedRow & {
  readonly owner_payment_id: string | null
  readonly owner_order_id: string | null
}

/** The last of the warnings, in days: then something is done, too. */
export function lastWarning(days: readonly number[]): number {
  return days.length === 0 ? LAST_DAYS : Math.min(...days)
}

/** What can still be taken of it for its own amount. */
export function leftOf({ amount_minor, authorised_minor }: TransactionRow): number {
  return Math.max(0, amount_minor - authorised_minor)
}

/** When it ends, or has ended, by itself. */
export function endOf({ kind, authorised_at, created_at }: TransactionRow): Date {
  const days = (kind === "AUTHENTICATE" ? RULES.AUTHORISE : RULES.RELEASE).days ?? 0
  return new Date((authorised_at ?? created_at).getTime() + days * DAY)
}

/** Until when the card's issuer is likely to keep the money aside; an AUTHENTICATE keeps none aside. */
export function issuerHoldUntil({ state, authorised_at }: TransactionRow): Date | null {
  if (state !== "deferred" || !authorised_at) return null
  return new Date(authorised_at.getTime() + ISSUER_DAYS * DAY)
}

/** Whole days, rounded up: what ends this afternoon has one day left. */
export function daysLeft(hold: TransactionRow, now: Date): number {
  return Math.max(0, Math.ceil((endOf(hold).getTime() - now.getTime()) / DAY))
}

/** The mark and the event stand or fall together. False where this warning, or a later one, was given already. */
export async function tellExpiring(
  knex: Knex,
  hold: WatchedHold,
  days: number,
  now: Date
): Promise<boolean> {
  const lapses = lapsesAt({ state: hold.state, authorisedAt: hold.authorised_at })
  if (!lapses || !(await mark(knex, hold, days))) return false
  await emit(knex, HOLD_EXPIRING, {
    ...eventOf(hold),
    lapses_at: lapses.toISOString(),
    days_left: daysLeft(hold, now),
  })
  return true
}

/** The same for the end itself, however it was found. */
export async function tellExpired(knex: Knex, hold: WatchedHold, now: Date): Promise<boolean> {
  if (!(await mark(knex, hold, TOLD_LAPSED))) return false
  const end = endOf(hold)
  // The gateway's report may have told earlier than the clock.
  const lapsed = end <= now ? end : now
  await emit(knex, HOLD_EXPIRED, { ...eventOf(hold), lapsed_at: lapsed.toISOString() })
  return true
}

/** Not a change of the payment itself: others see by its time whether anything happened to it. */
async function mark(knex: Knex, { id, state }: WatchedHold, days: number): Promise<boolean> {
  const marked = await knex("sagepay_transaction")
    .where({ id, state })
    .whereRaw("(hold_warned_days is null or hold_warned_days > ?)", [days])
    .update({ hold_warned_days: days })
  return marked > 0
}

function eventOf(hold: WatchedHold): Record<string, unknown> {
  return {
    transaction_id: hold.id,
    vendor_tx_code: hold.vendor_tx_code,
    order_id: hold.owner_order_id ?? hold.order_id,
    payment_id: hold.owner_payment_id ?? hold.payment_id,
    amount_minor: leftOf(hold),
    currency_code: hold.currency.toLowerCase(),
  }
}

async function emit(knex: Knex, name: string, payload: Record<string, unknown>): Promise<void> {
  await knex("sagepay_outbox").insert({
    id: generateEntityId(undefined, "spev"),
    name,
    payload: JSON.stringify(payload),
  })
  noteEvents(knex)
}
