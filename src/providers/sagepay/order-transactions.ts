import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { TransactionRow } from "../../modules/sagepay/rows"
import type { SagepayModuleService } from "../../modules/sagepay/service"
import { missingTransactions } from "../../shop/order-transactions"

/**
 * Writes the order transactions that are missing, each with its own amount, before another movement (rule 5): core
 * would write them with the amount of that movement, and the order would count money that never was.
 */
export async function levelOrderTransactions(
  container: Pick<MedusaContainer, "resolve">,
  ledger: SagepayModuleService,
  root: TransactionRow,
  inHand: string | null
): Promise<void> {
  if (
    (await ledger.inTransaction((knex) => missingTransactions(knex, root, inHand))).length === 0
  ) {
    return
  }
  await ledger.inTransaction(async (knex) => {
    // Core checks and inserts without a lock. Whoever is second leaves it to the first.
    const tried: unknown = await knex.raw(
      "select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as mine",
      [`sagepay:order-transactions:${root.id}`]
    )
    if (!(tried as { rows: { mine: boolean }[] }).rows[0]?.mine) return
    const missing = await missingTransactions(knex, root, inHand)
    if (missing.length > 0) {
      await container
        .resolve(Modules.ORDER)
        .addOrderTransactions(missing.map((row) => ({ ...row })))
    }
  })
}
