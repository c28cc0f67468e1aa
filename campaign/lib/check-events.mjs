import { sum } from "./books.mjs"

/**
 * What the rest of the shop was told (docs/events.md): of all that moved, once each, so that somebody who only listens
 * keeps the same books.
 */

export const EVENTS = `
  select id, name, delivered_at, payload ->> 'root_id' as root_id, payload ->> 'kind' as kind,
    payload ->> 'verb' as verb, (payload ->> 'amount_minor')::int as amount_minor
  from sagepay_outbox where name like 'sagepay.transaction_%' and deleted_at is null order by id`

const TAKEN_AT_ONCE = ["PAYMENT", "MANUAL", "REPEAT"]
const GIVEN_BACK = ["REFUND", "DIRECTREFUND"]

const taken = ({ kind, amount_minor }) => (TAKEN_AT_ONCE.includes(kind) ? amount_minor : 0)

function undone({ verb, kind, amount_minor }) {
  // The gateway let it go by itself: of a hold nothing was taken.
  if (verb === null) return TAKEN_AT_ONCE.includes(kind) ? -amount_minor : 0
  if (verb !== "VOID") return 0
  return GIVEN_BACK.includes(kind) ? amount_minor : -amount_minor
}

const MOVED = {
  "sagepay.transaction_authorised": taken,
  "sagepay.transaction_repeated": taken,
  "sagepay.transaction_released": ({ amount_minor }) => amount_minor,
  "sagepay.transaction_refunded": ({ amount_minor }) => -amount_minor,
  "sagepay.transaction_voided": undone,
  "sagepay.transaction_declined": () => 0,
}

/** @returns {string[]} what is wrong with what was told of the payments of one cart */
export function checkEvents(books, roots, net) {
  // One that became a payment of its own was told of under the one from which it was made.
  const told = roots.flatMap(({ id }) => books.eventsOf(id))
  const moved = sum(told, (event) => MOVED[event.name](event))
  const problems = []
  if (moved !== net) problems.push(`events tell of ${moved}, and ${net} are in the ledger`)
  const waiting = told.filter(({ delivered_at }) => delivered_at === null)
  if (waiting.length > 0) problems.push(`${waiting.length} events were never handed over`)
  return problems
}
