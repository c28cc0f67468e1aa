import { randomBytes } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import process from "node:process"
import { ADMIN, migrate, startStore, storeEnv, VENDOR } from "../../demo/lib/backend.mjs"
import { adminClient, createClient, storefrontClient } from "../../demo/lib/client.mjs"
import { STORE } from "../../demo/lib/paths.mjs"
import { DEMO_SHOP } from "../../demo/lib/shop-data.mjs"
import { freePort, startPostgres } from "../../scripts/lib/postgres.mjs"
import seeding from "../../scripts/lib/seed.cjs"
import { startChild } from "./children.mjs"
import { withDatabase } from "./clone.mjs"

const stops = new Set()

/** When the benchmark is interrupted: the store and its database would outlive it. */
export async function stopBulkStores() {
  for (const stop of stops) await stop()
}

/** As `startBenchStore`, with a gateway that answers a RELEASE after `answerMs`. */
export async function startBulkStore({ answerMs }) {
  const logs = mkdtempSync(path.join(tmpdir(), "bench-bulk-"))
  const log = (name) => path.join(logs, `${name}.log`)
  const sealing = randomBytes(32).toString("base64")
  const toStop = []
  const stop = async () => {
    stops.delete(stop)
    for (const each of toStop.splice(0).reverse()) await each()
    rmSync(logs, { recursive: true, force: true })
  }
  stops.add(stop)
  try {
    const postgres = await startPostgres()
    toStop.push(() => postgres.stop())
    await postgres.createDatabase("bench")
    const databaseUrl = postgres.url("bench")
    const simulator = await startChild("simulator-child", { env: { BENCH_VENDOR: VENDOR } })
    toStop.push(simulator.stop)
    const gateway = await startChild("bulk-gateway", {
      env: { BENCH_SIMULATOR_URL: simulator.url, BENCH_ANSWER_MS: String(answerMs) },
    })
    toStop.push(gateway.stop)
    const port = await freePort()
    const url = `http://localhost:${port}`
    const env = {
      ...storeEnv({
        databaseUrl,
        backendUrl: url,
        shopUrl: "http://localhost:8000",
        gatewayUrl: gateway.url,
        secrets: { jwt: "bench", cookie: "bench", sealing },
      }),
      LOG_LEVEL: process.env.BENCH_LOG_LEVEL ?? "info",
      DEMO_WITHOUT_ADMIN: "1",
    }
    await migrate(env, log("migrate"), { makeAdmin: true })
    const store = await startStore(env, { port, cwd: STORE, logFile: log("store") })
    toStop.push(() => store.stop())
    const admin = await adminClient(url, ADMIN)
    const seeded = await seeding.seedShop(admin, DEMO_SHOP)
    return {
      databaseUrl,
      sealing: { id: "demo", key: sealing },
      admin,
      control: createClient(simulator.url),
      seen: async () => (await fetch(`${gateway.url}/released`)).json(),
      cpu: () => cpuSeconds(store.child.pid, databaseUrl),
      storefront: storefrontClient(url, seeded.publishableKey),
      seeded,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What the store and its database have computed so far; undefined where the system does not tell. */
async function cpuSeconds(storePid, databaseUrl) {
  if (process.platform !== "linux") return undefined
  const backends = await withDatabase(databaseUrl, async (client) => {
    const { rows } = await client.query("select pid from pg_stat_activity")
    return rows.map(({ pid }) => pid)
  })
  return { store: secondsOf(storePid), database: backends.map(secondsOf).reduce((a, b) => a + b) }
}

const TICKS_PER_SECOND = 100

function secondsOf(pid) {
  try {
    const [, fields] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")
    const [user, system] = fields.split(" ").slice(11, 13)
    return (Number(user) + Number(system)) / TICKS_PER_SECOND
  } catch (error) {
    // A connection that was closed meanwhile.
    if (error.code === "ENOENT" || error.code === "ESRCH") return 0
    throw error
  }
}
