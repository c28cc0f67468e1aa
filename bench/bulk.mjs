import { performance } from "node:perf_hooks"
import process from "node:process"
import { setTimeout as pause } from "node:timers/promises"
import { withDatabase } from "./lib/clone.mjs"
import { cpuSeconds } from "./lib/cpu.mjs"
import { payments, startBenchStore } from "./lib/store.mjs"

/** How long a bulk takes whose gateway answers in 200 ms, against the time for which it waits at least. */

const ORDERS = Number(process.env.BENCH_BULK_ORDERS ?? 1_000)
const WARM_UP = 100
const ANSWER_MS = 200
/** As many as the route has on their way at a time. */
const CONCURRENCY = 8
const EVERY_MS = 250

export async function benchBulk() {
  const parties = await startBenchStore({ answerMs: ANSWER_MS })
  try {
    await payments(parties, "pp_sagepay_sagepay", ORDERS + WARM_UP)
    const orders = await orderIds(parties)
    await run(parties, orders.splice(0, WARM_UP))
    const before = await cpuSeconds(parties)
    const seconds = await run(parties, orders)
    const after = await cpuSeconds(parties)
    const { released, most } = await parties.seen()
    if (released !== ORDERS + WARM_UP) throw new Error(`${released} RELEASEs were sent`)
    const ideal = (ORDERS * ANSWER_MS) / 1_000 / CONCURRENCY
    return {
      orders: ORDERS,
      answerMs: ANSWER_MS,
      concurrency: CONCURRENCY,
      most,
      seconds,
      ideal,
      ratio: seconds / ideal,
      ...(before && {
        storeMs: ((after.store - before.store) * 1_000) / ORDERS,
        databaseMs: ((after.database - before.database) * 1_000) / ORDERS,
      }),
    }
  } finally {
    await parties.stop()
  }
}

/** One bulk from the request to the last result, as somebody who looks at its progress sees it. */
async function run({ admin }, orders) {
  const begun = performance.now()
  const { bulk } = await admin("POST", "/admin/sagepay/bulk", {
    order_ids: orders,
    key: `bench_${orders[0]}`,
  })
  for (;;) {
    const { bulk: now } = await admin("GET", `/admin/sagepay/bulk/${bulk.id}?limit=1`)
    if (now.status === "done") {
      if (now.counts.captured === orders.length) return (performance.now() - begun) / 1_000
      throw new Error(`Not all were captured: ${JSON.stringify(now.counts)}`)
    }
    await pause(EVERY_MS)
  }
}

function orderIds({ databaseUrl }) {
  return withDatabase(databaseUrl, async (client) => {
    const { rows } = await client.query(
      `select l.order_id as id from order_payment_collection l
       join payment p on p.payment_collection_id = l.payment_collection_id
       where p.provider_id = 'pp_sagepay_sagepay' order by 1`
    )
    return rows.map(({ id }) => id)
  })
}
