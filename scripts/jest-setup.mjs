import { NO_TELEMETRY } from "./lib/telemetry.mjs"
import { givenPostgres, startPostgres } from "./lib/postgres.mjs"

/** Gives the booted tests a Postgres: the one that was given, else an embedded one. */
export default async function setup() {
  Object.assign(process.env, NO_TELEMETRY)
  process.env.LOG_LEVEL ??= "error"
  const given = givenPostgres()
  if (given) {
    Object.assign(process.env, given)
    return
  }
  const server = await startPostgres({ fast: true })
  Object.assign(process.env, server.env, { SAGEPAY_TEST_POSTGRES: "own" })
  globalThis.__postgres__ = server
}
