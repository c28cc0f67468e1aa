import { randomBytes } from "node:crypto"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { ADMIN, migrate, startSimulator, storeEnv, VENDOR } from "../../demo/lib/backend.mjs"
import { installPlugin } from "../../demo/lib/build.mjs"
import { INSTALLED } from "../../demo/lib/paths.mjs"
import { startPostgres } from "../../scripts/lib/postgres.mjs"
import seeding from "../../scripts/lib/seed.cjs"
import { openDatabase } from "./database.mjs"
import { createFaults } from "./faults.mjs"
import { client, must } from "./http.mjs"
import { keepGatewayTime } from "./gateway-time.mjs"
import { startLine } from "./line.mjs"
import { startFront, startServers } from "./servers.mjs"
import { addTax, SHOP } from "./shop-data.mjs"
import { startWorker } from "./worker.mjs"

/** The store of a campaign: servers, a worker, a database of its own, and the gateway in this process. */

const REPORTING = { user: "reportuser", password: "s3cretPass" }
const SHOP_URL = "http://localhost:8000"
const HEADERS_OF = (token) => ({ authorization: `Bearer ${token}` })

/** Short, so that what a lost reply costs is a second and not minutes. */
const TIMES = {
  connect_timeout_ms: 500,
  reply_timeout_ms: 2_000,
  late_reply_ms: 1_500,
  resolve_patience_ms: 500,
}

const OPTIONS = path.join(INSTALLED, ".medusa/server/src/modules/sagepay/options.js")
const times = () => {
  const known = readFileSync(OPTIONS, "utf8")
  return Object.fromEntries(Object.entries(TIMES).filter(([name]) => known.includes(name)))
}

async function adminOf(servers) {
  const { token } = await must(
    client(() => servers[0].url),
    "POST",
    "/auth/user/emailpass",
    ADMIN
  )
  return token
}

/** @param {{ seed: string, servers: number, reporting: boolean, policy: object, say: (text: string) => void }} options */
export async function startCampaignStore({ seed, servers: count, reporting, policy, say }) {
  const logs = mkdtempSync(path.join(tmpdir(), "campaign-"))
  const log = (name) => path.join(logs, `${name}.log`)
  const toStop = []
  const stop = async ({ keepLogs = false } = {}) => {
    for (const each of toStop.splice(0).reverse()) await each()
    if (!keepLogs) rmSync(logs, { recursive: true, force: true })
  }
  try {
    const starting = startPostgres({ fast: true })
    toStop.push(async () => (await starting).stop())
    const [postgres] = await Promise.all([starting, installPlugin(log("build"))])
    await postgres.createDatabase("campaign")
    const gatewayTime = keepGatewayTime()
    // Notifications that fall due by the gateway's clock would make no two runs alike: they are steps.
    const simulator = await startSimulator({ seed: `${seed}`, acknowledgementTimeoutMs: 45_000 })
    toStop.push(() => simulator.close())
    if (reporting) simulator.control.account(VENDOR, { reporting: REPORTING })
    const faults = createFaults({ seed, control: simulator.control })
    const line = await startLine({ gatewayUrl: simulator.url, faultFor: faults.faultFor })
    toStop.push(() => line.stop())
    const front = await startFront()
    toStop.push(() => front.stop())
    const env = {
      ...storeEnv({
        databaseUrl: postgres.url("campaign"),
        backendUrl: front.url,
        shopUrl: SHOP_URL,
        gatewayUrl: line.url,
        secrets: {
          jwt: "campaign",
          cookie: "campaign",
          sealing: randomBytes(32).toString("base64"),
        },
      }),
      LOG_LEVEL: "info",
      DEMO_WITHOUT_ADMIN: "1",
      SAGEPAY_EXTRA_OPTIONS: JSON.stringify({
        ...times(),
        ...policy,
        ...(reporting && { reporting: REPORTING }),
      }),
    }
    // The administrator's boot writes core's defaults, which two servers at once cannot.
    await migrate(env, log("migrate"), { makeAdmin: true })
    say("the plugin is installed, the database migrated")
    const started = await Promise.allSettled([
      startServers(count, env, logs),
      startWorker(env, log("worker")),
    ])
    for (const { value } of started) if (value) toStop.push(() => value.stop())
    for (const { reason } of started) if (reason) throw reason
    const [{ servers }, worker] = started.map(({ value }) => value)
    front.serve(servers)
    const database = await openDatabase(postgres.url("campaign"))
    toStop.push(() => database.close())
    const token = await adminOf(servers)
    const furnish = client(() => servers[0].url, HEADERS_OF(token))
    const admin = (...request) => must(furnish, ...request)
    const seeded = await seeding.seedShop(admin, SHOP)
    await addTax(admin, seeded)
    say(`${count} servers and a worker are up, the shop is furnished`)
    const asAdmin = HEADERS_OF(token)
    const asShopper = { "x-publishable-api-key": seeded.publishableKey }
    const reviving = []
    return {
      logs,
      policy,
      reporting,
      /** How often a process was killed at which point. */
      kills: {},
      /** How often people chose something that moves money on the attention list, by order. */
      chosen: new Map(),
      /** How often a refund was held while the same was pressed elsewhere. */
      held: 0,
      /** Starts a killed server again, beside whatever goes on. */
      revive: (server) => {
        reviving.push(
          server.start().catch((error) => {
            throw new Error(`${server.name} did not come up again: ${error.message}`)
          })
        )
        reviving.at(-1).catch(() => undefined)
      },
      revived: () => Promise.all(reviving),
      line,
      faults,
      servers,
      worker,
      database,
      seeded,
      simulator,
      gatewayTime,
      control: simulator.control,
      vendor: VENDOR,
      shopUrl: front.url,
      /** Whether this build of the plugin has the buttons on a transaction. */
      hasPress: existsSync(
        path.join(
          INSTALLED,
          ".medusa/server/src/api/admin/sagepay/transactions/[id]/actions/route.js"
        )
      ),
      /** Clients of one server; which one it is may change between two requests. */
      at: (server) => ({
        admin: client(() => server().url, asAdmin),
        storefront: client(() => server().url, asShopper),
        stranger: client(() => server().url),
      }),
      stop,
    }
  } catch (error) {
    await stop({ keepLogs: true })
    error.message += `\nThe logs are in ${logs}`
    throw error
  }
}
