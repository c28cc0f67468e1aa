/**
 * The option deferred_split "refuse", where staff send goods off (rule 12): what would leave a part of the order behind
 * is refused before Medusa does it. What other code does is raised as it waits, by workflows/fulfil.
 */
import type { MedusaContainer } from "@medusajs/framework/types"
import { SAGEPAY_MODULE } from "../../modules/sagepay"
import { splitBy, type Leaving } from "../../modules/sagepay/fulfilment-split"
import { lifeFacts } from "../../modules/sagepay/rules"
import type { SagepayModuleService } from "../../modules/sagepay/service"
import { mayBeDone } from "../../protocol/life"
import { showMoney } from "../../protocol/money"
import { readFulfilled } from "../../shop/fulfilled"
import { readFulfilment, readLines } from "../../shop/fulfilled-leaving"

/** Items of the order, or all of one of its fulfilments. */
export type Sending =
  | { readonly as: "fulfilled"; readonly items: Leaving["items"] }
  | { readonly as: "shipped" | "delivered"; readonly fulfilmentId: string }

const WORDS = {
  fulfilled: ["Nothing was fulfilled", "Fulfil all of its items at once"],
  shipped: [
    "Nothing was marked as shipped",
    "Put all of its items into one fulfilment and mark that as shipped",
  ],
  delivered: [
    "Nothing was marked as delivered",
    "Put all of its items into one fulfilment and mark that as delivered",
  ],
} as const

/** The sentence to refuse it with; undefined if it may be done, or nobody can say yet. */
export async function objectionToSplit(
  container: MedusaContainer,
  orderId: string,
  sending: Sending
): Promise<string | undefined> {
  const ledger = container.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const { auto_capture: when, deferred_split: split } = ledger.options
  if (when === "off" || split !== "refuse") return undefined
  const read = ledger.inTransaction.bind(ledger)
  const order = await readFulfilled(container, read, orderId, when)
  // While a capture is on its way nobody can say whether anything is held; a cancelled order is core's to refuse.
  if (!order || order.isBusy || order.canceled) return undefined
  const lines = await readLines(container, read, orderId)
  if (!lines) return undefined
  const items =
    sending.as === "fulfilled"
      ? sending.items
      : await read((knex) => readFulfilment(knex, orderId, sending.fulfilmentId))
  const waiting = splitBy(order, lines, { as: sending.as, items }, when)
  const now = ledger.context.now()
  const held = order.payments.filter(
    ({ id, root }) =>
      waiting.some((part) => part.id === id) && mayBeDone("RELEASE", lifeFacts(root), now).allowed
  )
  if (held.length === 0) return undefined
  const [nothing, whole] = WORDS[sending.as]
  const money = held.map(({ amountMinor }) =>
    showMoney({ minor: amountMinor, currency: order.currency })
  )
  return (
    `${nothing}, and no money moved. ${money.join(" and ")} of this order is held by a DEFERRED payment: that is ` +
    `released only once, and the option deferred_split refuses to split it. ${whole}. Or capture the payment first: ` +
    `then its items may leave in parts. Or set deferred_split to "ask" or "all".`
  )
}
