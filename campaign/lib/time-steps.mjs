import { ageWithHolds } from "./database.mjs"

/**
 * Days that pass for one payment, at the gateway and in the store alike: what is taken is settled, and a
 * hold comes nearer to its end. Meanwhile the jobs run, as they do in a shop every minute.
 */

const HOUR = 60
const DAY = 24 * HOUR
/** How long the gateway keeps a hold (Shared guide 2.1, 2.8). */
const HOLD_DAYS = { DEFERRED: 30, AUTHENTICATE: 90, PAYMENT: 30 }
/** Long enough for every quiet period and pause of the jobs. */
const FIRST = [15, 65]

/** Of the payment and of what was charged again with its card. */
const ROOTS = `
  select distinct root_id as id from sagepay_transaction where vps_tx_id = any($1)`

async function pass(context, ids, minutes) {
  const { shop } = context
  await context.listenedOut()
  const roots = await shop.database.rows(ROOTS, [ids])
  shop.gatewayTime.age(ids, minutes)
  await ageWithHolds(
    shop.database,
    minutes,
    roots.map(({ id }) => id)
  )
  const { failures } = await shop.worker.runJobsSoon()
  return failures
}

async function days(context, hops) {
  const waits = context.family().some(({ state }) => ["open", "unacknowledged"].includes(state))
  // A page that is open, or an answer that is awaited, is a matter of minutes.
  if (waits || context.family().length === 0) return undefined
  const failures = []
  for (const minutes of [...FIRST, ...hops]) {
    const ids = context.family().map(({ vps_tx_id }) => vps_tx_id)
    failures.push(...(await pass(context, ids, minutes)))
  }
  return failures.length === 0 ? "ok" : failures.join("; ")
}

const night = (context) => days(context, [DAY - FIRST[0] - FIRST[1]])

/** Until the hold has ended; with a stop on its last day, when the shop is warned for the last time. */
async function month(context) {
  context.state.lapsing += 1
  return days(context, [(HOLD_DAYS[context.plan.type] - 1) * DAY + HOUR, DAY])
}

export const TIME_STEPS = { night, month }
