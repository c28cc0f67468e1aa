import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { fulfilWith } from "../workflows/fulfil"

/** For the option auto_capture "delivery" (rule 12). The event names the fulfilment. */
export default async function deliveryCreated({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await fulfilWith(container, event.data.id)
}

export const config: SubscriberConfig = {
  event: "delivery.created",
  context: { subscriberId: "sagepay-delivery-created" },
}
