import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { fulfilWith } from "../workflows/fulfil"

/** For the option auto_capture "shipment" (rule 12). The event names the fulfilment. */
export default async function shipmentCreated({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await fulfilWith(container, event.data.id)
}

export const config: SubscriberConfig = {
  event: "shipment.created",
  context: { subscriberId: "sagepay-shipment-created" },
}
