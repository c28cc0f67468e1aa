import { showMoney } from "../../protocol/money"
import {
  ordersOnCancelledPayments,
  ordersWithoutPayment,
  unpaidOrders,
} from "../../shop/unpaid-orders"
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

/** Core makes the order before it asks for the payment, and takes it back only while its process lives. */
export async function raiseOrdersWithoutPayment({
  ledger,
}: ReturnType<typeof toolsOf>): Promise<void> {
  for (const order of await ledger.inTransaction(ordersWithoutPayment)) {
    const money = showMoney({ minor: order.amount_minor, currency: order.currency })
    await ledger.raise({
      kind: "order_without_payment",
      subject_id: order.id,
      order_id: order.order_id,
      message:
        `The order was made and its making was interrupted before Medusa had the payment. The gateway lets the ` +
        `${money} go by itself, for it never got our OK. Cancel the order, or take the money by another payment.`,
      facts: { vendor_tx_code: order.vendor_tx_code },
    })
  }
}

/** Core places an order on a cancelled payment without asking; a hold that ended by itself comes to the same. */
export async function raiseOrdersOnCancelledPayments({
  ledger,
}: ReturnType<typeof toolsOf>): Promise<void> {
  for (const order of await ledger.inTransaction(ordersOnCancelledPayments)) {
    const money = showMoney({ minor: order.amount_minor, currency: order.currency })
    await ledger.raise({
      kind: "order_without_payment",
      subject_id: order.id,
      order_id: order.order_id,
      message:
        `The order lives, but its payment of ${money} is cancelled and nothing was captured: nothing can be taken ` +
        `with it any more. Ship nothing for it; cancel the order, or take the money by another payment.`,
      facts: { vendor_tx_code: order.vendor_tx_code },
    })
  }
}
