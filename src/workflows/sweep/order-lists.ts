/** Brings an order's list of transactions, and its sums, level with captures less refunds (rule 5). */
import { Modules } from "@medusajs/framework/utils"
import BigNumber from "bignumber.js"
import { releaseLevelling } from "../../modules/sagepay/level"
import {
  mendingOf,
  orderList,
  summaryToLevel,
  unevenOrders,
  type OrderList,
} from "../../shop/order-lists"
import type { Tools } from "../tools"

/** The order module has it for each of its models, and core's types leave it out. */
type Summaries = {
  updateOrderSummaries(summary: { id: string; totals: object }): Promise<unknown>
}

export async function levelOrderLists(tools: Tools): Promise<void> {
  const { ledger } = tools
  for (const { order_id, root_id } of await ledger.inTransaction(unevenOrders)) {
    const claimed = await ledger.claimLevelling(root_id)
    if (!claimed) continue
    try {
      await levelList(tools, order_id)
    } finally {
      await releaseLevelling(ledger.context, root_id, claimed)
    }
  }
}

/** Looked at again under the claim: another process may have done it since. */
async function levelList(tools: Tools, orderId: string): Promise<void> {
  const list = await tools.ledger.inTransaction((knex) => orderList(knex, orderId))
  if (!list) return
  await mend(tools, orderId, list)
  await levelSummary(tools, orderId)
}

async function mend({ container, logger }: Tools, orderId: string, list: OrderList): Promise<void> {
  const mending = mendingOf(list)
  if (!mending) return
  const orders = container.resolve(Modules.ORDER)
  const { currency_code } = list
  const added = mending.add.map((line) => ({ ...line, order_id: orderId, currency_code }))
  // Killed between the two it has lines too many, and loses them the next time; never is one lost.
  if (added.length > 0) await orders.addOrderTransactions(added)
  if (mending.remove.length > 0) {
    await orders.deleteOrderTransactions(mending.remove.map(({ id }) => id))
  }
  logger.info(
    `sagepay: the order ${orderId} had ${mending.remove.length} transactions too many or wrong, and lacked ` +
      `${added.length}; its list is what its payments come to now`
  )
  // Whole, for whoever misses one: it could be written again.
  for (const { reference, reference_id, amount } of mending.remove) {
    logger.info(
      `sagepay: the order ${orderId} lost the ${reference} of ${amount} for ${reference_id}`
    )
  }
}

/** Core sums up the version of the order in which a transaction was written, which need not be the present one. */
async function levelSummary({ container, ledger }: Tools, orderId: string): Promise<void> {
  const summary = await ledger.inTransaction((knex) => summaryToLevel(knex, orderId))
  if (!summary) return
  const { id, paid, refunded, pending } = summary
  const sums = {
    paid_total: paid,
    refunded_total: refunded,
    transaction_total: new BigNumber(paid).minus(refunded).toFixed(),
    pending_difference: pending,
  }
  const totals = { ...summary.totals }
  for (const [name, value] of Object.entries(sums)) {
    totals[name] = Number(value)
    totals[`raw_${name}`] = { value, precision: 20 }
  }
  const orders = container.resolve(Modules.ORDER) as unknown as Summaries
  await orders.updateOrderSummaries({ id, totals })
}
