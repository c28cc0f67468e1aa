import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import process from "node:process"
import { freePort, startPostgres } from "../scripts/lib/postgres.mjs"
import seeding from "../scripts/lib/seed.cjs"
import { ADMIN, migrate, startSimulator, startStore, storeEnv } from "./lib/backend.mjs"
import { installPlugin } from "./lib/build.mjs"
import { adminClient, createClient, storefrontClient } from "./lib/client.mjs"
import { STORE } from "./lib/paths.mjs"
import { stopRuns } from "./lib/processes.mjs"
import { compareMoney, walkThrough } from "./lib/scenario.mjs"
import { DEMO_SHOP } from "./lib/shop-data.mjs"

/**
 * `npm run demo:check`: buys, captures, refunds and cancels over HTTP for every payment type, on a
 * store, database and simulator of its own, and compares the money on both sides.
 */

const COLUMN = 14
const say = (text) => process.stdout.write(`${text}\n`)
const work = mkdtempSync(path.join(tmpdir(), "demo-check-"))
const log = (name) => path.join(work, `${name}.log`)
const toStop = []

async function stop() {
  await stopRuns()
  for (const each of toStop.splice(0).reverse()) await each()
}

async function startEverything() {
  await installPlugin(log("build"))
  say("setup".padEnd(COLUMN) + "the plugin is built, packed and unpacked into the store")

  const postgres = await startPostgres({ fast: true })
  toStop.push(() => postgres.stop())
  await postgres.createDatabase("check")
  const simulator = await startSimulator({ port: Number(process.env.SIMULATOR_PORT ?? 0) })
  toStop.push(() => simulator.close())

  const port = await freePort()
  const backendUrl = `http://localhost:${port}`
  const env = {
    ...storeEnv({
      databaseUrl: postgres.url("check"),
      backendUrl,
      // Nobody listens there: only the address that the shopper is sent to matters.
      shopUrl: "http://localhost:8000",
      gatewayUrl: process.env.DEMO_GATEWAY_URL ?? simulator.url,
      secrets: { jwt: "check", cookie: "check", sealing: randomBytes(32).toString("base64") },
    }),
    NODE_ENV: "development",
    DEMO_WITHOUT_ADMIN: "1",
  }
  await migrate(env, log("migrate"), { makeAdmin: true })
  const store = await startStore(env, { port, cwd: STORE, logFile: log("store") })
  toStop.push(() => store.stop())
  const admin = await adminClient(backendUrl, ADMIN)
  const seeded = await seeding.seedShop(admin, DEMO_SHOP)
  say("setup".padEnd(COLUMN) + "Postgres, simulator and store are up, the shop is furnished")
  return {
    admin,
    seeded,
    storefront: storefrontClient(backendUrl, seeded.publishableKey),
    control: createClient(simulator.url),
  }
}

async function main() {
  const parties = await startEverything()
  for (const type of ["DEFERRED", "AUTHENTICATE", "PAYMENT"]) {
    await walkThrough(type, parties, (what) => say(type.padEnd(COLUMN) + what))
  }
  const { lines, equal } = await compareMoney(parties)
  const table = [["payment type", "gateway", "payments", "orders"], ...lines]
  say("\nWhat each of the six orders has taken, less what was given back:")
  for (const [name, ...sums] of table) {
    say(name.padEnd(COLUMN) + sums.map((sum) => sum.padStart(10)).join(""))
  }
  say(equal ? "\nBoth sides are equal to the penny." : "\nThe two sides differ.")
  return equal
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => stop().then(() => process.exit(130)))
}

try {
  const equal = await main()
  await stop()
  rmSync(work, { recursive: true, force: true })
  process.exitCode = equal ? 0 : 1
} catch (error) {
  process.stderr.write(`\n${error.message}\nThe logs are in ${work}\n`)
  await stop()
  process.exitCode = 1
}
