/** Sums for the first page of the admin's area. Days are London's, as the gateway's are; amounts are minor units. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { TransactionRow } from "../modules/sagepay/rows"
import { RULES } from "../protocol/life"
import { lapsing, withOrderNumbers, type ListedRow } from "./transaction-list"

export type Day = {
  readonly day: string
  readonly taken_minor: number
  readonly refunded_minor: number
  readonly held_minor: number
}

export type CurrencySums = {
  readonly currency_code: string
  /** What is held on cards now, and what AUTHENTICATEs may still take up to their own amount. */
  readonly held_now_minor: number
  readonly authenticated_now_minor: number
  readonly holds: number
  /** One entry for each day, oldest first. */
  readonly days: readonly Day[]
}

type DaySum = { currency: string; day: string; what: "taken" | "refunded" | "held"; sum: string }
type Held = { currency: string; state: string; sum: string; count: string }

const ZONE = "Europe/London"

/** What became of a hold afterwards does not matter: it was held on that day. */
const WAS_HELD = `('deferred', 'authenticated', 'taken', 'voided', 'aborted', 'cancelled', 'lapsed', 'spent')`

export async function sumsByDay(knex: Knex, days: number, now: Date): Promise<CurrencySums[]> {
  const list = lastDays(days, now)
  const since = `(?::date)::timestamp at time zone '${ZONE}'`
  const dayOf = (column: string) => `to_char(${column} at time zone '${ZONE}', 'YYYY-MM-DD')`
  const found: unknown = await knex.raw(
    `select currency, ${dayOf("taken_at")} as day, 'taken' as what, sum(taken_minor) as sum
       from sagepay_transaction where taken_at >= ${since} and state = 'taken' group by 1, 2
     union all
     select currency, ${dayOf("taken_at")}, 'refunded', sum(amount_minor)
       from sagepay_transaction where taken_at >= ${since} and state = 'credited' group by 1, 2
     union all
     select currency, ${dayOf("authorised_at")}, 'held', sum(amount_minor)
       from sagepay_transaction
       where authorised_at >= ${since} and kind in ('DEFERRED', 'REPEATDEFERRED', 'AUTHENTICATE')
         and state in ${WAS_HELD} group by 1, 2`,
    [list[0], list[0], list[0]] as string[]
  )
  const held = (await knex("sagepay_transaction")
    .select("currency", "state")
    .whereIn("state", ["deferred", "authenticated"])
    .groupBy("currency", "state")
    .count("id as count")
    .select(
      knex.raw("sum(greatest(amount_minor - authorised_minor, 0)) as sum")
    )) as unknown as Held[]
  return sumsOf((found as { rows: DaySum[] }).rows, held, list)
}

function sumsOf(
  sums: readonly DaySum[],
  held: readonly Held[],
  days: readonly string[]
): CurrencySums[] {
  const currencies = [...new Set([...sums, ...held].map(({ currency }) => currency))].sort()
  return currencies.map((currency) => {
    const own = sums.filter((row) => row.currency === currency)
    const sumOf = (day: string, what: DaySum["what"]) =>
      Number(own.find((row) => row.day === day && row.what === what)?.sum ?? 0)
    const now = held.filter((row) => row.currency === currency)
    const heldAs = (state: string) => Number(now.find((row) => row.state === state)?.sum ?? 0)
    return {
      currency_code: currency.toLowerCase(),
      held_now_minor: heldAs("deferred"),
      authenticated_now_minor: heldAs("authenticated"),
      holds: now.reduce((count, row) => count + Number(row.count), 0),
      days: days.map((day) => ({
        day,
        taken_minor: sumOf(day, "taken"),
        refunded_minor: sumOf(day, "refunded"),
        held_minor: sumOf(day, "held"),
      })),
    }
  })
}

/** The last so many days in London, today included, oldest first. */
export function lastDays(days: number, now: Date): string[] {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, dateStyle: "short" }).format(now)
  const [year = 0, month = 1, day = 1] = today.split("-").map(Number)
  return Array.from({ length: days }, (_, at) =>
    new Date(Date.UTC(year, month - 1, day - days + 1 + at)).toISOString().slice(0, 10)
  )
}

/** Payments whose hold ends by itself within so many days, the next one first. */
export async function lapsingHolds(
  knex: Knex,
  withinDays: number,
  limit: number
): Promise<{ rows: ListedRow[]; count: number }> {
  const query = () =>
    knex("sagepay_transaction as t")
      .withMaterialized("found", lapsing(knex, withinDays))
      .join("found", "found.id", "t.id")
      .whereRaw("t.id = t.root_id")
  const [counted] = (await query().count("t.id as count")) as { count: string }[]
  const rows: unknown = await query()
    .select("t.*")
    .orderByRaw(
      `t.authorised_at + make_interval(days => case t.state when 'deferred' then ?::int else ?::int end), t.id`,
      [RULES.RELEASE.days ?? 0, RULES.AUTHORISE.days ?? 0]
    )
    .limit(limit)
  return {
    rows: await withOrderNumbers(knex, rows as TransactionRow[]),
    count: Number(counted?.count ?? 0),
  }
}
