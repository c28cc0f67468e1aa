/**
 * Many orders that somebody asked to capture at once: who is at which of them, and what became of it. Whoever works on
 * one claims it here first; that nothing is sent twice does not rest on that, but on Medusa's and the ledger's own rows.
 */
import { generateEntityId } from "@medusajs/framework/utils"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { BULK_ITEM_STATUSES } from "./models/bulk"
import type { LedgerContext } from "./context"
import { LedgerError } from "./errors"

export type BulkItemStatus = (typeof BULK_ITEM_STATUSES)[number]

export type BulkRow = {
  id: string
  status: "open" | "done"
  key: string
  actor: string
  total: number
  finished_at: Date | null
  created_at: Date
}

export type BulkItemRow = {
  id: string
  bulk_id: string
  order_id: string
  position: number
  status: BulkItemStatus
  process: string | null
  claimed_at: Date | null
  captured_minor: number
  currency: string | null
  message: string | null
}

export type BulkCounts = Readonly<Record<BulkItemStatus, number>>
export type CountedBulk = BulkRow & { readonly counts: BulkCounts }

const BULK = "sagepay_bulk"
const ITEM = "sagepay_bulk_item"

export const MAX_BULK_ORDERS = 1_000
export const BULK_KEY = /^[\w.:-]{8,100}$/

export type BulkRequest = {
  readonly orderIds: readonly string[]
  /** Made when the form opened: with the same key it is the same bulk. */
  readonly key: string
  readonly actor: string
}

/** Writes down what is asked for. Nothing is sent by this. */
export async function openBulk(
  { transaction }: Pick<LedgerContext, "transaction">,
  { orderIds, key, actor }: BulkRequest
): Promise<BulkRow> {
  const orders = [...new Set(orderIds)]
  return transaction(async (knex) => {
    const id = generateEntityId(undefined, "spbulk")
    const made: unknown = await knex(BULK)
      .insert({ id, key, actor, total: orders.length })
      .onConflict("key")
      .ignore()
      .returning("*")
    const [bulk] = made as BulkRow[]
    if (!bulk) return sameBulk(knex, key, orders)
    const items = orders.map((order_id, position) => ({
      id: generateEntityId(undefined, "spbi"),
      bulk_id: bulk.id,
      order_id,
      position,
    }))
    await knex(ITEM).insert(items)
    return bulk
  })
}

async function sameBulk(knex: Knex, key: string, orders: readonly string[]): Promise<BulkRow> {
  const bulk = (await knex(BULK).where({ key }).first()) as BulkRow | undefined
  if (!bulk) throw new LedgerError("not_found", "There is no such bulk.")
  const known: unknown = await knex(ITEM).where({ bulk_id: bulk.id }).pluck("order_id")
  const asked = new Set(orders)
  const isSame = asked.size === bulk.total && (known as string[]).every((order) => asked.has(order))
  if (isSame) return bulk
  throw new LedgerError(
    "not_allowed",
    "Nothing was sent: this form was used already, for other orders. Open it anew for these."
  )
}

/** Bulks that are not finished, oldest first. */
export async function openBulks(knex: Knex): Promise<string[]> {
  const found: unknown = await knex(BULK)
    .where({ status: "open" })
    .orderBy(["created_at", "id"])
    .pluck("id")
  return found as string[]
}

/** What stands between a claim and the answer to its capture beside the gateway's time-outs: core's work and locks. */
const CLAIM_MARGIN_MS = 60_000

/** A claim that is older belongs to a process that died: a living one renews it between its captures. */
export function claimLastsMs({ options }: Pick<LedgerContext, "options">): number {
  const { connect_timeout_ms, reply_timeout_ms, resolve_patience_ms } = options
  return connect_timeout_ms + reply_timeout_ms + resolve_patience_ms + CLAIM_MARGIN_MS
}

/** What was put back is looked at again after that long. */
const PAUSE_SECONDS = 5

export type Claimed = BulkItemRow & {
  /** Somebody was at it before, and may have captured something. */
  readonly again: boolean
}

/** The next orders that nobody is at, at most so many. */
export async function claimNext(
  knex: Knex,
  context: Pick<LedgerContext, "options">,
  bulkId: string,
  worker: string,
  most: number
): Promise<Claimed[]> {
  const found: unknown = await knex.raw(
    `with next as (
       select id, claimed_at from ${ITEM}
       where bulk_id = :bulkId and (
         (status = 'waiting'
           and (claimed_at is null or updated_at < now() - make_interval(secs => ${PAUSE_SECONDS})))
         or (status = 'working' and claimed_at < now() - make_interval(secs => :lasts::int)))
       order by position limit :most for update skip locked)
     update ${ITEM} i set status = 'working', process = :worker, claimed_at = now(), updated_at = now()
     from next where i.id = next.id
     returning i.*, next.claimed_at is not null as again`,
    { bulkId, worker, most, lasts: Math.ceil(claimLastsMs(context) / 1_000) }
  )
  return (found as { rows: Claimed[] }).rows.sort((a, b) => a.position - b.position)
}

type Held = Pick<BulkItemRow, "id" | "process">

/** Before a capture that comes late. False: it took so long that another process has taken it over. */
export async function renewClaim(knex: Knex, item: Held): Promise<boolean> {
  return (await change(knex, item, { claimed_at: knex.fn.now() })) === 1
}

export type BulkResult = {
  readonly status: "captured" | "nothing" | "failed"
  readonly capturedMinor: number
  readonly currency: string | null
  /** What happened, what it means for the money, what to do; null where all of the hold was captured. */
  readonly message: string | null
}

/** For the holder of the claim; another process's result stands. */
export async function finishItem(knex: Knex, item: Held, result: BulkResult): Promise<void> {
  const { status, capturedMinor: captured_minor, currency, message } = result
  await change(knex, item, { status, captured_minor, currency, message, process: null })
}

/** Somebody else is at its payment at this moment, or it was not begun: later again. */
export async function putBack(knex: Knex, item: Held, message: string | null): Promise<void> {
  await change(knex, item, { status: "waiting", message, process: null })
}

async function change(knex: Knex, { id, process }: Held, values: object): Promise<number> {
  return knex(ITEM)
    .where({ id, process, status: "working" })
    .update({ ...values, updated_at: knex.fn.now() })
}

/** Closes it once no order is left. True when it is closed. */
export async function closeBulk(knex: Knex, id: string): Promise<boolean> {
  const left: unknown = await knex(ITEM)
    .where({ bulk_id: id })
    .whereIn("status", ["waiting", "working"])
    .first("id")
  if (left) return false
  await knex(BULK)
    .where({ id, status: "open" })
    .update({ status: "done", finished_at: knex.fn.now(), updated_at: knex.fn.now() })
  return true
}

const LATEST = 20

export async function latestBulks(knex: Knex): Promise<CountedBulk[]> {
  const rows: unknown = await knex(BULK)
    .orderBy([
      { column: "created_at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .limit(LATEST)
  return counted(knex, rows as BulkRow[])
}

export async function findBulk(knex: Knex, id: string): Promise<CountedBulk> {
  const row = (await knex(BULK).where({ id }).first()) as BulkRow | undefined
  const [bulk] = row ? await counted(knex, [row]) : []
  if (!bulk) throw new LedgerError("not_found", `There is no bulk ${id}.`)
  return bulk
}

async function counted(knex: Knex, bulks: readonly BulkRow[]): Promise<CountedBulk[]> {
  const found: unknown = await knex(ITEM)
    .whereIn(
      "bulk_id",
      bulks.map(({ id }) => id)
    )
    .groupBy("bulk_id", "status")
    .select("bulk_id", "status", knex.raw("count(*)::int as count"))
  const rows = found as { bulk_id: string; status: BulkItemStatus; count: number }[]
  return bulks.map((bulk) => {
    const counts = { waiting: 0, working: 0, captured: 0, nothing: 0, failed: 0 }
    for (const row of rows) if (row.bulk_id === bulk.id) counts[row.status] = row.count
    return { ...bulk, counts }
  })
}
