/**
 * How much of an order's money goes with what is fulfilled so far (rule 12): a level, computed from the whole order each
 * time and rounded once, so that lost and repeated events change nothing and the parts add up to the penny. Pure.
 */
import BigNumber from "bignumber.js"
import { computedToMinor, type DecimalInput } from "../../protocol/money"

export type LevelLine = {
  readonly quantity: DecimalInput
  readonly fulfilled: DecimalInput
  readonly shipped: DecimalInput
  readonly delivered: DecimalInput
  /** Of what was fulfilled, with tax and less discounts, as core computes it: not rounded. */
  readonly fulfilledTotal: DecimalInput
  readonly needsShipping: boolean
  /** Received back, or dismissed: the order's total is less by them, what was fulfilled is not. */
  readonly returned: DecimalInput
}

export type LevelOrder = {
  readonly currency: string
  /** What the order comes to now, its credit lines taken off. */
  readonly total: DecimalInput
  /** All credit lines, and those of them that core made for refunds: these pay for nothing. */
  readonly credits: DecimalInput
  readonly refundCredits: DecimalInput
  readonly shipping: DecimalInput
  readonly lines: readonly LevelLine[]
}

export type When = "fulfilment" | "shipment" | "delivery"

export type Level = {
  /** Captured in sum it should be this much, in minor units. */
  readonly minor: number
  /** What the order comes to, refunds of what was captured left aside. */
  readonly comesMinor: number
  readonly isAny: boolean
  readonly isAll: boolean
}

export function levelOf(order: LevelOrder, when: When): Level {
  const { currency, total, refundCredits } = order
  const comesMinor = Math.max(0, computedToMinor(decimal(total).plus(refundCredits), currency))
  const lines = order.lines.filter(({ quantity }) => decimal(quantity).gt(0))
  const isAny = lines.some((line) => countOf(line, when).gt(0))
  const isAll = lines.length > 0 && lines.every((line) => countOf(line, when).gte(line.quantity))
  if (!isAny) return { minor: 0, comesMinor, isAny, isAll: false }
  const isWhole = isAll && lines.every(({ returned }) => decimal(returned).eq(0))
  const minor = isWhole ? comesMinor : valueOf(order, lines, when)
  return { minor, comesMinor, isAny, isAll }
}

/** Shipping goes with the first. What is paid with credit lines counts before any card. */
function valueOf(order: LevelOrder, lines: readonly LevelLine[], when: When): number {
  const { currency, shipping, credits, refundCredits } = order
  const goods = BigNumber.sum(...lines.map((line) => totalOf(line, when)))
  const paid = decimal(credits).minus(refundCredits)
  return Math.max(0, computedToMinor(goods.plus(shipping).minus(paid), currency))
}

function totalOf(line: LevelLine, when: When): BigNumber {
  const count = countOf(line, when)
  if (count.eq(line.fulfilled)) return decimal(line.fulfilledTotal)
  return decimal(line.fulfilledTotal).times(count).div(line.fulfilled)
}

/** What needs no shipping is never shipped, and what was delivered was shipped, whether or not somebody said so. */
function countOf(line: LevelLine, when: When): BigNumber {
  const { fulfilled, shipped, delivered } = line
  if (when === "fulfilment" || (when === "shipment" && !line.needsShipping))
    return decimal(fulfilled)
  const left = when === "shipment" ? BigNumber.max(shipped, delivered) : decimal(delivered)
  return BigNumber.min(left, fulfilled)
}

function decimal(amount: DecimalInput): BigNumber {
  return new BigNumber(amount)
}
