import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { LedgerError } from "../../modules/sagepay/errors"
import type { TransactionRow } from "../../modules/sagepay/rows"
import type { SagepayModuleService } from "../../modules/sagepay/service"
import { missingTransactions } from "../../shop/order-transactions"

type Container = Pick<MedusaContainer, "resolve">

/**
 * Before a movement (rule 5): core writes every order transaction that is missing with the amount of the movement in
 * hand, and the order would count money that never was. Those that may still be on their way stop it for a moment.
 */
export async function levelBefore(
  container: Container,
  ledger: SagepayModuleService,
  root: TransactionRow,
  inHand: string
): Promise<void> {
  const { lost, young } = await ledger.read((knex) => missingTransactions(knex, root, inHand))
  if (lost.length === 0 && !young) return
  if (!young && (await levelOrderTransactions(container, ledger, root, inHand))) return
  throw new LedgerError(
    "busy",
    "Nothing was sent: an earlier capture or refund of this order is still being recorded. Try again in three minutes."
  )
}

/** Writes the order transactions that are lost, each with its own amount. False while somebody else is at it. */
export async function levelOrderTransactions(
  container: Container,
  ledger: SagepayModuleService,
  root: TransactionRow,
  inHand: string | null = null
): Promise<boolean> {
  const { lost } = await ledger.read((knex) => missingTransactions(knex, root, inHand))
  if (lost.length === 0) return true
  // Core checks and inserts without a lock; a lock of ours would hold one connection while core asks for another.
  if (!(await ledger.claimLevelling(root.id))) return false
  try {
    const { lost: now } = await ledger.read((knex) => missingTransactions(knex, root, inHand))
    if (now.length > 0) {
      await container.resolve(Modules.ORDER).addOrderTransactions(now.map((row) => ({ ...row })))
    }
  } finally {
    await ledger.change(root.id, { levelling_at: null })
  }
  return true
}
