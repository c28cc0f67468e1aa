/** What the attention list says of holds that lapse, and that holds no more. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { renewalKey } from "../modules/sagepay/hold-watch-renewal"
import { HELD, OWNED } from "./holds"
import { readOwed } from "./owed"
import type { SettledFinding } from "./settled"

const LIVES = `(o.id is not null and o.status <> 'canceled')`

const RENEWED = `exists (
    select 1 from sagepay_intent i
    where i.source = 'press' and i.status = 'done'
      and i.source_id like '${renewalKey("' || t.id || '", 0).slice(0, -1)}%')`

const WHEN: Readonly<Record<string, readonly [condition: string, resolution: string]>> = {
  hold_expiring: [
    `not (${HELD}) or not ${LIVES} or t.authorised_minor >= t.amount_minor`,
    "The hold was captured or has ended.",
  ],
  hold_not_renewed: [
    // Raised before its end it tells of what can still be captured; afterwards of a new hold that is wanted.
    `not ${LIVES} or t.authorised_minor >= t.amount_minor or ${RENEWED}
     or (f.facts ->> 'lapsed' = 'false' and not (${HELD}))`,
    "The hold was captured, has ended, or another one stands in its place.",
  ],
}

const OPEN = `join sagepay_finding f on f.subject_id = t.id
  where f.status = 'open' and f.deleted_at is null and (:id::text is null or f.id = :id::text)`

export async function settledHolds(knex: Knex, id?: string): Promise<SettledFinding[]> {
  const settled = await paid(knex, id)
  for (const [kind, [condition, resolution]] of Object.entries(WHEN)) {
    const found: unknown = await knex.raw(
      `select f.id ${OWNED} ${OPEN} and f.kind = :kind and (${condition})`,
      { kind, id: id ?? null }
    )
    const { rows } = found as { rows: { id: string }[] }
    settled.push(...rows.map((row) => ({ ...row, resolution })))
  }
  return settled
}

/** What has lapsed is not missed any more: the order got its money in another way, or comes to less now. */
async function paid(knex: Knex, id?: string): Promise<SettledFinding[]> {
  const found: unknown = await knex.raw(
    `select f.id, o.id as order_id ${OWNED} ${OPEN}
       and ${LIVES} and t.state in ('lapsed', 'spent') and f.kind in ('hold_gone', 'hold_not_renewed')
     order by random() limit 50`,
    { id: id ?? null }
  )
  const settled: SettledFinding[] = []
  for (const { order_id, ...row } of (found as { rows: { id: string; order_id: string }[] }).rows) {
    const owed = await readOwed(knex, order_id)
    if (owed?.minor === 0) settled.push({ ...row, resolution: "The order owes nothing more." })
  }
  return settled
}
