import { installPoints } from "./points.mjs"
import { atNamedPoints, drawKillPlans, killAtRandom } from "./kills.mjs"
import { operationsOf, runLoad, stepsOf } from "./load.mjs"
import { drawPlan, drawPlans } from "./plan.mjs"
import { drawRounds } from "./two-servers.mjs"

/** The forms of the campaign. Each gives its payments, and writes into the report what it did. */

const PROGRESS_MS = 30_000

/** Says from time to time how far it is. */
function progress(say, of = "") {
  let told = Date.now()
  return (runs) => {
    if (Date.now() - told < PROGRESS_MS) return
    told = Date.now()
    say(`${operationsOf(runs)} operations on ${runs.length}${of} payments`)
  }
}

const plansOf = ({ seed, only }) => (only === undefined ? drawPlans(seed) : [drawPlan(seed, only)])

function summary(runs, begun) {
  const seconds = (Date.now() - begun) / 1000
  const operations = operationsOf(runs)
  return {
    payments: runs.length,
    operations,
    seconds,
    per_second: Number((operations / seconds).toFixed(2)),
    steps: stepsOf(runs),
  }
}

export async function load(shop, options, report, say) {
  const { clients, operations: asked } = options
  const begun = Date.now()
  const onProgress = progress(say)
  const runs = await runLoad(shop, plansOf(options), { clients, operations: asked, onProgress })
  report.load = summary(runs, begun)
  const { operations, seconds } = report.load
  say(`${operations} operations on ${runs.length} payments in ${seconds.toFixed(0)} s`)
  return runs
}

export async function twoServers(shop, { seed, rounds, clients }, report, say) {
  const begun = Date.now()
  const onProgress = progress(say, ` of ${rounds}`)
  const runs = await runLoad(shop, drawRounds(seed, rounds), { clients, onProgress })
  report.two_servers = { rounds: runs.length, held: shop.held, ...summary(runs, begun) }
  const { seconds } = report.two_servers
  say(`${runs.length} rounds of the same press on two servers in ${seconds.toFixed(0)} s`)
  return runs
}

const KILL_CLIENTS = 3
/** Payments beside those that are killed on purpose, when no operations were asked for. */
const BESIDE = 3_000_000

/** The load goes on beside the kills; if it was asked for, all of it. */
export async function kills(shop, options, report, say) {
  const { seed, kills: count, clients } = options
  await installPoints(shop.database)
  const named = atNamedPoints(count)
  const begun = Date.now()
  let over = false
  function* beside() {
    for (let number = BESIDE; !over; number += 1) yield drawPlan(seed, number)
  }
  const others = {
    clients: Math.max(1, clients - KILL_CLIENTS),
    operations: options.operations || Infinity,
    onProgress: progress(say),
  }
  const background = runLoad(shop, options.operations > 0 ? plansOf(options) : beside(), others)
  const atRandom = killAtRandom(shop, { seed, count: count - named, over: () => over })
  const plans = drawKillPlans(shop, seed, named)
  const killed = await runLoad(shop, plans, { clients: KILL_CLIENTS, onProgress: progress(say) })
  await atRandom
  over = true
  const loaded = await background
  await shop.revived()
  const runs = [...killed, ...loaded]
  const total = Object.values(shop.kills).reduce((sum, each) => sum + each, 0)
  const presses = killed.flatMap(({ trace }) => trace.filter((line) => /kill_/.test(line)))
  report.kills = { total, at: shop.kills, presses, ...summary(runs, begun) }
  if (options.operations > 0) report.load = summary(loaded, begun)
  const { operations, seconds } = report.kills
  say(`${total} kills in ${seconds.toFixed(0)} s, beside ${operations} operations`)
  return runs
}
