/** Brings a cancelled order's list of transactions, and its sums, level with captures less refunds (rule 5). */
import { Modules } from "@medusajs/framework/utils"
import BigNumber from "bignumber.js"
import { releaseLevelling } from "../../modules/sagepay/level"
import {
  linesOf,
  mendingOf,
  summaryToLevel,
  unevenOrders,
  type PaymentLines,
} from "../../shop/cancelled-transactions"
import type { toolsOf } from "./holds"

type Tools = ReturnType<typeof toolsOf>

/** The order module has it for each of its models, and core's types leave it out. */
type Summaries = {
  updateOrderSummaries(summary: { id: string; totals: object }): Promise<unknown>
}

export async function levelCancelledOrders(tools: Tools): Promise<void> {
  const { ledger } = tools
  for (const { order_id, root_id } of await ledger.inTransaction((knex) => unevenOrders(knex))) {
    const claimed = await ledger.claimLevelling(root_id)
    if (!claimed) continue
    try {
      await levelOrder(tools, order_id)
    } finally {
      await releaseLevelling(ledger.context, root_id, claimed)
    }
  }
}

/** Looked at again under the claim: another process may have done it since. */
async function levelOrder(tools: Tools, orderId: string): Promise<void> {
  const { ledger } = tools
  const payments = await ledger.inTransaction(async (knex) =>
    (await unevenOrders(knex, orderId)).length > 0 ? linesOf(knex, orderId) : []
  )
  for (const payment of payments) await mend(tools, orderId, payment)
  if (payments.length > 0) await levelSummary(tools, orderId)
}

async function mend(
  { container, logger }: Tools,
  orderId: string,
  payment: PaymentLines
): Promise<void> {
  const mending = mendingOf(payment)
  if (!mending) return
  const orders = container.resolve(Modules.ORDER)
  // Killed between the two it is uneven still, and mended from what is there then.
  if (mending.remove.length > 0) await orders.deleteOrderTransactions([...mending.remove])
  const { currency_code } = payment
  const added = mending.add.map((line) => ({ ...line, order_id: orderId, currency_code }))
  if (added.length > 0) await orders.addOrderTransactions(added)
  logger.info(
    `sagepay: the cancelled order ${orderId} had ${mending.remove.length} transactions too many and lacked ` +
      `${mending.add.length}; its list is what its payments come to now`
  )
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
