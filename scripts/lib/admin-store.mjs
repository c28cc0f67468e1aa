import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { ADMIN, migrate, startStore, storeEnv } from "../../demo/lib/backend.mjs"
import { buildStore, installPlugin } from "../../demo/lib/build.mjs"
import { adminClient } from "../../demo/lib/client.mjs"
import { BUILT_STORE } from "../../demo/lib/paths.mjs"
import { stopRuns } from "../../demo/lib/processes.mjs"
import { DEMO_SHOP } from "../../demo/lib/shop-data.mjs"
import { freePort, startPostgres } from "./postgres.mjs"
import seeding from "./seed.cjs"

/** The demo's store with the packed plugin and its admin, as a merchant has it, on a database of its own. */

const DATABASE = "admin"
/** Where nobody listens: only the address that the shopper is sent to matters. */
const NO_SHOP = "http://localhost:8000"

/**
 * @typedef {{ url: string, databaseUrl: string, login: typeof ADMIN, seeded: Awaited<ReturnType<typeof seeding.seedShop>> }} AdminStore
 */

/**
 * @param {{ gatewayUrl: string, shopUrl?: string, options?: object, say?: (text: string) => void }} wanted `options` are laid over the demo's
 * @returns {Promise<AdminStore & { stop(): Promise<void> }>}
 */
export async function startAdminStore({ gatewayUrl, shopUrl = NO_SHOP, options = {}, say }) {
  const logs = mkdtempSync(path.join(tmpdir(), "admin-store-"))
  const log = (name) => path.join(logs, `${name}.log`)
  const toStop = []
  const stop = async () => {
    await stopRuns()
    for (const each of toStop.splice(0).reverse()) await each()
  }
  try {
    const starting = startPostgres({ fast: true })
    toStop.push(async () => (await starting).stop())
    const [postgres] = await Promise.all([starting, installPlugin(log("build"))])
    await postgres.createDatabase(DATABASE)
    say?.("the plugin is installed")
    const port = await freePort()
    const url = `http://localhost:${port}`
    const databaseUrl = postgres.url(DATABASE)
    const env = {
      ...storeEnv({
        databaseUrl,
        backendUrl: url,
        shopUrl,
        gatewayUrl,
        secrets: { jwt: "admin", cookie: "admin", sealing: randomBytes(32).toString("base64") },
      }),
      SAGEPAY_EXTRA_OPTIONS: JSON.stringify(options),
    }
    // Side by side: the one is waiting for Vite, the other for Postgres.
    const both = await Promise.allSettled([
      buildStore(log("build")),
      migrate(env, log("migrate"), { makeAdmin: true }),
    ])
    for (const { reason } of both) if (reason) throw reason
    say?.("the store and its admin are built, the database migrated")
    const store = await startStore(env, { port, cwd: BUILT_STORE, logFile: log("store") })
    toStop.push(() => store.stop())
    const seeded = await seeding.seedShop(await adminClient(url, ADMIN), DEMO_SHOP)
    say?.("the store is up, the shop is furnished")
    return {
      url,
      databaseUrl,
      login: ADMIN,
      seeded,
      stop: async () => {
        await stop()
        rmSync(logs, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await stop()
    error.message += `\nThe logs are in ${logs}`
    throw error
  }
}

/** For those who run in a sandbox: a process of its own that lives as long as they do. */
async function serveParent() {
  const ending = new Promise((resolve) => {
    for (const event of ["disconnect", "SIGTERM"]) process.once(event, resolve)
  })
  // Ctrl-C reaches both; this one has something to stop first, once the other is gone.
  process.on("SIGINT", () => undefined)
  try {
    const { stop, ...store } = await startAdminStore(JSON.parse(process.argv[2]))
    process.send?.({ store })
    await ending
    await stop()
  } catch (error) {
    process.send?.({ error: error.message })
    process.exitCode = 1
  }
  if (process.connected) process.disconnect()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await serveParent()
