import { performance } from "node:perf_hooks"
import process from "node:process"
import { startChild } from "./lib/children.mjs"
import { bareUndici, bytesOf, refunds, throughGateway, zodClient } from "./lib/clients.mjs"
import { inTurn, median, pairedRatio } from "./lib/statistics.mjs"

/** REFUNDs per second: through the client, by bare undici, and through a client made with zod. */

const CONCURRENCY = 32
const PER_RUN = 6_000
const ROUNDS = Number(process.env.BENCH_SEND_ROUNDS ?? 24)
const MESSAGES = 2_000

/** Operations per second with so many on their way at a time. */
async function run({ send }, count) {
  let next = 0
  const worker = async () => {
    while (next < count) {
      next += 1
      await send(next)
    }
  }
  const begun = performance.now()
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  return count / ((performance.now() - begun) / 1000)
}

export async function benchSend() {
  const server = await startChild("fixed-server")
  const messages = refunds(MESSAGES)
  const bodies = await bytesOf(messages, server.url)
  let lines = 0
  const clients = {
    gateway: throughGateway(server.url, messages),
    logged: throughGateway(server.url, messages, {
      log: (line) => {
        lines += JSON.stringify(line).length > 0 ? 1 : 0
      },
    }),
    undici: bareUndici(server.url, bodies),
    zod: zodClient(server.url, messages),
  }
  for (const client of Object.values(clients)) await run(client, PER_RUN * 2)
  const contestants = Object.fromEntries(
    Object.entries(clients).map(([name, client]) => [name, () => run(client, PER_RUN)])
  )
  const results = await inTurn(contestants, ROUNDS)
  for (const client of Object.values(clients)) await client.close()
  await server.stop()
  if (lines < ROUNDS * PER_RUN) throw new Error("The log was not written")
  return {
    concurrency: CONCURRENCY,
    perRun: PER_RUN,
    rounds: ROUNDS,
    perSecond: Object.fromEntries(
      Object.entries(results).map(([name, values]) => [name, median(values)])
    ),
    gateway: pairedRatio(results.gateway, results.undici),
    logged: pairedRatio(results.logged, results.undici),
    zod: pairedRatio(results.zod, results.undici),
  }
}
