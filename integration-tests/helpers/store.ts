import { createServer, type AddressInfo } from "node:net"
import path from "node:path"
import { WorkflowScheduler } from "@medusajs/framework/orchestration"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { medusaIntegrationTestRunner } from "@medusajs/test-utils"
import { seedShop, TEST_ADDRESS, TEST_SHOP } from "../../scripts/lib/seed.cjs"
import { startSimulator, type Simulator } from "../../src/simulator"
import { createClient, type Client } from "./http"
import { beginMigrated, keepMigrated } from "./migrated"
import { createShopper, type Shopper } from "./shopper"

const ROOT = path.resolve(__dirname, "../..")
const ADMIN = { email: "admin@shop.test", password: "supersecret" }
export const VENDOR = "testvendor"
/** A sealing key for tests: 32 bytes. */
export const TEST_KEY = { id: "test", key: Buffer.alloc(32, 7).toString("base64") }

type Runner = Parameters<Parameters<typeof medusaIntegrationTestRunner>[0]["testSuite"]>[0]
export type SeededShop = Awaited<ReturnType<typeof seedShop>>

export type Store = Shopper & {
  /** Where the store listens, as the gateway sees it. */
  readonly url: string
  /** Where the shop's pages are: a free port, on which a test may serve them. */
  readonly shopUrl: string
  readonly simulator: Simulator
  readonly shop: SeededShop
  /** As the merchant: the admin API with a token. */
  readonly admin: Client
  /** As the shopper's browser: the store API with the publishable key. */
  readonly storefront: Client
  /** As anybody on the internet: no key, no token. */
  readonly stranger: Client
  readonly container: ReturnType<Runner["getContainer"]>
  readonly database: Runner["dbConnection"]
}

export type StoreOptions = {
  /** Plugin options laid over the test's own. */
  plugin?: Record<string, unknown>
  /** Passed to the simulator. */
  simulator?: Parameters<typeof startSimulator>[0]
  /** Environment for the store. */
  env?: Record<string, string>
  /** Medusa's roles are switched on, and the merchant is a super admin. */
  rbac?: boolean
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on("error", reject)
    server.listen(0, () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function makeAdmin(
  container: ReturnType<Runner["getContainer"]>,
  stranger: Client,
  rbac = false
) {
  const registered = await stranger.post<{ token: string }>("/auth/user/emailpass/register", ADMIN)
  const [, claims] = registered.token.split(".")
  const { auth_identity_id } = JSON.parse(Buffer.from(claims ?? "", "base64url").toString())
  const user = await container.resolve(Modules.USER).createUsers({ email: ADMIN.email })
  await container.resolve(Modules.AUTH).updateAuthIdentities({
    id: auth_identity_id,
    app_metadata: { user_id: user.id },
  })
  if (rbac) await giveRole(container, user.id, "role_super_admin")
  const { token } = await stranger.post<{ token: string }>("/auth/user/emailpass", ADMIN)
  return token
}

/** Roles stand in the token, so a login comes after this. */
export async function giveRole(
  container: ReturnType<Runner["getContainer"]>,
  userId: string,
  roleId: string
): Promise<void> {
  await container.resolve(ContainerRegistrationKeys.LINK).create({
    [Modules.USER]: { user_id: userId },
    [Modules.RBAC]: { rbac_role_id: roleId },
  })
}

/**
 * A booted store with the plugin from its sources, a simulator in this process, and the shop of
 * scripts/lib/seed.cjs. One call per spec file. Every test begins with the database as the suite's
 * own beforeAll left it; the simulator's transactions stay.
 */
export function describeStore(
  name: string,
  options: StoreOptions,
  suite: (store: Store) => void
): void {
  describe(name, () => {
    const state: {
      simulator?: Simulator
      shop?: SeededShop
      token?: string
      url?: string
      shopUrl?: string
      isMigrated?: boolean
    } = {}
    const dbName = `store-${path.basename(expect.getState().testPath ?? "", ".spec.ts")}-${process.env.JEST_WORKER_ID ?? "1"}`
    const present = <T>(value: T | undefined): T => {
      if (value === undefined) throw new Error("The store is there only inside tests and hooks")
      return value
    }

    beforeAll(async () => {
      state.simulator = await startSimulator({ vendor: VENDOR, ...options.simulator })
      const port = await freePort()
      state.url = `http://localhost:${port}`
      state.shopUrl = `http://localhost:${await freePort()}`
      Object.assign(process.env, options.rbac ? { MEDUSA_FF_RBAC: "true" } : {}, options.env, {
        PORT: String(port),
        SHOP_URL: state.shopUrl,
        SAGEPAY_TEST_OPTIONS: JSON.stringify({
          vendor: VENDOR,
          gateway_url: state.simulator.url,
          backend_url: state.url,
          encryption_keys: [TEST_KEY],
          storefront: {
            success_url: `${state.shopUrl}/order/{order_id}`,
            failure_url: `${state.shopUrl}/checkout?cart_id={cart_id}&message={message}`,
            allowed_origins: [state.shopUrl],
          },
          ...options.plugin,
        }),
      })
      state.isMigrated = await beginMigrated(dbName)
    })

    afterAll(async () => {
      await state.simulator?.close()
    })

    medusaIntegrationTestRunner({
      cwd: ROOT,
      dbName,
      testSuite: (runner) => {
        const url = () => present(state.url)
        const stranger = createClient(url, () => ({}))
        const admin = createClient(url, () => ({ authorization: `Bearer ${state.token}` }))
        const storefront = createClient(url, () => ({
          "x-publishable-api-key": present(state.shop).publishableKey,
        }))

        beforeAll(async () => {
          // Of the roles' own tables only those who switch them on know.
          if (!state.isMigrated && !options.rbac) await keepMigrated(dbName)
          // The jobs run when a test runs them, not also at every full minute in the middle of one.
          await new WorkflowScheduler().clear()
          state.token = await makeAdmin(runner.getContainer(), stranger, options.rbac)
          state.shop = await seedShop(async (method: string, at: string, body?: unknown) => {
            const answer = await admin.request(method, at, body)
            if (answer.status < 300) return answer.body
            throw new Error(`${method} ${at} answered ${answer.status}: ${answer.text}`)
          }, TEST_SHOP)
        })

        const store = {
          get url() {
            return url()
          },
          get shopUrl() {
            return present(state.shopUrl)
          },
          get simulator() {
            return present(state.simulator)
          },
          get shop() {
            return present(state.shop)
          },
          get container() {
            return runner.getContainer()
          },
          get database() {
            return runner.getContainer().resolve(ContainerRegistrationKeys.PG_CONNECTION)
          },
          admin,
          storefront,
          stranger,
        }
        suite(Object.assign(store, createShopper(store, TEST_ADDRESS)) as unknown as Store)
      },
    })
  })
}
