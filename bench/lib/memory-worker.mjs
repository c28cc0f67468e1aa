import process from "node:process"
import { setImmediate } from "node:timers/promises"
import { bareUndici, bytesOf, refunds, throughGateway } from "./clients.mjs"

/*
 * Sends 100,000 remote actions and says what memory is held, after collecting garbage, at each
 * tenth of the way. Needs --expose-gc. BENCH_CLIENT: "gateway", or "undici" for what is not ours.
 */

const { BENCH_CLIENT, BENCH_URL } = process.env
const CONCURRENCY = 32
const STEP = 10_000
const STEPS = 10

async function held() {
  // Several times with the event loop in between: finalizers free what a first pass only finds.
  for (let pass = 0; pass < 5; pass += 1) {
    globalThis.gc()
    await setImmediate()
  }
  const { heapUsed, rss } = process.memoryUsage()
  return { heapUsed, rss }
}

const messages = refunds(2_000)
const client =
  BENCH_CLIENT === "gateway"
    ? throughGateway(BENCH_URL, messages, { log: () => undefined })
    : bareUndici(BENCH_URL, await bytesOf(messages, BENCH_URL))

const readings = []
for (let step = 1; step <= STEPS; step += 1) {
  let sent = 0
  const worker = async () => {
    while (sent < STEP) {
      sent += 1
      await client.send(sent)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  readings.push({ actions: step * STEP, ...(await held()) })
}
await client.close()
process.send({ readings })
