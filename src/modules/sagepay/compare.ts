/**
 * The comparison with the gateway, account by account: its list of transactions since the last time, then the detail of
 * what is held, taken or paid back until it is settled. Reads only; what it finds is written under the payment's lock.
 */
import type { TransactionLine } from "../../gateway"
import { askable } from "./asking"
import { compareDetails, compareRow } from "./compare-details"
import { compareLine, compareWaiting } from "./compare-lines"
import { ask, newRun, QUESTIONS_PER_RUN, RunOver, type Run } from "./compare-run"
import type { LedgerContext } from "./context"
import type { ReadShop } from "./movements"
import { find } from "./store"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Clocks differ, and a transaction may be listed later than it was begun: so much is read again each time. */
const OVERLAP_MS = 2 * HOUR_MS
/** The list of a day at the first run, and at most of a month after a long pause. */
const FIRST_MS = DAY_MS
const FURTHEST_MS = 31 * DAY_MS
/** What is read at once; progress is kept after each. */
const SPAN_MS = 6 * HOUR_MS
/** The gateway's clock may be ahead. */
const AHEAD_MS = DAY_MS
/** Rows of a page of the gateway's list. */
const PAGE = 50

export type Compared = {
  readonly account: string | null
  readonly questions: number
  /** Payments with movements that Medusa has to be told of. */
  readonly moved: readonly string[]
  /** Why the run ended early, if it did; the rest comes first the next time. */
  readonly stopped: string | null
}

export type CompareOptions = {
  readonly readShop: ReadShop
  /** Asks also about what was compared a moment ago. */
  readonly again?: boolean
}

/** Undefined where nobody may be asked: no reporting login, one that was refused, or another shop's database. */
export async function compareAccount(
  context: LedgerContext,
  account: string | null,
  { readShop, again = false }: CompareOptions
): Promise<Compared | undefined> {
  const reporting = await askable(context, account)
  if (!reporting) return undefined
  const run = newRun(context, { account, reporting, readShop, again })
  const stopped = await untilOver(async () => {
    await compareWaiting(run)
    await compareList(run)
    await compareDetails(run)
  })
  return { account, questions: run.asked, moved: [...run.moved], stopped }
}

/** One transaction, now; undefined where nobody may be asked. */
export async function compareTransaction(
  context: LedgerContext,
  transactionId: string,
  readShop: ReadShop
): Promise<Compared | undefined> {
  const row = await context.transaction((knex) => find(knex, "transaction", { id: transactionId }))
  const reporting = row && (await askable(context, row.account))
  if (!reporting) return undefined
  const { account } = row
  const run = newRun(context, { account, reporting, readShop, again: true })
  const stopped = await untilOver(() => compareRow(run, row))
  return { account, questions: run.asked, moved: [...run.moved], stopped }
}

async function untilOver(work: () => Promise<void>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof RunOver) return error.message
    throw error
  }
}

/** From where the last run got to; half of the questions are kept for the details. */
async function compareList(run: Run): Promise<void> {
  const until = run.startedAt.getTime()
  const compared = await comparedUntil(run)
  const begin = Math.max(
    compared === undefined ? until - FIRST_MS : compared.getTime() - OVERLAP_MS,
    until - FURTHEST_MS
  )
  for (let from = begin; from < until && run.left > QUESTIONS_PER_RUN / 2; from += SPAN_MS) {
    const to = Math.min(from + SPAN_MS, until)
    // The last span also takes in what a clock ahead of ours has written.
    const span = { from: new Date(from), to: new Date(to === until ? to + AHEAD_MS : to) }
    const lines = await ask(
      run,
      (reporting) => reporting.transactionList(span),
      (found: readonly TransactionLine[]) => Math.max(1, Math.ceil(found.length / PAGE))
    )
    for (const line of lines ?? []) await compareLine(run, line)
    await noteComparedUntil(run, new Date(to))
  }
}

async function comparedUntil({ context, account }: Run): Promise<Date | undefined> {
  const row: unknown = await context.transaction((knex) =>
    knex("sagepay_installation")
      .where({ account: account ?? "" })
      .first("compared_until")
  )
  return (row as { compared_until: Date | null } | undefined)?.compared_until ?? undefined
}

/** Forwards only: another process may have got further. */
async function noteComparedUntil({ context, account }: Run, until: Date): Promise<void> {
  await context.transaction((knex) =>
    knex("sagepay_installation")
      .where({ account: account ?? "" })
      .where((older) => older.whereNull("compared_until").orWhere("compared_until", "<", until))
      .update({ compared_until: until, updated_at: knex.fn.now() })
  )
}
