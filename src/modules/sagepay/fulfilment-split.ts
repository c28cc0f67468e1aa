/** Whether what is about to leave would split an order whose payment is released only once (rule 12). Pure. */
import BigNumber from "bignumber.js"
import type { DecimalInput } from "../../protocol/money"
import { levelOf, type LevelLine, type LevelOrder, type When } from "./fulfilment-level"
import { planFulfilment, type DueOrder, type Part } from "./fulfilment-plan"

export type SplitLine = LevelLine & {
  readonly id: string
  /** Of all of it, as core computes it: not rounded. */
  readonly total: DecimalInput
  /** The shipping profile of its product. */
  readonly profile: string | undefined
}

export type SplitOrder = Omit<LevelOrder, "lines"> & { readonly lines: readonly SplitLine[] }

export type Leaving = {
  readonly as: "fulfilled" | "shipped" | "delivered"
  readonly items: readonly { readonly id: string; readonly quantity: DecimalInput }[]
}

/**
 * The payments that would wait for the rest of the order once this has left. None, if it brings nothing due, or if with
 * it all has left that can leave together.
 */
export function splitBy(
  due: DueOrder,
  order: SplitOrder,
  leaving: Leaving,
  when: When
): readonly Part[] {
  const lines = order.lines.map((line) => afterLeaving(line, leaving))
  const level = levelOf({ ...order, lines }, when)
  if (level.minor <= levelOf(order, when).minor) return []
  const left = lines.filter((line) => quantityOf(line, leaving).gt(0))
  const together = lines.filter((line) => left.some((other) => mayLeaveTogether(line, other)))
  if (levelOf({ ...order, lines: together }, when).isAll) return []
  return planFulfilment({ ...due, level }, { split: "refuse" }).waiting
}

function afterLeaving(line: SplitLine, leaving: Leaving): SplitLine {
  const count = quantityOf(line, leaving).plus(line[leaving.as])
  if (leaving.as !== "fulfilled") return { ...line, [leaving.as]: count }
  return { ...line, fulfilled: count, fulfilledTotal: pieceOf(line).times(count) }
}

/** Core computes nothing for a line of which nothing is fulfilled yet. */
function pieceOf({ fulfilled, fulfilledTotal, quantity, total }: SplitLine): BigNumber {
  const isBegun = new BigNumber(fulfilled).gt(0)
  return isBegun ? new BigNumber(fulfilledTotal).div(fulfilled) : new BigNumber(total).div(quantity)
}

function quantityOf({ id }: SplitLine, { items }: Leaving): BigNumber {
  return items
    .filter((item) => item.id === id)
    .reduce((all, { quantity }) => all.plus(quantity), new BigNumber(0))
}

/** Core refuses goods with and without shipping, and two shipping profiles, in one fulfilment. */
function mayLeaveTogether(one: SplitLine, other: SplitLine): boolean {
  if (one.needsShipping !== other.needsShipping) return false
  const isAnyProfile = !one.needsShipping || !one.profile || !other.profile
  return isAnyProfile || one.profile === other.profile
}
