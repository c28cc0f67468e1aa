import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { fulfilOrder } from "../workflows/fulfil"

/** Wakes only: what is due is found by looking at the order, and the sweep looks too (rule 12). */
export default async function orderFulfilled({
  event,
  container,
}: SubscriberArgs<{ order_id: string }>): Promise<void> {
  await fulfilOrder(container, event.data.order_id)
}

export const config: SubscriberConfig = {
  event: "order.fulfillment_created",
  context: { subscriberId: "sagepay-order-fulfilled" },
}
