import { setTimeout as wait } from "node:timers/promises"
import { age, fingerprint } from "./database.mjs"
import { answerAttention } from "./attention.mjs"
import { living } from "./servers.mjs"

const ROUNDS = 200
/** Enough for every quiet period, and to find that nothing is left to be found. */
const STILL = 3
const MINUTES = 65
const DELIVERIES = 8
const LISTENING_MS = 6_500
/** A finding may be answered in several ways, one after the other. */
const TURNS = 8

/** Time passes and the jobs run, until nothing changes any more. */
async function rounds(shop, failures) {
  let print = await fingerprint(shop.database)
  let still = 0
  for (let round = 1; round <= ROUNDS; round += 1) {
    await age(shop.database, MINUTES)
    const result = await shop.worker.runJobs()
    failures.push(...result.failures)
    const next = await fingerprint(shop.database)
    still = next === print ? still + 1 : 0
    print = next
    if (still >= STILL) return { rounds: round, quiet: true }
  }
  return { rounds: ROUNDS, quiet: false }
}

const OPEN = `
  select count(*)::int as open, count(*) filter (where not exists (
    select 1 from sagepay_finding f where f.subject_id = i.id and f.status = 'open'
  ))::int as unlisted
  from sagepay_intent i where i.status = 'open'`

/** What the gateway has no answer to it sends again, as often as it does; then it lets the money go. */
async function endNotifications({ control }) {
  for (let delivery = 0; delivery < DELIVERIES; delivery += 1) {
    const waiting = control.transactions({ state: "unacknowledged" })
    if (waiting.length === 0) return
    await Promise.all(waiting.map(({ vps_tx_id }) => control.notify({ vps_tx_id })))
  }
}

/** The jobs come to an end; then people answer what is left for them, and again the jobs. */
export async function untilQuiet(shop) {
  // What is still listened for comes, or does not.
  await wait(LISTENING_MS)
  const failures = []
  shop.worker.troubles.splice(0)
  // A dead run's claim has to be old before another may take its place.
  await age(shop.database, MINUTES)
  await endNotifications(shop)
  const result = await rounds(shop, failures)
  const { open, unlisted } = await shop.database.row(OPEN)
  const ask = (who, ...request) => shop.at(() => living(shop.servers, 0))[who](...request)
  const tried = new Map()
  const answers = []
  for (let turn = 0; turn < TURNS; turn += 1) {
    const given = await answerAttention({ shop, ask }, tried)
    if (given.length === 0) break
    answers.push(...given)
    const again = await rounds(shop, failures)
    result.rounds += again.rounds
    result.quiet &&= again.quiet
  }
  return {
    ...result,
    failures: [...failures, ...new Set(shop.worker.troubles)],
    open_before_people: open,
    open_and_unlisted: unlisted,
    answers_by_people: countOf(answers),
    answers,
  }
}

function countOf(answers) {
  const counts = {}
  for (const answer of answers) {
    const [name] = answer.split(":")
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}
