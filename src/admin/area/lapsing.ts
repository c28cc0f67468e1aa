import type { ListedTransaction } from "../lib/types"

/** How early a hold's end is worth a line, and how many lines. */
export const LAPSING_DAYS = 5
export const LAPSING_SHOWN = 6

/** What can still be taken of it; an AUTHENTICATE may have been used in part. */
export function leftOf(hold: Pick<ListedTransaction, "amount_minor" | "authorised_minor">): number {
  return Math.max(0, hold.amount_minor - hold.authorised_minor)
}

export function isOverdue(hold: Pick<ListedTransaction, "lapses_at">, now: Date): boolean {
  return hold.lapses_at !== null && new Date(hold.lapses_at).getTime() <= now.getTime()
}
