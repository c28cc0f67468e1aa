import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminOrder, DetailWidgetProps } from "@medusajs/framework/types"
import { OrderPanel } from "../panel/order-panel"

export default function OrderPayments({ data: order }: DetailWidgetProps<AdminOrder>) {
  return <OrderPanel order={order} />
}

export const config = defineWidgetConfig({
  zone: "order.details.side.after",
  id: "medusa-payment-sagepay:order-payments",
})
