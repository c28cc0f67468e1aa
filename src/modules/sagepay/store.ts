/**
 * The ledger's own SQL. Every function takes the connection of the transaction that it belongs to, so that a lock,
 * the facts read under it and what is written stand or fall together.
 */
import { generateEntityId } from "@medusajs/framework/utils"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { LedgerError } from "./errors"
import type { Family, IntentRow, OperationRow, TransactionRow } from "./rows"

export { raise, resolveFinding } from "./findings"

const TABLES = {
  transaction: { table: "sagepay_transaction", prefix: "sptx" },
  intent: { table: "sagepay_intent", prefix: "spint" },
  operation: { table: "sagepay_operation", prefix: "spop" },
} as const

type Rows = { transaction: TransactionRow; intent: IntentRow; operation: OperationRow }

export function newId(of: keyof typeof TABLES): string {
  return generateEntityId(undefined, TABLES[of].prefix)
}

/**
 * Locks in one order everywhere (rule 1): first the order (none yet: the cart; neither: the vendor), then the
 * payment's root row. Waiting longer than three seconds means that somebody else is at it.
 */
export async function lock(knex: Knex, scope: string, rootId?: string): Promise<void> {
  try {
    // In one round trip. CASE keeps the order: the time-out is set before the lock is waited for.
    await knex.raw(
      `select case when set_config('lock_timeout', '3s', true) is not null
         then pg_advisory_xact_lock(hashtextextended(?, 0)) end`,
      [`sagepay:${scope}`]
    )
    if (rootId !== undefined) await selectForUpdate(knex, rootId)
  } catch (error) {
    throw busyIfLocked(error)
  }
}

/** What waited too long for a lock, of its own or of a unique index, is told so; only before anything is sent. */
export function busyIfLocked(error: unknown): unknown {
  if (!isLockTimeout(error)) return error
  return new LedgerError(
    "busy",
    "Somebody else is working on this payment at this moment. Nothing was sent; try again.",
    {},
    { cause: error }
  )
}

/** Only the root row, for writing what already happened: that waits as long as it takes. As it is under the lock. */
export async function lockRow(knex: Knex, rootId: string): Promise<TransactionRow> {
  // The condition is looked at before the row is locked.
  return selectForUpdate(knex, rootId, "set_config('lock_timeout', '60s', true) is not null")
}

async function selectForUpdate(
  knex: Knex,
  rootId: string,
  condition = "true"
): Promise<TransactionRow> {
  const found: unknown = await knex(TABLES.transaction.table)
    .where({ id: rootId })
    .whereRaw(condition)
    .forUpdate()
    .first()
  if (!found) throw new LedgerError("not_found", "There is no such payment.")
  return found as TransactionRow
}

/** Postgres' lock_not_available. */
function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "55P03"
}

export async function insert<K extends keyof Rows>(
  knex: Knex,
  of: K,
  row: Partial<Rows[K]>
): Promise<Rows[K]> {
  const [inserted] = await knex(TABLES[of].table)
    .insert({ id: newId(of), ...forDatabase(row) })
    .returning("*")
  return inserted as Rows[K]
}

export async function update<K extends keyof Rows>(
  knex: Knex,
  of: K,
  id: string,
  change: Partial<Rows[K]>
): Promise<Rows[K]> {
  const [updated] = await knex(TABLES[of].table)
    .where({ id })
    .update({ ...forDatabase(change), updated_at: knex.fn.now() })
    .returning("*")
  if (!updated) throw new LedgerError("not_found", `There is no ${of} ${id} in the ledger.`)
  return updated as Rows[K]
}

export async function find<K extends keyof Rows>(
  knex: Knex,
  of: K,
  where: Partial<Rows[K]>
): Promise<Rows[K] | undefined> {
  const row: unknown = await knex(TABLES[of].table).where(where).first()
  return row as Rows[K] | undefined
}

export async function findAll<K extends keyof Rows>(
  knex: Knex,
  of: K,
  where: Partial<Rows[K]>
): Promise<Rows[K][]> {
  const rows: unknown = await knex(TABLES[of].table).where(where).orderBy(["created_at", "id"])
  return rows as Rows[K][]
}

export async function loadFamily(knex: Knex, rootId: string): Promise<Family> {
  const transactions = await findAll(knex, "transaction", { root_id: rootId })
  const intents = await findAll(knex, "intent", { root_id: rootId })
  const root = transactions.find((row) => row.id === rootId)
  if (!root) throw new LedgerError("not_found", "There is no such payment.")
  return { root, transactions, intents }
}

/** jsonb columns want text from the driver when the value could be an array; objects are treated alike. */
function forDatabase(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]: [string, unknown]) => [
      key,
      value !== null && typeof value === "object" && !(value instanceof Date)
        ? JSON.stringify(value)
        : value,
    ])
  )
}
