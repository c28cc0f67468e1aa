import { readdirSync } from "node:fs"
import path from "node:path"
import { randomUUID } from "node:crypto"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { ModulesSdkUtils } from "@medusajs/framework/utils"

/** A fresh database with the module's own tables and nothing else. */
export async function makeDatabase(): Promise<{ database: Knex; drop: () => Promise<void> }> {
  const { DB_HOST = "localhost", DB_PORT = "5432", DB_USERNAME = "postgres" } = process.env
  const login = `${DB_USERNAME}:${process.env.DB_PASSWORD ?? ""}`
  const connect = (name: string): Knex =>
    ModulesSdkUtils.createPgConnection({
      clientUrl: `postgres://${login}@${DB_HOST}:${DB_PORT}/${name}`,
    })
  const name = `ledger_${randomUUID().replaceAll("-", "")}`
  const maintenance = connect("postgres")
  await maintenance.raw(`create database ${name}`)
  const database = connect(name)
  for (const sql of await migrationSql()) await database.raw(sql)
  const drop = async () => {
    await database.destroy()
    await maintenance.raw(`drop database ${name} with (force)`)
    await maintenance.destroy()
  }
  return { database, drop }
}

/** The statements of the module's migrations, in order. */
async function migrationSql(): Promise<string[]> {
  const folder = path.resolve(__dirname, "../../src/modules/sagepay/migrations")
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts"))
  const statements: string[] = []
  for (const file of files.sort()) {
    const exported = Object.values(
      jest.requireActual<Record<string, new (...given: unknown[]) => Migration>>(
        path.join(folder, file)
      )
    )
    for (const Step of exported) {
      const step = new Step({}, {})
      await step.up()
      statements.push(...step.getQueries().map(String))
    }
  }
  return statements
}
