import { Modules } from "@medusajs/framework/utils"
import type { Bought } from "../helpers/shopper"
import type { LevelSuite } from "./suite"

export type ListWords = {
  /** As core writes it, in the present version of the order. */
  write(bought: Bought, reference_id: string, amount: number): Promise<void>
  take(bought: Bought, reference_id: string): Promise<void>
  /** The gateway never heard our OK, and the payment is without money. */
  letGo(bought: Bought): Promise<void>
  /** The order and all of it was touched an hour earlier. */
  later(bought: Bought): Promise<void>
  /** The list, and the sums of the order: paid, refunded, what is left, and what is to be paid. */
  seen(bought: Bought): Promise<{ list: number[]; sums: number[]; pending: number }>
}

/** Short words for an order's own list of transactions. */
export function listsOf({ store, desk, summary }: LevelSuite): ListWords {
  const orders = () => store.container.resolve(Modules.ORDER)

  return {
    write: async ({ orderId }, reference_id, amount) => {
      const reference = amount < 0 ? "refund" : "capture"
      const currency_code = "gbp"
      await orders().addOrderTransactions([
        { order_id: orderId, amount, currency_code, reference, reference_id },
      ])
    },
    take: async ({ orderId }, reference_id) => {
      const lines = await orders().listOrderTransactions({ order_id: orderId, reference_id })
      await orders().deleteOrderTransactions(lines.map(({ id }) => id))
    },
    letGo: async ({ paymentId }) => {
      await store
        .database("sagepay_transaction")
        .where({ payment_id: paymentId })
        .update({ state: "failed", answer_status: "INVALID" })
    },
    later: async ({ orderId }) => {
      await desk.age()
      const hour = "- interval '1 hour'"
      await store.database.raw(
        `update "order" set updated_at = updated_at ${hour}, canceled_at = canceled_at ${hour} where id = ?`,
        [orderId]
      )
      await store.database.raw(
        `update order_transaction set created_at = created_at ${hour}, updated_at = updated_at ${hour}
         where order_id = ?`,
        [orderId]
      )
    },
    seen: async (bought) => {
      const lines = await orders().listOrderTransactions({ order_id: bought.orderId })
      const totals = await summary(bought)
      const { paid_total, refunded_total, transaction_total } = totals
      return {
        list: lines.map(({ amount }) => Number(amount)).sort((a, b) => a - b),
        sums: [paid_total, refunded_total, transaction_total].map(Number),
        pending: Number(totals.pending_difference),
      }
    },
  }
}
