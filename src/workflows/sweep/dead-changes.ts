/** Takes away what keeps an order from being cancelled, and its refund from being credited (rule 5). */
import { Modules } from "@medusajs/framework/utils"
import { deadCreditChanges } from "../../shop/dead-changes"
import type { toolsOf } from "./holds"

export async function cancelDeadChanges({
  container,
  ledger,
  logger,
}: ReturnType<typeof toolsOf>): Promise<void> {
  for (const id of await ledger.inTransaction(deadCreditChanges)) {
    // What it was to credit is credited with the refund's order transaction, if there is one: see `levelOrders`.
    await container.resolve(Modules.ORDER).cancelOrderChange(id)
    logger.info(`sagepay: took away ${id}, an order change whose process had died`)
  }
}
