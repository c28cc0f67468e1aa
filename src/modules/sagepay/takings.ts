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

export type FamilyMoney = {
  /** On hold now: of a DEFERRED all of it, of an AUTHENTICATE what is left of its own amount. */
  readonly held_minor: number
  readonly taken_minor: number
  readonly refunded_minor: number
  /** Taken and not given back. Below zero: paid back too much. */
  readonly left_minor: number
}

export function moneyOf({ transactions }: Pick<Family, "transactions">): FamilyMoney {
  const sum = (amount: (row: TransactionRow) => number) =>
    transactions.reduce((total, row) => total + amount(row), 0)
  const held = sum((row) =>
    row.state === "deferred" || row.state === "authenticated"
      ? Math.max(0, row.amount_minor - row.authorised_minor)
      : 0
  )
  const taken = sum((row) => (row.state === "taken" ? row.taken_minor : 0))
  // One that was voided in the console after part of it was refunded gave that part back all the same.
  const refunded = sum((row) => {
    // A payment of its own, to a card: there is nothing that it refunds.
    if (row.kind === "DIRECTREFUND") return row.state === "credited" ? row.amount_minor : 0
    return row.state === "taken" || row.state === "voided" ? row.refunded_minor : 0
  })
  return {
    held_minor: held,
    taken_minor: taken,
    refunded_minor: refunded,
    left_minor: taken - refunded,
  }
}
