import process from "node:process"
import { benchBulk } from "./bulk.mjs"
import { benchCapture } from "./capture.mjs"
import { machine } from "./lib/machine.mjs"
import { builtPlugin } from "./lib/plugin.mjs"
import { stopStores } from "./lib/store.mjs"
import { table } from "./lib/table.mjs"
import { benchMemory } from "./memory.mjs"
import { benchSend } from "./send.mjs"

/**
 * `npm run bench`: four measurements of the built plugin, as ratios of paired runs on this machine.
 * `npm run bench -- send memory` runs only those. docs/benchmarks.md says what is measured and why.
 */

const GOALS = { send: 0.8, capture: 0.75 }
/** A bulk beside the time that the gateway alone takes for it: less is better. */
const BULK_GOAL = 1.3
/** What the collector and the allocator leave lying about: neither grows with the actions. */
const NOISE = { heap: 1 * 2 ** 20, rss: 16 * 2 ** 20 }

const say = (text) => process.stdout.write(`${text}\n`)
const whole = (number) => Math.round(number).toLocaleString("en-GB")
const one = (number) => number.toFixed(1)
const two = (number) => number.toFixed(2)
const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
const signed = (bytes) => `${bytes < 0 ? "" : "+"}${mib(bytes)}`
const spread = ({ quartiles: [low, high] }) => `${two(low)} to ${two(high)}`
const verdict = (ratio, goal) =>
  ratio >= goal ? `met (${two(goal)})` : `missed by ${two(goal - ratio)} (${two(goal)})`

const BENCHES = {
  async send() {
    const { concurrency, perRun, rounds, perSecond, ...ratios } = await benchSend()
    say(`\nREFUNDs per second, ${concurrency} at a time; medians of ${rounds} x ${whole(perRun)}`)
    const row = (name, key, goal) => [
      name,
      whole(perSecond[key]),
      ratios[key] ? two(ratios[key].ratio) : "1",
      ratios[key] ? spread(ratios[key]) : "",
      goal === undefined ? "" : verdict(ratios[key].ratio, goal),
    ]
    say(
      table([
        ["", "per second", "ratio", "middle half", "goal"],
        row("bare undici, the same bytes", "undici"),
        row("gateway.send", "gateway", GOALS.send),
        row("gateway.send with a log", "logged"),
        row("a zod-in, zod-out client", "zod"),
      ])
    )
    return ratios.gateway.ratio >= GOALS.send
  },

  async memory() {
    const { runs, gateway, undici } = await benchMemory()
    say(`\nMemory held after 100,000 actions against after 10,000; medians of ${runs} runs`)
    const row = (name, { heapAt10k, heapAt100k, heapGrowth, rssGrowth }) => [
      name,
      mib(heapAt10k),
      mib(heapAt100k),
      signed(heapGrowth),
      signed(rssGrowth),
    ]
    say(
      table([
        ["", "heap at 10,000", "at 100,000", "heap growth", "rss growth"],
        row("gateway.send", gateway),
        row("bare undici", undici),
      ])
    )
    // The process also grows by what undici and V8 take for themselves, with or without us.
    const flat =
      gateway.heapGrowth <= NOISE.heap &&
      gateway.rssGrowth <= Math.max(undici.rssGrowth, 0) + NOISE.rss
    say(flat ? "No growth beyond noise." : "It grows.")
    return flat
  },

  async capture() {
    const { concurrency, perRun, rounds, perSecond, ...ratio } = await benchCapture()
    say(`\nCaptures per second, ${concurrency} at a time; medians of ${rounds} x ${perRun}`)
    say(
      table([
        ["", "per second", "ratio", "middle half", "goal"],
        ["Medusa's system provider", one(perSecond.system), "1", "", ""],
        [
          "Sage Pay, RELEASE",
          one(perSecond.sagepay),
          two(ratio.ratio),
          spread(ratio),
          verdict(ratio.ratio, GOALS.capture),
        ],
      ])
    )
    return ratio.ratio >= GOALS.capture
  },

  async bulk() {
    const { orders, answerMs, concurrency, seconds, ideal, ratio, ...cpu } = await benchBulk()
    const { storeMs, databaseMs } = cpu
    const isMet = ratio <= BULK_GOAL
    say(
      `\nA bulk of ${whole(orders)} orders, ${concurrency} at a time, answered after ${answerMs} ms`
    )
    say(
      table([
        ["", "seconds", "ratio", "goal"],
        ["the gateway alone", one(ideal), "1", ""],
        ["the bulk", one(seconds), two(ratio), `${isMet ? "met" : "missed"} (${two(BULK_GOAL)})`],
      ])
    )
    if (storeMs !== undefined) {
      say(`CPU per capture: store ${one(storeMs)} ms, database ${one(databaseMs)} ms`)
    }
    return isMet
  },
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name))
if (unknown.length > 0) {
  process.stderr.write(`No benchmark ${unknown.join(", ")}; there is ${Object.keys(BENCHES)}\n`)
  process.exit(2)
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => stopStores().finally(() => process.exit(130)))
}

say(machine())
await builtPlugin()
let allMet = true
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  allMet = (await bench()) && allMet
}
say(allMet ? "\nEvery goal is met." : "\nA goal is missed: see above.")
