/**
 * Two fulfilments made in the same moment both write the order's next version, and core then has every line of it twice,
 * shipping too: the order seems to come to double. Here each line counts once.
 */
import BigNumber from "bignumber.js"

type Line = { readonly id: string; readonly detail: { readonly fulfilled_quantity: string } }

type Doubled<L> = {
  readonly total: string
  readonly shipping_total: string
  readonly credit_line_total: string
  readonly items: readonly L[]
}

export function once<L extends Line, T extends Doubled<L>>(order: T): T {
  const items = new Map<string, L>()
  for (const item of order.items) {
    const known = items.get(item.id)
    // Each of the two knows only of its own fulfilment; the later sum is not known to either.
    if (!known || fulfilled(item).gt(fulfilled(known))) items.set(item.id, item)
  }
  if (items.size === order.items.length) return order
  const copies = order.items.length / items.size
  const { credit_line_total: credits } = order
  return {
    ...order,
    items: [...items.values()],
    shipping_total: new BigNumber(order.shipping_total).div(copies).toFixed(),
    total: new BigNumber(order.total).plus(credits).div(copies).minus(credits).toFixed(),
  }
}

const fulfilled = ({ detail }: Line) => new BigNumber(detail.fulfilled_quantity)
