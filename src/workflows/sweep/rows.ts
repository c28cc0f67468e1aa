/** Completes what stopped on its way: Medusa's rows that never reached the gateway, and intents between two legs. */
import { LedgerError } from "../../modules/sagepay/errors"
import { AmountError } from "../../protocol/money"
import { levelOrderTransactions } from "../../providers/sagepay/order-transactions"
import { minorOf } from "../../shop/amounts"
import { moneyRow, readShop } from "../../shop/facts"
import { rowsWithoutMovement, type RowWithoutMovement } from "../../shop/holds"
import { rootsLackingTransactions } from "../../shop/order-transactions"
import type { toolsOf } from "./holds"

type Tools = ReturnType<typeof toolsOf>
type Table = "capture" | "refund"

/** Nothing to raise: it is tried again, or it stands on the attention list as what it is. */
const TRANSIENT: ReadonlySet<string> = new Set(["busy", "not_sent", "unknown"])

/** By its own intent, or raised (rule 6). */
export async function completeRowsWithoutMovement(tools: Tools): Promise<void> {
  for (const table of ["capture", "refund"] as const) {
    const rows = await tools.ledger.inTransaction((knex) => rowsWithoutMovement(knex, table))
    for (const row of rows) await complete(tools, table, row)
  }
}

async function complete(
  { container, ledger, logger }: Tools,
  table: Table,
  { id, root_id }: RowWithoutMovement
): Promise<void> {
  const root = await ledger.transactionBy({ id: root_id })
  const row = await ledger.inTransaction((knex) => moneyRow(knex, table, id))
  if (!root || !row) return
  try {
    const amountMinor = minorOf(row, root.currency)
    await ledger[table]({ root, sourceId: id, amountMinor, readShop })
    await levelOrderTransactions(container, ledger, root)
    logger.info(`sagepay: completed the ${table} ${id}, which had never been sent`)
  } catch (error) {
    if (!LedgerError.is(error) && !(error instanceof AmountError)) throw error
    logger.warn(`sagepay: could not complete the ${table} ${id}: ${error.message}`)
    if (TRANSIENT.has(error.code)) return
    await ledger.raise({
      kind: "row_without_movement",
      subject_id: id,
      order_id: root.order_id,
      message: `Medusa counts a ${table} that the gateway never made: ${error.message}`,
      facts: { row: id, amount: row.amount, vendor_tx_code: root.vendor_tx_code },
    })
  }
}

/** Orders whose list of transactions lost some: died between core's row and its transaction (rule 5). */
export async function levelOrders({ container, ledger }: Tools): Promise<void> {
  for (const id of await ledger.inTransaction(rootsLackingTransactions)) {
    const root = await ledger.transactionBy({ id })
    if (root) await levelOrderTransactions(container, ledger, root)
  }
}

/** A process died between two legs: the rest goes, or the intent is closed as it stands (rule 4). */
export async function resumeInterrupted(tools: Tools): Promise<void> {
  for (const { id } of await tools.ledger.interruptedIntents()) await resumeIntent(tools, id)
}

/** Also after a person has decided the leg in doubt. */
export async function resumeIntent({ ledger, logger }: Tools, intentId: string): Promise<void> {
  try {
    await ledger.resume(intentId, readShop)
  } catch (error) {
    if (!LedgerError.is(error)) throw error
    // What moved is recorded; what did not shows as books that differ, should it matter.
    logger.warn(`sagepay: the rest of ${intentId} did not go through: ${error.message}`)
  }
}
