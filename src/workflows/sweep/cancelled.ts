/** What core leaves behind when it cancels an order: it swallows what goes wrong with the refund. */
import { Modules } from "@medusajs/framework/utils"
import { SWEEP } from "../../modules/sagepay/claims"
import { releaseLevelling } from "../../modules/sagepay/level"
import { resolveFinding } from "../../modules/sagepay/store"
import { showMoney } from "../../protocol/money"
import { clearDeadRows } from "../../providers/sagepay/order-transactions"
import {
  countedOfCancelledOrders,
  NOT_REFUNDED,
  paymentsWithoutHold,
  type CountedRoot,
} from "../../shop/cancelled-orders"
import { comesLater, failureOf } from "../failure"
import type { Tools } from "../tools"

/** Gives back what was taken for a cancelled order; of one order when a person asks. */
export async function refundCancelledOrders(tools: Tools, orderId?: string): Promise<void> {
  const roots = await tools.ledger.inTransaction((knex) =>
    countedOfCancelledOrders(knex, { orderId })
  )
  for (const root of roots) {
    // One at a time: a second one would ask for a refund of what is given back already, and raise its refusal.
    const claimed = await tools.ledger.claimLevelling(root.id)
    if (!claimed) continue
    try {
      // What a dead job wrote counts for nothing: refunded, Medusa would have a refund without a capture.
      await clearDeadRows(tools.container, tools.ledger, root)
      // Somebody may have given it back before the claim.
      const [still] = await tools.ledger.inTransaction((knex) =>
        countedOfCancelledOrders(knex, { orderId, rootId: root.id })
      )
      if (still) await refund(tools, still)
    } finally {
      await releaseLevelling(tools.ledger.context, root.id, claimed)
    }
  }
}

async function refund({ container, ledger, logger }: Tools, root: CountedRoot): Promise<void> {
  const { id, owner_payment_id: payment_id, owner_order_id, vendor_tx_code } = root
  if (payment_id === null) return
  try {
    // Core booked the whole refund when it cancelled the order, so only the payment lacks it.
    await container.resolve(Modules.PAYMENT).refundPayment({
      payment_id,
      amount: Number(root.counted),
      created_by: SWEEP,
      note: "The order was cancelled and its refund had failed.",
    })
    await ledger.inTransaction((knex) =>
      resolveFinding(knex, NOT_REFUNDED, id, "It was given back.", SWEEP)
    )
    logger.info(`sagepay: gave back what was left of ${vendor_tx_code}: its order is cancelled`)
  } catch (error) {
    const failure = failureOf(error)
    logger.warn(`sagepay: could not give back ${vendor_tx_code}: ${failure.message}`)
    if (comesLater(failure)) return
    const money = showMoney({ minor: root.ours_minor, currency: root.currency })
    const left =
      root.ours_minor > 0
        ? `${money} of ${vendor_tx_code} is still taken`
        : `its payment does not, and the gateway has nothing left of ${vendor_tx_code}`
    await ledger.raise({
      kind: NOT_REFUNDED,
      subject_id: id,
      order_id: owner_order_id,
      message:
        `The order is cancelled and Medusa's totals show it as refunded, but ${left}: ${failure.message} ` +
        `Give it back by hand, or try again when what stands in the way is gone.`,
      facts: { ours_minor: root.ours_minor, vendor_tx_code, payment_id },
    })
  }
}

/** Medusa's Capture button goes where nothing is left to capture; the provider posts nothing for it. */
export async function cancelPaymentsWithoutHold({ container, ledger }: Tools): Promise<void> {
  for (const id of await ledger.inTransaction(paymentsWithoutHold)) {
    await container.resolve(Modules.PAYMENT).cancelPayment(id)
  }
}
