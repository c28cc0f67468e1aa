import { readFileSync } from "node:fs"
import process from "node:process"
import { withDatabase } from "./clone.mjs"

/** What the store and its database have computed so far; undefined where the system does not tell. */
export async function cpuSeconds({ pid, databaseUrl }) {
  if (process.platform !== "linux") return undefined
  const backends = await withDatabase(databaseUrl, async (client) => {
    const { rows } = await client.query("select pid from pg_stat_activity")
    return rows.map(({ pid }) => pid)
  })
  return { store: secondsOf(pid), database: backends.map(secondsOf).reduce((a, b) => a + b) }
}

const TICKS_PER_SECOND = 100

function secondsOf(pid) {
  try {
    const [, fields] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")
    const [user, system] = fields.split(" ").slice(11, 13)
    return (Number(user) + Number(system)) / TICKS_PER_SECOND
  } catch (error) {
    // A connection that was closed meanwhile.
    if (error.code === "ENOENT" || error.code === "ESRCH") return 0
    throw error
  }
}
