import { givenPostgres, startPostgres } from "./lib/postgres.mjs"

/** Gives the booted tests a Postgres: the one that was given, else an embedded one. */
export default async function setup() {
  process.env.MEDUSA_DISABLE_TELEMETRY = "1"
  process.env.LOG_LEVEL ??= "error"
  const given = givenPostgres()
  if (given) {
    Object.assign(process.env, given)
    return
  }
  const server = await startPostgres({ fast: true })
  Object.assign(process.env, server.env)
  globalThis.__postgres__ = server
}
