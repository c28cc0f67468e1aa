import { LedgerError } from "../errors"
import type { Family, IntentRow, TransactionRow } from "../rows"
import type { Plan, Situation } from "../rules"

/** A payment as the rules see it, and what they make of it. */

export const NOW = new Date("2026-07-01T12:00:00Z")
export const DAY = 86_400_000

export function transaction(over: Partial<TransactionRow>): TransactionRow {
  return {
    id: "root",
    root_id: "root",
    kind: "DEFERRED",
    state: "deferred",
    currency: "GBP",
    amount_minor: 3_000,
    taken_minor: 0,
    authorised_minor: 0,
    refunded_minor: 0,
    authorised_at: new Date(NOW.getTime() - 3_600_000),
    taken_at: null,
    ...over,
  } as TransactionRow
}

export const taken = (over: Partial<TransactionRow>) =>
  transaction({ state: "taken", taken_minor: 3_000, taken_at: new Date(NOW), ...over })

export function intent(over: Partial<IntentRow>): IntentRow {
  return {
    id: "spint_1",
    kind: "capture",
    status: "done",
    currency: "GBP",
    amount_minor: 1_000,
    moved_minor: 1_000,
    source: "medusa_capture",
    source_id: "capt_lost",
    claimed_by: null,
    levelled_at: null,
    warned_at: null,
    ...over,
  } as IntentRow
}

export type Given = {
  rows?: TransactionRow[]
  intents?: IntentRow[]
  order?: { id: string; canceled: boolean } | null
  captured?: number
  refunded?: number
  captureIds?: string[]
  refundIds?: string[]
  raisedIds?: string[]
  voidUnsettled?: boolean
  now?: Date
}

export function situation(given: Given): Situation {
  const transactions = given.rows ?? [transaction({})]
  const [root] = transactions
  if (!root) throw new Error("No root")
  const family: Family = { root, transactions, intents: given.intents ?? [] }
  return {
    family,
    shop: {
      order: given.order === undefined ? { id: "order_1", canceled: false } : given.order,
      captureIds: given.captureIds ?? [],
      refundIds: given.refundIds ?? [],
      raisedIds: given.raisedIds ?? [],
      capturedMinor: given.captured ?? 0,
      refundedMinor: given.refunded ?? 0,
    },
    now: given.now ?? NOW,
    voidUnsettled: given.voidUnsettled ?? true,
  }
}

/** `RELEASE 1000`; a fallback in brackets. */
export function show(plan: Plan): string[] {
  if (plan.do !== "post") return [plan.do]
  return plan.legs.map(({ verb, amountMinor, fallback, target }) => {
    const said = `${verb} ${amountMinor}${target.id === "root" ? "" : ` of ${target.id}`}`
    return fallback ? `(${said})` : said
  })
}

export const refusal = (plan: () => Plan): LedgerError => {
  try {
    plan()
  } catch (error) {
    if (LedgerError.is(error)) return error
    throw error
  }
  throw new Error("It was planned")
}

export const AUTHENTICATE = transaction({ kind: "AUTHENTICATE", state: "authenticated" })
export const part = (id: string, minor: number, over: Partial<TransactionRow> = {}) =>
  taken({ id, kind: "AUTHORISE", amount_minor: minor, taken_minor: minor, ...over })
