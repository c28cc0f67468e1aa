import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { endHoldsOfCancelledOrders } from "../workflows/sweep"
import { toolsOf } from "../workflows/tools"

/** Core asks to cancel the payment while the order still lives, which keeps the hold (rule 9); now it is cancelled. */
export default async function orderCanceled({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await endHoldsOfCancelledOrders(toolsOf(container), event.data.id)
}

export const config: SubscriberConfig = {
  event: "order.canceled",
  context: { subscriberId: "sagepay-order-canceled" },
}
