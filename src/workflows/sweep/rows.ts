/** Completes Medusa's captures and refunds that never reached the gateway, by their own intent, or raises them (rule 6). */
import { LedgerError } from "../../modules/sagepay/errors"
import { computedToMinor } from "../../protocol/money"
import { readShop } from "../../shop/facts"
import { rowsWithoutMovement } from "../../shop/holds"
import type { toolsOf } from "./holds"

export async function completeRowsWithoutMovement({
  ledger,
  logger,
}: ReturnType<typeof toolsOf>): Promise<void> {
  for (const table of ["capture", "refund"] as const) {
    for (const row of await ledger.inTransaction((knex) => rowsWithoutMovement(knex, table))) {
      const root = await ledger.transactionBy({ id: row.root_id })
      if (!root) continue
      const amountMinor = computedToMinor(row.amount, root.currency)
      try {
        await ledger[table]({ root, sourceId: row.id, amountMinor, readShop })
        logger.info(`sagepay: completed the ${table} ${row.id}, which had never been sent`)
      } catch (error) {
        if (!LedgerError.is(error)) throw error
        logger.warn(`sagepay: could not complete the ${table} ${row.id}: ${error.message}`)
        if (error.code === "busy" || error.code === "not_sent" || error.code === "unknown") continue
        await ledger.raise({
          kind: "row_without_movement",
          subject_id: row.id,
          order_id: root.order_id,
          message: `Medusa counts a ${table} that the gateway never made: ${error.message}`,
          facts: { row: row.id, amount_minor: amountMinor, vendor_tx_code: root.vendor_tx_code },
        })
      }
    }
  }
}
