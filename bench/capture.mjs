import { performance } from "node:perf_hooks"
import process from "node:process"
import { eachOf, payments, startBenchStore } from "./lib/store.mjs"
import { inTurn, median, pairedRatio } from "./lib/statistics.mjs"

/** Captures per second through Medusa's admin route: ours against Medusa's system provider. */

const PROVIDERS = { sagepay: "pp_sagepay_sagepay", system: "pp_system_default" }
const CONCURRENCY = Number(process.env.BENCH_CAPTURE_CONCURRENCY ?? 4)
const PER_RUN = 40
const ROUNDS = Number(process.env.BENCH_CAPTURE_ROUNDS ?? 12)
const WARM_UP_RUNS = 2

export async function benchCapture() {
  const parties = await startBenchStore()
  try {
    const each = PER_RUN * (ROUNDS + WARM_UP_RUNS)
    const waiting = {}
    for (const [name, provider] of Object.entries(PROVIDERS)) {
      waiting[name] = await payments(parties, provider, each)
    }
    const run = async (name) => {
      const batch = waiting[name].splice(0, PER_RUN)
      const begun = performance.now()
      await eachOf(batch, CONCURRENCY, (id) =>
        parties.admin("POST", `/admin/payments/${id}/capture`, {})
      )
      return batch.length / ((performance.now() - begun) / 1000)
    }
    const contestants = { sagepay: () => run("sagepay"), system: () => run("system") }
    await inTurn(contestants, WARM_UP_RUNS)
    const results = await inTurn(contestants, ROUNDS)
    const { released } = await parties.seen()
    if (released !== each) throw new Error(`${released} RELEASEs for ${each} captures`)
    return {
      concurrency: CONCURRENCY,
      perRun: PER_RUN,
      rounds: ROUNDS,
      perSecond: { sagepay: median(results.sagepay), system: median(results.system) },
      ...pairedRatio(results.sagepay, results.system),
    }
  } finally {
    await parties.stop()
  }
}
