import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { LedgerError } from "../../modules/sagepay/errors"
import { releaseLevelling } from "../../modules/sagepay/level"
import type { TransactionRow } from "../../modules/sagepay/rows"
import type { SagepayModuleService } from "../../modules/sagepay/service"
import { OUR_CHANGE } from "../../shop/dead-changes"
import {
  creditFor,
  deadRows,
  missingTransactions,
  type MissingTransaction,
} from "../../shop/order-transactions"

/**
 * Before a movement (rule 5): core writes every order transaction that is missing with the amount of the movement in
 * hand, and the order would count money that never was. Those that may still be on their way stop it for a moment.
 */
export async function levelBefore(
  container: MedusaContainer,
  ledger: SagepayModuleService,
  root: TransactionRow,
  inHand: string
): Promise<void> {
  await clearDeadRows(container, ledger, root)
  const missing = await ledger.read((knex) => missingTransactions(knex, root, inHand))
  const { lost, neverMoved, young } = missing
  if (lost.length + neverMoved.length === 0 && !young) return
  if (!young && (await claimAndWrite(container, ledger, root, inHand))) return
  throw new LedgerError(
    "busy",
    "Nothing was sent: an earlier capture or refund of this order is still being recorded. Try again in three minutes; " +
      "if the order is being edited, finish or cancel the edit first."
  )
}

/** Core would count them for the order, with the amount of the movement in hand. */
export async function clearDeadRows(
  container: MedusaContainer,
  ledger: SagepayModuleService,
  root: TransactionRow
): Promise<void> {
  const payments = container.resolve(Modules.PAYMENT)
  for (const { table, id } of await ledger.read((knex) => deadRows(knex, root))) {
    if (table === "capture") await payments.deleteCaptures([id])
    else await payments.deleteRefunds([id])
  }
}

/** Writes the order transactions that are lost, each with its own amount. False while some are not written. */
export async function levelOrderTransactions(
  container: MedusaContainer,
  ledger: SagepayModuleService,
  root: TransactionRow
): Promise<boolean> {
  const { lost } = await ledger.read((knex) => missingTransactions(knex, root, null))
  return lost.length === 0 || claimAndWrite(container, ledger, root)
}

/** Without a row in hand: only what has moved. */
async function claimAndWrite(
  container: MedusaContainer,
  ledger: SagepayModuleService,
  root: TransactionRow,
  inHand: string | null = null
): Promise<boolean> {
  // Core checks and inserts without a lock; a lock of ours would hold one connection while core asks for another.
  const claimed = await ledger.claimLevelling(root.id)
  if (!claimed) return false
  try {
    const isBefore = inHand !== null
    return await writeLostTransactions(container, ledger, root, { inHand, isBefore })
  } finally {
    await releaseLevelling(ledger.context, root.id, claimed)
  }
}

type Writing = {
  /** Core writes the one of this row by itself. */
  readonly inHand?: string | null
  /** A movement of core's follows. */
  readonly isBefore: boolean
  /** It is one that a job brings Medusa level with. */
  readonly levels?: "capture" | "refund"
}

/** For the holder of the payment's levelling claim. False while core may still be writing one, or one could not be. */
export async function writeLostTransactions(
  container: MedusaContainer,
  ledger: SagepayModuleService,
  root: TransactionRow,
  { inHand = null, isBefore, levels }: Writing
): Promise<boolean> {
  const { lost, neverMoved, young } = await ledger.read((knex) =>
    missingTransactions(knex, root, inHand, levels)
  )
  let isWritten = true
  for (const row of isBefore ? [...lost, ...neverMoved] : lost) {
    const credit = await ledger.read((knex) => creditFor(knex, row))
    // The credit first: while the transaction is missing, both are looked for again.
    if (credit > 0 && !(await writeCredit(container, row, credit))) isWritten = false
    else await container.resolve(Modules.ORDER).addOrderTransactions([{ ...row }])
  }
  return isWritten && !young
}

/** Core's own for refunds, which it exports by name only. The other one wants a difference that this is to prevent. */
const CREDIT_WORKFLOW = "create-order-refund-credit-lines"

/** As core does with a refund. It cannot while an edit of the order is open; then it comes later. */
export async function writeCredit(
  container: MedusaContainer,
  { order_id, reference, reference_id }: Omit<MissingTransaction, "amount" | "currency_code">,
  amount: number
): Promise<boolean> {
  try {
    await container.resolve(Modules.WORKFLOW_ENGINE).run(CREDIT_WORKFLOW, {
      input: {
        order_id,
        amount,
        reference,
        referenceId: reference_id,
        created_by: OUR_CHANGE,
      },
    })
    return true
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`sagepay: ${order_id} cannot count its refund ${reference_id} yet: ${why}`)
    return false
  }
}
