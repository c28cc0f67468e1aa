import process from "node:process"
import { resultOf, startChild } from "./lib/children.mjs"
import { median } from "./lib/statistics.mjs"

/** Memory after 100,000 remote actions against after 10,000; bare undici's shows what noise is. */

const RUNS = Number(process.env.BENCH_MEMORY_RUNS ?? 3)

const growthOf = (readings, what) => readings.at(-1)[what] - readings[0][what]

export async function benchMemory() {
  const server = await startChild("fixed-server")
  const runs = { gateway: [], undici: [] }
  for (let run = 0; run < RUNS; run += 1) {
    for (const name of Object.keys(runs)) {
      const { readings } = await resultOf("memory-worker", {
        execArgv: ["--expose-gc"],
        env: { BENCH_CLIENT: name, BENCH_URL: server.url },
      })
      runs[name].push(readings)
    }
  }
  await server.stop()
  const summary = (name) => ({
    heapAt10k: median(runs[name].map(([first]) => first.heapUsed)),
    heapAt100k: median(runs[name].map((readings) => readings.at(-1).heapUsed)),
    rssAt10k: median(runs[name].map(([first]) => first.rss)),
    rssAt100k: median(runs[name].map((readings) => readings.at(-1).rss)),
    heapGrowth: median(runs[name].map((readings) => growthOf(readings, "heapUsed"))),
    rssGrowth: median(runs[name].map((readings) => growthOf(readings, "rss"))),
  })
  return { runs: RUNS, gateway: summary("gateway"), undici: summary("undici") }
}
