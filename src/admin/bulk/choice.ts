/** Which rows of the list may be captured together, and what that comes to. */
import { leftOf } from "../area/lapsing"
import type { ListedTransaction } from "../lib/types"

/** As many as the server takes at once. */
export const MAX_ORDERS = 1_000

export type Selected = ReadonlyMap<string, ListedTransaction>

/** Of what no order stands for, nobody knows how much is due; an AUTHENTICATE may be used up and live on. */
export function isSelectable(hold: ListedTransaction): boolean {
  const { state, order_id } = hold
  return (
    order_id !== null && (state === "deferred" || state === "authenticated") && leftOf(hold) > 0
  )
}

/** Rows of other pages stay selected; they are known from when they were seen. */
export function selectedFrom(
  before: Selected,
  rows: readonly ListedTransaction[],
  chosen: Readonly<Record<string, boolean>>
): Selected {
  const seen = new Map([...before, ...rows.map((row) => [row.id, row] as const)])
  return new Map([...seen].filter(([id]) => chosen[id] === true))
}

/** Without those that are no holds any more, as the list has them now. */
export function stillHeld(selected: Selected, rows: readonly ListedTransaction[]): Selected {
  const now = new Map(rows.map((row) => [row.id, row]))
  return new Map([...selected].filter(([id, row]) => isSelectable(now.get(id) ?? row)))
}

/** An order may have several holds; it is asked for once. */
export function ordersOf(holds: readonly ListedTransaction[]): string[] {
  return [...new Set(holds.flatMap(({ order_id }) => order_id ?? []))]
}

export type Sum = { readonly currency: string; readonly minor: number }

export function sumsOf(holds: readonly ListedTransaction[]): Sum[] {
  const sums = new Map<string, number>()
  for (const hold of holds) {
    const { currency_code } = hold
    sums.set(currency_code, (sums.get(currency_code) ?? 0) + leftOf(hold))
  }
  return [...sums].map(([currency, minor]) => ({ currency, minor }))
}

/** Released once, its hold is over. */
export function endsHolds(holds: readonly ListedTransaction[]): boolean {
  return holds.some(({ state }) => state === "deferred")
}
