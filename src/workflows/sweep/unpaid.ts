import { raiseUnlessSeen } from "../../modules/sagepay/findings"
import { computedToMinor, showMoney } from "../../protocol/money"
import { CANCEL_STOPPED, stoppedCancels } from "../../shop/stopped-cancels"
import {
  ordersOnCancelledPayments,
  ordersWithoutPayment,
  unpaidOrders,
} from "../../shop/unpaid-orders"
import type { Tools } from "../tools"

/** Goods must not leave for money that the gateway let go. */
export async function raiseUnpaidOrders({ ledger }: Tools): Promise<void> {
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
export async function raiseOrdersWithoutPayment({ ledger }: Tools): Promise<void> {
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
export async function raiseOrdersOnCancelledPayments({ ledger }: Tools): Promise<void> {
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

/** Whether it is one, and to be cancelled after all, nobody but a person knows; pressed again it comes to its end. */
export async function raiseStoppedCancels({ ledger }: Tools): Promise<void> {
  await ledger.inTransaction(async (knex) => {
    for (const { order_id, payment_id, vendor_tx_code, ...order } of await stoppedCancels(knex)) {
      const minor = computedToMinor(order.amount, order.currency)
      const finding = {
        kind: CANCEL_STOPPED,
        subject_id: order_id,
        order_id,
        message:
          `The order's totals say that ${showMoney({ minor, currency: order.currency })} of ${vendor_tx_code} was given ` +
          `back, and its payments do not: Medusa began to cancel the order and stopped on the way, or somebody booked it. ` +
          `Cancel it once more: then what is taken is given back. If it was given back in another way, take this off the list.`,
        facts: { vendor_tx_code, payment_id },
      }
      await raiseUnlessSeen(knex, finding, { amount_minor: minor })
    }
  })
}
