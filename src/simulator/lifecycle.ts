import { DAY, MINUTE, settlementRunAfter } from "./clock"
import type { Core } from "./core"
import type { State, Transaction } from "./types"

/** Shared guide 2.1: a DEFERRED may be released for 30 days. */
export const DEFERRED_DAYS = 30
/** Shared guide 2.8: an AUTHENTICATE may be authorised for 90 days. */
export const AUTHENTICATE_DAYS = 90
/** An unfinished hosted page is given up after this much inactivity. */
export const INACTIVITY = 15 * MINUTE

const AUTHENTICATED: readonly State[] = ["authenticated", "registered"]

/** Brings settlement and expiry up to the clock. Cheap when nothing can have become due. */
export function settleAndExpire(core: Core): void {
  const now = core.clock.now()
  const { sweep } = core.store
  if (now >= sweep.from && now < sweep.next) return
  // Whatever is added after this sweep becomes due at the next settlement run at the earliest.
  sweep.from = now
  sweep.next = settlementRunAfter(now)
  const due: { transaction: Transaction; run: number }[] = []
  for (const transaction of core.store.all()) {
    expire(transaction, now)
    const run = settlementOf(transaction)
    if (run !== undefined && run <= now) due.push({ transaction, run })
    const next = run !== undefined && run > now ? run : lapseOf(transaction)
    if (next !== undefined) sweep.next = Math.min(sweep.next, next)
  }
  settle(core, due)
}

/** Settles everything that waits, now: a settlement run that a test asks for. */
export function runSettlement(core: Core): number {
  settleAndExpire(core)
  const run = core.clock.now()
  const due = core.store.all().filter((transaction) => settlementOf(transaction) !== undefined)
  settle(
    core,
    due.map((transaction) => ({ transaction, run }))
  )
  core.store.save()
  return due.length
}

/** The bank does not take it: no money moves, whether or not a batch has been named. */
export function failAtSettlement(core: Core, transaction: Transaction): boolean {
  settleAndExpire(core)
  if (!["authorised", "released"].includes(transaction.state)) return false
  transaction.state = "unsettled"
  transaction.note = "failed at the bank"
  delete transaction.settledAt
  delete transaction.batch
  core.store.save()
  return true
}

function settle(core: Core, due: { transaction: Transaction; run: number }[]): void {
  const batches = new Map<number, number>()
  for (const { transaction, run } of due.sort((a, b) => a.run - b.run)) {
    const batch = batches.get(run) ?? core.store.nextBatch()
    batches.set(run, batch)
    transaction.settledAt = run
    transaction.batch = batch
  }
}

/** When the money of this transaction is settled; undefined when none waits. */
function settlementOf(transaction: Transaction): number | undefined {
  const { state, takenAt, settledAt } = transaction
  const waits = state === "authorised" || state === "released"
  if (!waits || takenAt === undefined || settledAt !== undefined) return undefined
  return settlementRunAfter(takenAt)
}

/** First moment at which this hold or authentication has lapsed. */
function lapseOf(transaction: Transaction): number | undefined {
  const { state, acceptedAt } = transaction
  if (acceptedAt === undefined) return undefined
  if (state === "deferred") return acceptedAt + DEFERRED_DAYS * DAY + 1
  return AUTHENTICATED.includes(state) ? acceptedAt + AUTHENTICATE_DAYS * DAY + 1 : undefined
}

function expire(transaction: Transaction, now: number): void {
  const lapse = lapseOf(transaction)
  if (lapse === undefined || lapse > now) return
  transaction.note = AUTHENTICATED.includes(transaction.state)
    ? `cancelled by the gateway after ${AUTHENTICATE_DAYS} days`
    : `failed by the gateway: not released within ${DEFERRED_DAYS} days`
  transaction.state = "expired"
}
