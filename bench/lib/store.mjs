import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import process from "node:process"
import { tmpdir } from "node:os"
import path from "node:path"
import { ADMIN, migrate, startStore, storeEnv, VENDOR } from "../../demo/lib/backend.mjs"
import { adminClient, createClient, storefrontClient } from "../../demo/lib/client.mjs"
import { STORE } from "../../demo/lib/paths.mjs"
import { DEMO_SHOP } from "../../demo/lib/shop-data.mjs"
import { freePort, startPostgres } from "../../scripts/lib/postgres.mjs"
import seeding from "../../scripts/lib/seed.cjs"
import { startChild } from "./children.mjs"
import { copy, rowsOf, withDatabase } from "./clone.mjs"
import { ledgerSealer } from "./plugin.mjs"

const SYSTEM = "pp_system_default"

const stops = new Set()

/** When the benchmark is interrupted: the store and its database would outlive it. */
export async function stopStores() {
  for (const stop of stops) await stop()
}

/** A store that runs as in production, a database of its own, and a gateway that answers at once, or after `answerMs`. */
export async function startBenchStore({ answerMs = 0 } = {}) {
  const logs = mkdtempSync(path.join(tmpdir(), "bench-store-"))
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
    const simulator = await startChild("simulator-child", { env: { BENCH_VENDOR: VENDOR } })
    toStop.push(simulator.stop)
    const front = await startChild("front-server", {
      env: { BENCH_SIMULATOR_URL: simulator.url, BENCH_ANSWER_MS: String(answerMs) },
    })
    toStop.push(front.stop)
    const port = await freePort()
    const url = `http://localhost:${port}`
    const env = {
      ...storeEnv({
        databaseUrl: postgres.url("bench"),
        backendUrl: url,
        shopUrl: "http://localhost:8000",
        gatewayUrl: front.url,
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
      url,
      databaseUrl: postgres.url("bench"),
      sealing: { id: "demo", key: sealing },
      admin,
      control: createClient(simulator.url),
      /** How many RELEASEs it answered, and how many of them waited at once. */
      seen: async () => (await fetch(`${front.url}/released`)).json(),
      pid: store.child.pid,
      storefront: storefrontClient(url, seeded.publishableKey),
      seeded,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function cartWithSession({ storefront, seeded }, provider) {
  const { cart } = await storefront("POST", "/store/carts", {
    region_id: seeded.regions[0].id,
    email: "ann@example.com",
    shipping_address: seeding.TEST_ADDRESS,
    billing_address: seeding.TEST_ADDRESS,
    items: [{ variant_id: seeded.products[0].variantId, quantity: 1 }],
  })
  await storefront("POST", `/store/carts/${cart.id}/shipping-methods`, {
    option_id: seeded.shippingOptionId,
  })
  const { payment_collection: collection } = await storefront(
    "POST",
    "/store/payment-collections",
    { cart_id: cart.id }
  )
  const { payment_collection } = await storefront(
    "POST",
    `/store/payment-collections/${collection.id}/payment-sessions`,
    { provider_id: provider }
  )
  return { cart, session: payment_collection.payment_sessions[0] }
}

/** An authorised payment of an order, by way of a cart. */
async function order(parties, provider) {
  const { cart, session } = await cartWithSession(parties, provider)
  if (provider === SYSTEM) {
    await parties.storefront("POST", `/store/carts/${cart.id}/complete`)
    return
  }
  const { next_url } = await parties.storefront(
    "POST",
    `/store/sagepay/payment-sessions/${session.id}/register`,
    {}
  )
  const id = new URL(next_url).searchParams.get("vpstxid")
  const paid = await parties.control("POST", "/_control/pay", { vps_tx_id: id })
  if (paid.answer.status !== "OK") throw new Error(`Not paid: ${JSON.stringify(paid.answer)}`)
}

/** So many authorised payments of this provider: one order is placed, the others are its copies. */
export async function payments(parties, provider, count) {
  const { databaseUrl, sealing } = parties
  const added = await rowsOf(databaseUrl, () => order(parties, provider))
  const sealer = new (ledgerSealer())([sealing])
  const original = added.find(({ name }) => name === "sagepay_transaction")?.rows[0]
  const key = original && sealer.open(original.security_key, original.vps_tx_id)
  // The key is sealed to its VPSTxId, and the copies have others.
  await copy(databaseUrl, added, count - 1, (row, table) =>
    table === "sagepay_transaction"
      ? { ...row, security_key: sealer.seal(key, row.vps_tx_id) }
      : row
  )
  return withDatabase(databaseUrl, async (client) => {
    const { rows } = await client.query(
      "select id from payment where provider_id = $1 and captured_at is null order by id",
      [provider]
    )
    if (rows.length !== count) throw new Error(`${rows.length} payments instead of ${count}`)
    return rows.map(({ id }) => id)
  })
}

export async function eachOf(items, concurrency, work) {
  const rest = [...items]
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}
