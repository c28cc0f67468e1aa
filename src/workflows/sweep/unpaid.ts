import { showMoney } from "../../protocol/money"
import { unpaidOrders } from "../../shop/unpaid-orders"
import type { toolsOf } from "./holds"

/** Goods must not leave for money that the gateway let go. */
export async function raiseUnpaidOrders({ ledger }: ReturnType<typeof toolsOf>): Promise<void> {
  for (const order of await ledger.inTransaction(unpaidOrders)) {
    const money = showMoney({ minor: order.amount_minor, currency: order.currency })
    await ledger.raise({
      kind: "order_without_payment",
      subject_id: order.id,
      order_id: order.order_id,
      message:
        `Medusa counts ${money} for this order, but the gateway was told to let it go while the order was being ` +
        `made. Cancel the order, or take the money by another payment.`,
      facts: { vendor_tx_code: order.vendor_tx_code },
    })
  }
}
