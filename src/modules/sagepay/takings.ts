/** What the gateway has of a payment at this moment, by the ledger. */
import type { Family, TransactionRow } from "./rows"

/** What is a payment of its own and takes money by being made; Medusa counts it as captured from the start. */
export const TAKEN_AT_ONCE: readonly TransactionRow["kind"][] = [
  "PAYMENT",
  "REPEAT",
  "MANUAL",
  // As a root: what was authorised beyond its Medusa payment (docs/adr/0005).
  "AUTHORISE",
]

/** Takings with money left in them, oldest first. */
export function takingsOf(family: Family): TransactionRow[] {
  return family.transactions.filter(
    (row) => row.state === "taken" && row.taken_minor > row.refunded_minor
  )
}

/** What the gateway has taken for this payment and not given back. */
export function takenOf(family: Family): number {
  return takingsOf(family).reduce((sum, row) => sum + row.taken_minor - row.refunded_minor, 0)
}
