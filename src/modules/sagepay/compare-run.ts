/** One run of the comparison for one account: what it may still ask, and what it has changed so far. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Asked, Reporting } from "../../gateway"
import { noteRefusal } from "./asking"
import { lockScope, type LedgerContext } from "./context"
import { LedgerError } from "./errors"
import type { ReadShop } from "./movements"
import type { Family } from "./rows"
import { find, loadFamily, lock } from "./store"

/**
 * The gateway limits how much one login may ask, and says no number. A run asks at most this many questions per
 * account, six runs an hour; a page of a list counts as one.
 */
export const QUESTIONS_PER_RUN = 100

/** Reports may lag behind what was just done: a difference counts only when nothing has changed for this long. */
export const QUIET_MS = 600_000

/** How much was released, read in the gateway's console by a person: its report may show what was held. */
export type Told = { readonly amountMinor: number; readonly by: string; readonly note: string }

export type Run = {
  readonly context: LedgerContext
  readonly account: string | null
  readonly reporting: Reporting
  readonly readShop: ReadShop
  readonly startedAt: Date
  /** Asks also about what was compared a moment ago. */
  readonly again: boolean
  readonly told?: Told
  left: number
  asked: number
  /** Payments with movements that Medusa has to be told of. */
  readonly moved: Set<string>
}

export function newRun(
  context: LedgerContext,
  given: Pick<Run, "account" | "reporting" | "readShop" | "again" | "told">
): Run {
  const counts = { left: QUESTIONS_PER_RUN, asked: 0, moved: new Set<string>() }
  return { context, ...given, startedAt: context.now(), ...counts }
}

/** The run ends here, for nothing more may or can be asked; what is left comes first the next time. */
export class RunOver extends Error {}

export function assertMayAsk({ left }: Run): void {
  if (left <= 0) throw new RunOver(`${QUESTIONS_PER_RUN} questions are enough for one run`)
}

/** Undefined when the gateway knows no such thing. */
export async function ask<T>(
  run: Run,
  question: (reporting: Reporting) => Promise<Asked<T>>,
  cost: (value: T) => number = () => 1
): Promise<T | undefined> {
  assertMayAsk(run)
  const asked = await question(run.reporting)
  await noteRefusal(run.context, run.account, asked)
  const price = asked.kind === "found" ? cost(asked.value) : 1
  run.left -= price
  run.asked += price
  if (asked.kind === "found") return asked.value
  if (asked.kind === "not_found") return undefined
  throw new RunOver(
    asked.kind === "refused"
      ? `the gateway refused to answer (${asked.code}): ${asked.reason}`
      : `the gateway could not be asked: ${asked.reason}`
  )
}

/** A payment as it stood when a question was asked. */
export type Snapshot = { readonly rootId: string; readonly rows: string; readonly open: boolean }

export async function snapshotOf(context: LedgerContext, rootId: string): Promise<Snapshot> {
  return context.transaction((knex) => snapshot(knex, rootId))
}

async function snapshot(knex: Knex, rootId: string): Promise<Snapshot> {
  const found: unknown = await knex.raw(
    `select coalesce(string_agg(id || updated_at::text, ' ' order by id), '') as rows,
       exists (select 1 from sagepay_intent where root_id = :rootId and status = 'open') as open
     from (
       select id, updated_at from sagepay_transaction where root_id = :rootId
       union all select id, updated_at from sagepay_intent where root_id = :rootId
       union all select id, updated_at from sagepay_operation where root_id = :rootId
     ) family`,
    { rootId }
  )
  const [row] = (found as { rows: { rows: string; open: boolean }[] }).rows
  return { rootId, rows: row?.rows ?? "", open: row?.open ?? false }
}

/**
 * Works on a payment under its lock, provided that nothing of it is open and all is as it was when the question was
 * asked; else it is left to the next run. Undefined then, also while somebody else holds the lock.
 */
export async function underLock<T>(
  run: Run,
  before: Snapshot,
  work: (knex: Knex, family: Family) => Promise<T>
): Promise<T | undefined> {
  const { context } = run
  try {
    return await context.transaction(async (knex) => {
      const root = await find(knex, "transaction", { id: before.rootId })
      if (!root) return undefined
      await lock(knex, lockScope(context, root), root.id)
      const now = await snapshot(knex, root.id)
      if (now.open || now.rows !== before.rows) return undefined
      return work(knex, await loadFamily(knex, root.id))
    })
  } catch (error) {
    if (LedgerError.is(error) && error.code === "busy") return undefined
    throw error
  }
}

/** Whether nothing of the payment has changed for so long that a report about it must be up to date. */
export function isQuiet({ context }: Run, { transactions, intents }: Family): boolean {
  const latest = [
    ...transactions.map((row) => row.updated_at),
    ...intents.map((row) => row.created_at),
  ]
  const newest = Math.max(...latest.map((date) => date.getTime()))
  return context.now().getTime() >= newest + QUIET_MS
}

/** Bookkeeping of the comparison: it is no change of the payment, so `updated_at` stays. */
export async function note(
  knex: Knex,
  transactionId: string,
  change: Partial<
    Record<"gateway_state" | "batch_id" | "settled_at" | "missing_at" | "compared_at", unknown>
  >
): Promise<void> {
  await knex("sagepay_transaction").where({ id: transactionId }).update(change)
}

/** Lines that were asked about and are nothing to the ledger, so that each is asked about once by each process. */
const SEEN_LIMIT = 10_000
const seenBy = new WeakMap<LedgerContext, Set<string>>()

export function isSeen({ context }: Run, { vpsTxId }: { readonly vpsTxId: string }): boolean {
  return seenBy.get(context)?.has(vpsTxId) ?? false
}

export function see({ context }: Run, { vpsTxId }: { readonly vpsTxId: string }): void {
  const seen = seenBy.get(context) ?? new Set()
  if (seen.size >= SEEN_LIMIT) seen.clear()
  seen.add(vpsTxId)
  seenBy.set(context, seen)
}
