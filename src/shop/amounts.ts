/** How much one of Medusa's capture or refund rows asks for, in minor units. */
import BigNumber from "bignumber.js"
import { assertTakeable, computedToMinor, typedToMinor } from "../protocol/money"
import type { MoneyRow } from "./facts"

/**
 * Core does not round: a total with tax has many digits, and so has what is left of it. Those are rounded once; any
 * other amount was typed by somebody, and is refused when it has more decimals than its currency.
 */
export function minorOf(row: Omit<MoneyRow, "alone" | "actor">, currency: string): number {
  const amount = new BigNumber(row.amount)
  const isComputed = amount.eq(row.whole) || amount.eq(row.left)
  if (!isComputed) return typedToMinor(amount, currency)
  const minor = computedToMinor(amount, currency)
  assertTakeable(minor, currency)
  return minor
}
