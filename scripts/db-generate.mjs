import { spawnSync } from "node:child_process"
import { startPostgres } from "./lib/postgres.mjs"

/** Writes the migration for what changed in the models: Medusa's generator, against a Postgres of its own. */
const server = await startPostgres({ fast: true })
try {
  const { status } = spawnSync("npx", ["medusa", "plugin:db:generate"], {
    stdio: "inherit",
    env: { ...process.env, ...server.env, MEDUSA_DISABLE_TELEMETRY: "1" },
  })
  process.exitCode = status ?? 1
} finally {
  await server.stop()
}
