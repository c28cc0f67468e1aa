/** Completes what stopped on its way: Medusa's rows that never reached the gateway, and intents between two legs. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { Modules } from "@medusajs/framework/utils"
import { SWEEP, unclaimed } from "../../modules/sagepay/claims"
import { LedgerError } from "../../modules/sagepay/errors"
import type { IntentRow, TransactionRow } from "../../modules/sagepay/rows"
import { find, loadFamily, resolveFinding } from "../../modules/sagepay/store"
import { takenOf } from "../../modules/sagepay/takings"
import { raiseInterrupted } from "../../modules/sagepay/upkeep"
import { AmountError } from "../../protocol/money"
import { clearDeadRows, levelOrderTransactions } from "../../providers/sagepay/order-transactions"
import { minorOf } from "../../shop/amounts"
import { moneyRow, readShop, type MoneyRow } from "../../shop/facts"
import { rowsWithoutMovement, type RowWithoutMovement } from "../../shop/holds"
import { rootsLackingTransactions } from "../../shop/order-transactions"
import { UNLEVELLED } from "../../shop/unlevelled"
import { comesLater, failureOf } from "../failure"
import type { Tools } from "../tools"
import { finishPayment } from "./finish"
type Table = "capture" | "refund"

/** By its own intent, or raised (rule 6). */
export async function completeRowsWithoutMovement(tools: Tools): Promise<void> {
  for (const table of ["capture", "refund"] as const) {
    const rows = await tools.ledger.inTransaction((knex) => rowsWithoutMovement(knex, table))
    for (const row of rows) await completeRow(tools, table, row)
  }
}

/** True when the movement was made. */
export async function completeRow(
  tools: Tools,
  table: Table,
  { id, root_id }: RowWithoutMovement
): Promise<boolean> {
  const { container, ledger, logger } = tools
  const root = await ledger.transactionBy({ id: root_id })
  if (!root) return false
  await clearDeadRows(container, ledger, root)
  const row = await ledger.inTransaction((knex) => moneyRow(knex, table, id))
  if (!row) return false
  try {
    const amountMinor = minorOf(row, root.currency)
    const actor = row.actor ?? undefined
    await ledger[table]({ root, sourceId: id, actor, amountMinor, readShop })
    // What cannot be written now, `levelOrders` writes; the payment does not wait, for nothing would finish it later.
    await levelOrderTransactions(container, ledger, root)
    await finishPayment(tools, root, table)
    logger.info(`sagepay: completed the ${table} ${id}, which had never been sent`)
    return true
  } catch (error) {
    if (!LedgerError.is(error) && !(error instanceof AmountError)) throw error
    logger.warn(`sagepay: could not complete the ${table} ${id}: ${error.message}`)
    if (comesLater(failureOf(error))) return false
    if (table === "refund" && (await isSettledUncovered(tools, root, id))) return false
    if (table === "capture" && (await isOvertaken(tools, root, row))) return false
    await ledger.raise({
      kind: "row_without_movement",
      subject_id: id,
      order_id: root.order_id,
      message: `Medusa counts a ${table} that the gateway never made: ${error.message}`,
      facts: {
        row: id,
        amount: row.amount,
        vendor_tx_code: root.vendor_tx_code,
        // A capture that never moved is undone by a refund in Medusa, for which nothing is sent.
        ...(table === "capture" && { payment_id: root.payment_id }),
      },
    })
    return false
  }
}

type Uncovered = "gone" | "waits" | "stands"

/** What becomes of a refund that could not be sent. Only where nothing at all is taken may it go without a word. */
async function fateOf(knex: Knex, root: TransactionRow, id: string): Promise<Uncovered> {
  const shop = await readShop(knex, root)
  const known = await find(knex, "intent", { source: "medusa_refund", source_id: id })
  if (shop.refundedMinor <= shop.capturedMinor || known !== undefined) return "stands"
  const family = await loadFamily(knex, root.id)
  const isCancelled = shop.order?.canceled === true
  const lacking = unclaimed(family, shop).filter(({ kind }) => kind === "capture")
  if (lacking.length > 0 && !isCancelled) {
    return (await isSeenTo(knex, lacking)) ? "stands" : "waits"
  }
  if (takenOf(family) === 0) return "gone"
  // What was taken for a cancelled order is being given back.
  return isCancelled ? "waits" : "stands"
}

/** A movement is on its way to Medusa, or on the list itself; but what a person took off it is not tried again. */
async function isSeenTo(knex: Knex, intents: readonly IntentRow[]): Promise<boolean> {
  const seen: unknown = await knex("sagepay_finding")
    .where({ kind: UNLEVELLED, status: "resolved" })
    .whereIn(
      "subject_id",
      intents.map(({ id }) => id)
    )
    .first("id")
  return seen !== undefined
}

/**
 * A refund of a capture that is gone: its process died, and the capture that it relied on was refused and taken away.
 * Core takes such a row away when the provider refuses it; here nobody was left to. False: it is to be raised.
 */
async function isSettledUncovered(
  { container, ledger, logger }: Tools,
  root: TransactionRow,
  id: string
): Promise<boolean> {
  const fate = await ledger.inTransaction((knex) => fateOf(knex, root, id))
  if (fate !== "gone") return fate === "waits"
  await container.resolve(Modules.PAYMENT).deleteRefunds([id])
  const said = "Nothing was captured that it could give back, and nothing was sent: it is gone."
  await ledger.inTransaction((knex) =>
    resolveFinding(knex, "row_without_movement", id, said, SWEEP)
  )
  logger.info(`sagepay: took the refund ${id} away, for which nothing is captured`)
  return true
}

/**
 * A capture that was never sent, and money taken in the console since, which Medusa lacks: one waits for the other. Core
 * takes such a row away, too, when the provider refuses it; then what was taken gets its own. False: it is to be raised.
 */
async function isOvertaken(
  { container, ledger, logger }: Tools,
  root: TransactionRow,
  { id }: MoneyRow
): Promise<boolean> {
  const isInTheWay = await ledger.inTransaction(async (knex) => {
    const known = await find(knex, "intent", { source: "medusa_capture", source_id: id })
    const shop = await readShop(knex, root)
    if (known !== undefined || shop.order === null || shop.order.canceled) return false
    const lacking = unclaimed(await loadFamily(knex, root.id), shop)
    const captures = lacking.filter(({ kind }) => kind === "capture")
    return captures.length > 0 && !(await isSeenTo(knex, captures))
  })
  if (!isInTheWay) return false
  await container.resolve(Modules.PAYMENT).deleteCaptures([id])
  const said = "It was never sent, and other money was taken in its place: it is gone."
  await ledger.inTransaction((knex) =>
    resolveFinding(knex, "row_without_movement", id, said, SWEEP)
  )
  logger.info(`sagepay: took the capture ${id} away, which was never sent and was overtaken`)
  return true
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
  for (const { id } of await tools.ledger.interruptedIntents()) {
    try {
      await resumeIntent(tools, id)
    } catch (error) {
      // One that cannot be read or written must not keep the others from going on.
      tools.logger.error(`sagepay: resuming ${id} failed: ${String(error)}`)
    }
  }
  await raiseInterrupted(tools.ledger.context)
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
