import { fork } from "node:child_process"
import path from "node:path"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { HttpTypes } from "@medusajs/framework/types"
import { ModulesSdkUtils } from "@medusajs/framework/utils"
import { TEST_ADDRESS } from "../../scripts/lib/seed.cjs"
import { startSimulator, type Simulator } from "../../src/simulator"
import { createClient, type Client } from "./http"
import { createShopper, PROVIDERS, type Bought, type Shopper } from "./shopper"
import type { SeededShop } from "./store"

const SCRIPT = path.resolve(__dirname, "../../scripts/lib/admin-store.mjs")
const VENDOR = "demovendor"
const REPORTING = { user: "reportuser", password: "s3cretPass" }

/** Lost replies cost a moment: the gateway is asked about them at once, and reports may be switched off by a fault. */
const OPTIONS = {
  reporting: REPORTING,
  allow_repeats: true,
  direct_refund: { ceiling_minor: { GBP: 20_000 }, day_ceiling_minor: { GBP: 500_000 } },
  resolve_patience_ms: 500,
  late_reply_ms: 1_500,
}

/** Times that pauses are counted from, by table. */
const AGEING = {
  sagepay_operation: ["sent_at"],
  sagepay_intent: ["created_at", "updated_at"],
  sagepay_transaction: ["updated_at", "answered_at", "hold_kept_at"],
  capture: ["created_at"],
  refund: ["created_at"],
}

/** As scripts/lib/admin-store.mjs tells it. */
type Started = {
  url: string
  databaseUrl: string
  login: { email: string; password: string }
  seeded: SeededShop
}

export type AdminStore = Shopper & {
  readonly url: string
  readonly login: Started["login"]
  readonly gateway: Simulator["control"]
  readonly shop: SeededShop
  readonly admin: Client
  readonly storefront: Client
  /** From nothing to the order, paid in this way. */
  bought(type: keyof typeof PROVIDERS, quantity?: number): Promise<Bought>
  /** Paid 30.00 by PAYMENT, and an edit added 25.00. */
  owing(): Promise<Bought>
  /** Paid by Medusa's own means, none of ours. */
  boughtElsewhere(): Promise<string>
  /** Runs the plugin's job of this name to its end. */
  job(name: string): Promise<void>
  /** All that was done is an hour older, so that nobody waits for an answer any more and pauses are over. */
  age(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** A process of its own: the sandbox of the tests is no place for Medusa's command line. */
async function startStore(gatewayUrl: string): Promise<Started & { stop(): Promise<void> }> {
  const { NODE_ENV: _test, ...env } = process.env
  const child = fork(SCRIPT, [JSON.stringify({ gatewayUrl, options: OPTIONS })], {
    env: { ...env, NODE_OPTIONS: "" },
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const started = await new Promise<Started>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The store's process ended with ${code}`)))
    child.once("message", (message: { store?: Started; error?: string }) =>
      message.store ? resolve(message.store) : reject(new Error(message.error))
    )
  })
  const stop = async () => {
    if (child.connected) child.disconnect()
    await ended
  }
  return { ...started, stop }
}

/** Everything but `start` and `stop` is there only in between. */
export function adminStore(): AdminStore {
  const state: {
    simulator?: Simulator
    started?: Awaited<ReturnType<typeof startStore>>
    database?: Knex
    token?: string
  } = {}
  const present = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error("The store is there only inside tests and hooks")
    return value
  }
  const started = () => present(state.started)
  const url = () => started().url
  const parties = {
    get simulator() {
      return present(state.simulator)
    },
    get shop() {
      return started().seeded
    },
    admin: createClient(url, (): Record<string, string> =>
      state.token ? { authorization: `Bearer ${state.token}` } : {}
    ),
    storefront: createClient(url, () => ({
      "x-publishable-api-key": started().seeded.publishableKey,
    })),
  }
  const { admin, storefront } = parties
  const shopper = createShopper(parties, TEST_ADDRESS)
  const bought: AdminStore["bought"] = (type, quantity) =>
    shopper.buy({ providerId: PROVIDERS[type], ...(quantity && { quantity }) })

  const store = {
    ...shopper,
    get url() {
      return url()
    },
    get login() {
      return started().login
    },
    get gateway() {
      return present(state.simulator).control
    },
    get shop() {
      return parties.shop
    },
    admin,
    storefront,
    bought,
    owing: async () => {
      const one = await bought("PAYMENT")
      await admin.post("/admin/order-edits", { order_id: one.orderId })
      const edit = `/admin/order-edits/${one.orderId}`
      const items = [{ variant_id: parties.shop.products[0]?.variantId, quantity: 1 }]
      await admin.post(`${edit}/items`, { items })
      await admin.post(`${edit}/request`)
      await admin.post(`${edit}/confirm`)
      return one
    },
    boughtElsewhere: async () => {
      const cart = await shopper.readyCart({ providerId: "pp_system_default" })
      const { order } = await storefront.post<{ order: HttpTypes.StoreOrder }>(
        `/store/carts/${cart.id}/complete`
      )
      return order.id
    },
    job: async (name: string) => {
      await admin.post(`/admin/workflows-executions/job-${name}/run`, { input: {} })
    },
    age: async () => {
      for (const [table, columns] of Object.entries(AGEING)) {
        const set = columns.map((column) => `${column} = ${column} - interval '1 hour'`)
        await present(state.database).raw(`update ${table} set ${set.join(", ")}`)
      }
    },
    start: async () => {
      state.simulator = await startSimulator({ vendor: VENDOR })
      state.simulator.control.account(VENDOR, { direct_refund: true, reporting: REPORTING })
      state.started = await startStore(state.simulator.url)
      const { token } = await admin.post<{ token: string }>("/auth/user/emailpass", store.login)
      state.token = token
      state.database = ModulesSdkUtils.createPgConnection({ clientUrl: started().databaseUrl })
    },
    stop: async () => {
      await state.database?.destroy()
      await state.started?.stop()
      await state.simulator?.close()
    },
  }
  return store
}
