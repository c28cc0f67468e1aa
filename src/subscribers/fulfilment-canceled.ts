import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { fulfilOrder } from "../workflows/fulfil"

/** What was captured for it is given back, or a person is asked (rule 12). */
export default async function fulfilmentCanceled({
  event,
  container,
}: SubscriberArgs<{ order_id: string }>): Promise<void> {
  await fulfilOrder(container, event.data.order_id)
}

export const config: SubscriberConfig = {
  event: "order.fulfillment_canceled",
  context: { subscriberId: "sagepay-fulfilment-canceled" },
}
