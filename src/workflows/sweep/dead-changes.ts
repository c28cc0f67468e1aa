/** Sees to what core began for a refund's credit, or never began, when its process died (rule 5). */
import { Modules } from "@medusajs/framework/utils"
import { releaseLevelling } from "../../modules/sagepay/level"
import { writeCredit } from "../../providers/sagepay/order-transactions"
import { deadCreditChanges, uncreditedRefunds } from "../../shop/dead-changes"
import type { Tools } from "../tools"

/** They keep an order from being cancelled, and its refund from being credited. */
export async function endDeadChanges(tools: Tools): Promise<void> {
  const { ledger } = tools
  for (const { id, root_id } of await ledger.inTransaction((knex) => deadCreditChanges(knex))) {
    await underClaim(tools, root_id, () => endDeadChange(tools, id))
  }
}

async function endDeadChange({ container, ledger, logger }: Tools, id: string): Promise<void> {
  const [change] = await ledger.inTransaction((knex) => deadCreditChanges(knex, id))
  if (!change) return
  const orders = container.resolve(Modules.ORDER)
  if (change.credits) {
    await orders.confirmOrderChange(id)
    logger.info(`sagepay: confirmed ${id}, the credit of a refund whose process had died`)
    return
  }
  // Its refund, if there is one, is credited by `creditRefunds` where the order counts it, else by `levelOrders`.
  await orders.cancelOrderChange(id)
  logger.info(`sagepay: took away ${id}, an order change whose process had died`)
}

/** Without its credit the order asks again for what was refunded, and staff might charge it. */
export async function creditRefunds(tools: Tools): Promise<void> {
  const { ledger } = tools
  for (const found of await ledger.inTransaction((knex) => uncreditedRefunds(knex))) {
    await underClaim(tools, found.root_id, () => creditRefund(tools, found.order_id))
  }
}

async function creditRefund({ container, ledger, logger }: Tools, orderId: string): Promise<void> {
  const [refund] = await ledger.inTransaction((knex) => uncreditedRefunds(knex, orderId))
  if (!refund) return
  const { order_id, reference_id, credit } = refund
  const row = { order_id, reference: "refund", reference_id } as const
  if (!(await writeCredit(container, row, Number(credit)))) return
  logger.warn(
    `sagepay: credited ${credit} to the order ${order_id} for its refund ${reference_id}, whose process had died`
  )
}

/** Two at once would credit it twice; and one that fails does not keep the others waiting. */
async function underClaim(
  { ledger, logger }: Tools,
  rootId: string,
  work: () => Promise<void>
): Promise<void> {
  const claimed = await ledger.claimLevelling(rootId)
  if (!claimed) return
  try {
    await work()
  } catch (error) {
    logger.warn(`sagepay: a refund of ${rootId} is not credited yet: ${String(error)}`)
  } finally {
    await releaseLevelling(ledger.context, rootId, claimed)
  }
}
