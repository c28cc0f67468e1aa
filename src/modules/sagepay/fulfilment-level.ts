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
  /** What the order comes to now, as core has it: less what came back and what was refunded as goodwill. */
  readonly comesMinor: number
  /** Of that, what is for goods that have left and did not come back. */
  readonly keptMinor: number
  readonly isAny: boolean
  readonly isAll: boolean
}

export function levelOf(order: LevelOrder, when: When): Level {
  const { currency, total, credits, refundCredits } = order
  const lines = order.lines.filter(({ quantity }) => decimal(quantity).gt(0))
  const minorOf = (amount: BigNumber) => Math.max(0, computedToMinor(amount, currency))
  const comesMinor = minorOf(decimal(total))
  const isAny = lines.some((line) => countOf(line, when).gt(0))
  if (!isAny) return { minor: 0, comesMinor, keptMinor: 0, isAny, isAll: false }
  const isAll = lines.every((line) => isGone(line, when))
  const isWhole = isAll && lines.every(({ returned }) => decimal(returned).eq(0))
  const given = decimal(credits).minus(refundCredits)
  const minor = isWhole
    ? minorOf(decimal(total).plus(refundCredits))
    : minorOf(valueOf(order, (line) => countOf(line, when)).minus(given))
  const keptMinor = isAll
    ? comesMinor
    : minorOf(valueOf(order, (line) => keptOf(line, when)).minus(credits))
  return { minor, comesMinor, keptMinor, isAny, isAll }
}

/** With so many of each line. Shipping goes with the first. */
function valueOf({ lines, shipping }: LevelOrder, count: (line: LevelLine) => BigNumber) {
  return BigNumber.sum(shipping, ...lines.map((line) => totalOf(line, count(line))))
}

function totalOf(line: LevelLine, count: BigNumber): BigNumber {
  const { fulfilled, fulfilledTotal } = line
  if (count.eq(fulfilled)) return decimal(fulfilledTotal)
  return decimal(fulfilledTotal).times(count).div(fulfilled)
}

/** Everything of it has left; what came back need not leave any more. */
function isGone(line: LevelLine, when: When): boolean {
  const { quantity, fulfilled, returned } = line
  if (decimal(fulfilled).lt(quantity)) return false
  return countOf(line, when).gte(decimal(fulfilled).minus(returned))
}

/** Which of them came back nobody says: first those that had not left yet, as a parcel that was refused at the door. */
function keptOf(line: LevelLine, when: When): BigNumber {
  return BigNumber.min(countOf(line, when), decimal(line.fulfilled).minus(line.returned))
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
