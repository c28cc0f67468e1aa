import { randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import path from "node:path"
import process from "node:process"
import { freePort, startPostgres } from "../scripts/lib/postgres.mjs"
import seeding from "../scripts/lib/seed.cjs"
import { ADMIN, migrate, startSimulator, startStore, storeEnv } from "./lib/backend.mjs"
import { buildStore, installPlugin, pluginHash } from "./lib/build.mjs"
import { adminClient } from "./lib/client.mjs"
import { BUILT_STORE, DATA } from "./lib/paths.mjs"
import { stopRuns } from "./lib/processes.mjs"
import { DEMO_SHOP, PROVIDERS } from "./lib/shop-data.mjs"
import { startShop } from "./shop/server.mjs"

/** `npm start`: a shop to click through. `--fresh` forgets what was bought before. */

const DATABASE = "demo"
const LOGS = path.join(DATA, "logs")
const STATE = path.join(DATA, "state.json")
const PREFERRED = { shop: 8000, store: 9000, simulator: 9100 }

const say = (text) => process.stdout.write(`${text}\n`)
const secret = () => randomBytes(32).toString("base64")
const log = (name) => path.join(LOGS, `${name}.log`)

const fresh = process.argv.includes("--fresh")
if (fresh) {
  for (const name of ["logs", "simulator.json", "state.json"]) {
    rmSync(path.join(DATA, name), { recursive: true, force: true })
  }
}
mkdirSync(LOGS, { recursive: true })

/** What a second start must know again: addresses, secrets, what the seed made. */
const state = existsSync(STATE)
  ? JSON.parse(readFileSync(STATE, "utf8"))
  : { secrets: { jwt: secret(), cookie: secret(), sealing: secret() } }
const save = () => writeFileSync(STATE, JSON.stringify(state, null, 2))

const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer()
    server.on("error", () => resolve(false))
    server.listen(port, () => server.close(() => resolve(true)))
  })

/** The ports stay what they were at the first start, because the ledger knows the addresses. */
async function choosePorts() {
  state.ports ??= {}
  for (const [name, preferred] of Object.entries(PREFERRED)) {
    state.ports[name] ??= (await isFree(preferred)) ? preferred : await freePort()
    if (name === "simulator" && process.env.SIMULATOR_PORT) {
      state.ports.simulator = Number(process.env.SIMULATOR_PORT)
    }
    if (!(await isFree(state.ports[name]))) {
      throw new Error(
        `Port ${state.ports[name]}, the ${name}'s, is taken: is the demo running already? ` +
          "(npm start -- --fresh chooses other ports)"
      )
    }
  }
}

const toStop = []
let stopping
function stop() {
  stopping ??= (async () => {
    await stopRuns()
    for (const each of toStop.reverse()) await each()
  })()
  return stopping
}

async function step(title, work) {
  if (stopping) return undefined
  const begun = Date.now()
  const result = await work()
  if (result !== false) say(`  ${title} (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
  return result
}

/** Other ports or another gateway than last time: the plugin sends nothing until somebody says that this is the shop. */
async function confirmShop(admin, backendUrl) {
  const { installations } = await admin("GET", "/admin/sagepay/installation")
  for (const { account, matches } of installations) {
    if (matches) continue
    await step("new address confirmed", () =>
      admin("POST", "/admin/sagepay/installation/confirm", {
        account,
        backend_url: backendUrl,
        note: "The demo was started with other addresses.",
      })
    )
  }
}

async function main() {
  say("Starting the demo")
  await choosePorts()
  const postgres = await step("Postgres", () =>
    startPostgres({ dataDir: path.join(DATA, "postgres"), fresh })
  )
  toStop.push(() => postgres.stop())
  await postgres.createDatabase(DATABASE)
  await step("plugin built, packed and unpacked into the store", () => installPlugin(log("build")))

  const { ports } = state
  const simulator = await step("gateway simulator", () =>
    startSimulator({ port: ports.simulator, stateFile: path.join(DATA, "simulator.json") })
  )
  toStop.push(() => simulator.close())

  const shopUrl = `http://localhost:${ports.shop}`
  const backendUrl = `http://localhost:${ports.store}`
  const gatewayUrl = process.env.DEMO_GATEWAY_URL ?? simulator.url
  const env = storeEnv({
    databaseUrl: postgres.url(DATABASE),
    backendUrl,
    shopUrl,
    gatewayUrl,
    secrets: state.secrets,
  })
  // Side by side: the one is waiting for Vite, the other for Postgres.
  await Promise.all([
    step("store and its admin built", () => buildStore(log("build"))),
    step("database migrated", async () => {
      if (state.migrated === pluginHash()) return false
      await migrate(env, log("migrate"), { makeAdmin: !state.migrated })
      state.migrated = pluginHash()
      save()
      return true
    }),
  ])
  const store = await step("store", () =>
    startStore(env, { port: ports.store, cwd: BUILT_STORE, logFile: log("store") })
  )
  toStop.push(() => store.stop())
  store.ended.then(({ code }) => {
    if (stopping) return
    say(`The store ended with ${code}; its log is ${log("store")}`)
    process.exitCode = 1
    return stop()
  })

  const admin = await adminClient(backendUrl, ADMIN)
  await confirmShop(admin, backendUrl)
  if (!state.shop) {
    await step("shop furnished", async () => {
      state.shop = await seeding.seedShop(admin, DEMO_SHOP)
      save()
    })
  }

  const shop = await startShop({
    port: ports.shop,
    config: {
      backendUrl,
      publishableKey: state.shop.publishableKey,
      regionId: state.shop.regions[0].id,
      providers: PROVIDERS,
    },
  })
  toStop.push(() => shop.stop())

  say(`
  Shop        ${shop.url}
  Admin       ${backendUrl}/app   (${ADMIN.email} / ${ADMIN.password})
  Simulator   ${simulator.url}/transactions   (what the gateway believes)
${process.env.DEMO_GATEWAY_URL ? `  The plugin posts to ${gatewayUrl}\n` : ""}
  Logs in ${path.relative(process.cwd(), LOGS)}. Ctrl-C stops everything; the data is kept.
`)
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    if (!stopping) say("Stopping")
    stop().then(() => process.exit())
  })
}

main().catch(async (error) => {
  if (!stopping) {
    process.stderr.write(`\n${error.message}\n`)
    process.exitCode = 1
  }
  await stop()
})
