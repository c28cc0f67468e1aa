import { Client } from "@medusajs/framework/pg"

/**
 * Migrating a store's database takes as long as all the rest of its boot. So the first file that has done it keeps a
 * copy, and the others begin with that; what a newer file still lacks, its own runner migrates as ever.
 */
const TEMPLATE = "migrated-template"

const UNKNOWN_DATABASE = "3D000"
const TAKEN = ["42P04", "23505", "55006"]

/** Only on the Postgres of this very run: another one might keep a copy of older migrations. */
const isOurs = () => process.env.SAGEPAY_TEST_POSTGRES === "own"

async function onServer(work: (client: Client) => Promise<void>, database = "postgres") {
  const client = new Client({
    host: process.env.DB_HOST,
    port: Number(process.env.DB_PORT),
    user: process.env.DB_USERNAME,
    password: process.env.DB_PASSWORD,
    database,
  })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

const codeOf = (error: unknown) => (error as { code?: string }).code ?? ""

/** False while nobody has migrated one yet. */
export async function beginMigrated(name: string): Promise<boolean> {
  if (!isOurs()) return false
  let isThere = true
  await onServer(async (client) => {
    try {
      await client.query(`create database "${name}" template "${TEMPLATE}"`)
    } catch (error) {
      if (codeOf(error) !== UNKNOWN_DATABASE) throw error
      isThere = false
    }
  })
  // It names the gateway of the store that was migrated first (rule 14).
  if (isThere) {
    await onServer(async (client) => {
      await client.query("delete from sagepay_installation")
    }, name)
  }
  return isThere
}

/** Two may come to it at once: the first one's is kept. */
export async function keepMigrated(name: string): Promise<void> {
  if (!isOurs()) return
  await onServer(async (client) => {
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()",
      [name]
    )
    try {
      await client.query(`create database "${TEMPLATE}" template "${name}"`)
    } catch (error) {
      if (!TAKEN.includes(codeOf(error))) throw error
    }
  })
}
