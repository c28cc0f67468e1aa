/** After an edit core asks for the whole total again. Here it asks for what the hold does not cover, and no more. */
import { deleteOrderPaymentCollections } from "@medusajs/medusa/core-flows"
import { Modules, PaymentCollectionStatus } from "@medusajs/framework/utils"
import { toMajor } from "../../protocol/money"
import { openCollections } from "../../shop/charges"
import { collectionsOfLiveHolds, ordersThatAsk, type AskingOrder } from "../../shop/edited-orders"
import { readOwed } from "../../shop/owed"
import type { Tools } from "../tools"

export async function tidyEditedOrders(tools: Tools): Promise<void> {
  const { container, ledger } = tools
  const payments = container.resolve(Modules.PAYMENT)
  for (const id of await ledger.inTransaction(collectionsOfLiveHolds)) {
    await payments.updatePaymentCollections(id, { status: PaymentCollectionStatus.AUTHORIZED })
  }
  for (const order of await ledger.inTransaction(ordersThatAsk)) await askForNoMore(tools, order)
}

async function askForNoMore(
  { container, ledger, logger }: Tools,
  { order_id, currency }: AskingOrder
): Promise<void> {
  const { owed, open } = await ledger.inTransaction(async (knex) => ({
    owed: await readOwed(knex, order_id),
    open: await openCollections(knex, order_id, currency),
  }))
  if (owed?.currency !== currency) return
  let left = owed.minor
  for (const { id, status, amountMinor } of open) {
    if (status === "not_paid" && left === 0) {
      await deleteOrderPaymentCollections(container).run({ input: { id } })
      logger.info(`sagepay: ${order_id} owes nothing more, so it asks for nothing more`)
    } else if (status === "not_paid" && amountMinor > left) {
      const amount = Number(toMajor(left, currency))
      await container.resolve(Modules.PAYMENT).updatePaymentCollections(id, { amount })
    }
    left = Math.max(0, left - amountMinor)
  }
}
