/** The life of a payment as a tree: what was made from it stands below and further in. */
import type { Payment, TimelineEntry, Transaction } from "../lib/types"

export type LifeRow = {
  readonly entry: TimelineEntry
  /** 0 for the payment itself, 1 for what was made from it, 2 for what was made from that. */
  readonly depth: number
  /** On the first row of what was made from the payment: what may be done to that stands here. */
  readonly opens: Transaction | undefined
}

type Family = Pick<Payment, "id" | "transactions" | "timeline">
type Branch = { readonly at: string; readonly rows: readonly LifeRow[] }

export const DEEPEST = 2

export function lifeRows({ id, transactions, timeline }: Family): LifeRow[] {
  const made = new Map(transactions.map((transaction) => [transaction.id, transaction]))
  const ownerOf = (entry: TimelineEntry) =>
    made.has(entry.transaction_id) ? entry.transaction_id : id
  const parentOf = ({ related_id }: Transaction) =>
    related_id !== null && made.has(related_id) ? related_id : id

  const rowsOf = (owner: string, depth: number): LifeRow[] => {
    const own: Branch[] = timeline
      .filter((entry) => ownerOf(entry) === owner)
      .map((entry, index) => {
        const opens = index === 0 ? made.get(owner) : undefined
        return { at: entry.at, rows: [{ entry, depth: Math.min(depth, DEEPEST), opens }] }
      })
    const children = transactions
      .filter((transaction) => parentOf(transaction) === owner && transaction.id !== owner)
      .map((transaction) => rowsOf(transaction.id, depth + 1))
      .flatMap((rows): Branch[] => (rows[0] ? [{ at: rows[0].entry.at, rows }] : []))
    // Stable: at the same instant the maker comes before what it made.
    const branches = [...own, ...children].sort((one, other) => one.at.localeCompare(other.at))
    return branches.flatMap(({ rows }) => rows)
  }
  return rowsOf(id, 0)
}

export const FEW = 6

/** The newest few in their places, and whatever is not over yet or was asked for. */
export function fewOf(rows: readonly LifeRow[], highlighted?: string): readonly LifeRow[] {
  if (rows.length <= FEW) return rows
  const isPinned = ({ entry }: LifeRow) =>
    entry.what === "unknown" || entry.what === "planned" || entry.transaction_id === highlighted
  const newest = [...rows]
    .sort((one, other) => other.entry.at.localeCompare(one.entry.at))
    .sort((one, other) => Number(isPinned(other)) - Number(isPinned(one)))
  const kept = new Set(newest.filter((row, index) => index < FEW || isPinned(row)))
  return rows.filter((row) => kept.has(row))
}
