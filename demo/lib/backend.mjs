import { createRequire } from "node:module"
import path from "node:path"
import { STORE } from "./paths.mjs"
import { medusa, MEDUSA, serve } from "./processes.mjs"

/** The store as a process of its own, and the simulator from the installed plugin. */

export const ADMIN = { email: "admin@example.com", password: "demo-password" }
export const VENDOR = "demovendor"

/** @param {{ databaseUrl: string, backendUrl: string, shopUrl: string, gatewayUrl: string, secrets: { jwt: string, cookie: string, sealing: string } }} at */
export const storeEnv = (at) => ({
  NODE_ENV: "production",
  LOG_LEVEL: "info",
  DATABASE_URL: at.databaseUrl,
  BACKEND_URL: at.backendUrl,
  SHOP_URL: at.shopUrl,
  JWT_SECRET: at.secrets.jwt,
  COOKIE_SECRET: at.secrets.cookie,
  SAGEPAY_VENDOR: VENDOR,
  SAGEPAY_GATEWAY_URL: at.gatewayUrl,
  SAGEPAY_ENCRYPTION_KEY: at.secrets.sealing,
})

export async function migrate(env, logFile, { makeAdmin }) {
  const options = { cwd: STORE, env: { ...env, NODE_ENV: "development" }, logFile }
  await medusa("Migrating the database", ["db:migrate", "--execute-safe-links"], options)
  if (!makeAdmin) return
  await medusa(
    "Making the administrator",
    ["user", "--email", ADMIN.email, "--password", ADMIN.password],
    options
  )
}

export function startStore(env, { port, cwd, logFile }) {
  return serve("the store", process.execPath, [MEDUSA, "start", "--port", String(port)], {
    cwd,
    env,
    logFile,
    healthUrl: `http://localhost:${port}/health`,
  })
}

/** @returns {Promise<import("../../src/simulator").Simulator>} */
export function startSimulator(options) {
  const require = createRequire(path.join(STORE, "package.json"))
  return require("medusa-payment-sagepay/simulator").startSimulator({ vendor: VENDOR, ...options })
}
