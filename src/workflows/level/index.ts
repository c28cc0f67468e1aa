/**
 * Brings Medusa level with the ledger (rule 5): movements that Medusa has no row for get one through Medusa's own
 * workflows, so that captured_at, collections, order totals and events are right too. The row names its intent; the
 * provider claims exactly that one under the payment's lock and posts nothing, whoever else is at it.
 */
import type { MedusaContainer } from "@medusajs/framework/types"
import { becomeCharge } from "../../modules/sagepay/beyond"
import { lackingMinor } from "../../modules/sagepay/claims"
import {
  isLacking,
  markNetted,
  releaseLevelling,
  renewLevelling,
} from "../../modules/sagepay/level"
import type { Family, IntentRow, TransactionRow } from "../../modules/sagepay/rows"
import type { ShopFacts } from "../../modules/sagepay/rules"
import { find, loadFamily, resolveFinding } from "../../modules/sagepay/store"
import { writeLostTransactions } from "../../providers/sagepay/order-transactions"
import { readShop } from "../../shop/facts"
import { readPressFacts, readTakenBeyond } from "../../shop/owed"
import { rootsToLevel, UNLEVELLED, unlevelledOf, type Unlevelled } from "../../shop/unlevelled"
import { failureOf, type Failure } from "../failure"
import { settleCharge } from "../settle-order"
import { toolsOf, type Tools } from "../tools"
import { raiseUnlevelled } from "./raise"
import { clearRowsNaming, makeRow } from "./row"

export type LevelOptions = {
  /** A person asks: their own retry is not waited for. */
  readonly impatient?: boolean
}

const BEYOND = { facts: readPressFacts, takenBeyond: readTakenBeyond }

/** Everything that is due, payment by payment. */
export async function levelAll(container: MedusaContainer): Promise<void> {
  const { ledger, logger } = toolsOf(container)
  for (const id of await ledger.inTransaction(rootsToLevel)) {
    try {
      await level(container, id)
    } catch (error) {
      logger.warn(`sagepay: ${id} is not level yet, and is tried again: ${String(error)}`)
    }
  }
}

/** One payment. True when Medusa has all of it; what is too young, or somebody else's at this moment, comes later. */
export async function level(
  container: MedusaContainer,
  rootId: string,
  { impatient = false }: LevelOptions = {}
): Promise<boolean> {
  const tools = toolsOf(container)
  const { ledger } = tools
  const due = () => ledger.inTransaction((knex) => unlevelledOf(knex, rootId, { impatient }))
  if ((await due()).length === 0) return true
  // For order: two at once are told apart by the claims. One that is a minute old is a dead process's.
  let claimed = await ledger.claimLevelling(rootId)
  if (!claimed) return false
  try {
    const root = await ledger.transactionBy({ id: rootId })
    for (const lacking of await due()) await clearRowsNaming(tools, lacking, claimed)
    if (!root) return false
    let isLevel = true
    for (const lacking of await due()) {
      claimed = await renewLevelling(ledger.context, rootId, claimed)
      if (!claimed) return false
      // Core would write those that are missing with the amount of the movement in hand.
      const before = { isBefore: true, levels: lacking.kind }
      if (!(await writeLostTransactions(container, ledger, root, before))) return false
      isLevel = (await bring(tools, root, lacking)) && isLevel
    }
    return isLevel
  } finally {
    if (claimed) await releaseLevelling(ledger.context, rootId, claimed)
  }
}

async function bring(tools: Tools, root: TransactionRow, lacking: Unlevelled): Promise<boolean> {
  const { ledger, logger } = tools
  const before = await look(tools, root, lacking)
  if (!before?.isLacking) return true
  const amountMinor = lackingMinor(before.family, before.shop, before.intent)
  // A row of Medusa's is on its way; what becomes of it decides how much is lacking.
  if (amountMinor === undefined) return false
  if (amountMinor === 0) return net(tools, before.intent)
  if (await becomeCharge(ledger.context, lacking.intent_id, BEYOND)) {
    logger.info(`sagepay: ${lacking.intent_id} becomes a payment of its own`)
    return settleCharge(tools, lacking.intent_id)
  }
  let failure: Failure | undefined
  try {
    await makeRow(tools, lacking, before.intent, amountMinor)
  } catch (error) {
    failure = failureOf(error)
  }
  const after = await look(tools, root, lacking)
  if (after && !after.isLacking) {
    await ledger.inTransaction((knex) =>
      resolveFinding(knex, UNLEVELLED, lacking.intent_id, "Medusa counts it now.", "sagepay")
    )
    logger.info(`sagepay: Medusa counts the ${before.intent.kind} ${lacking.intent_id} now`)
    // What failed after the claim, like an order transaction, the sweep completes.
    if (failure) logger.warn(`sagepay: but not to the end: ${failure.message}`)
    return true
  }
  const reason = failure?.message ?? COUNTED_IN_FULL
  logger.warn(`sagepay: Medusa could not count ${lacking.intent_id}: ${reason}`)
  // Somebody is at this payment: nothing is wrong, it is just not the moment.
  if (after && !isBusy(after, failure))
    await raiseUnlevelled(tools, root, lacking, after.intent, reason)
  return false
}

/** Another row of Medusa's stands for it already. */
async function net({ ledger, logger }: Tools, intent: IntentRow): Promise<boolean> {
  if (!(await markNetted(ledger.context, intent, readShop))) return false
  await ledger.inTransaction((knex) =>
    resolveFinding(knex, UNLEVELLED, intent.id, "Medusa counts as much without it.", "sagepay")
  )
  logger.info(`sagepay: Medusa needs no row for the ${intent.kind} ${intent.id}: it is level`)
  return true
}

type Look = {
  readonly intent: IntentRow
  readonly family: Family
  readonly shop: ShopFacts
  readonly isLacking: boolean
}

function look(
  { ledger }: Tools,
  root: TransactionRow,
  { intent_id }: Unlevelled
): Promise<Look | undefined> {
  return ledger.inTransaction(async (knex) => {
    const family = await loadFamily(knex, root.id)
    const shop = await readShop(knex, family.root)
    const intent = await find(knex, "intent", { id: intent_id })
    return intent && { intent, family, shop, isLacking: isLacking(family, shop, intent) }
  })
}

const COUNTED_IN_FULL =
  "Medusa made no row for it: it counts the payment as captured in full already."

function isBusy({ family }: Look, failure: Failure | undefined): boolean {
  if (family.intents.some(({ status }) => status === "open")) return true
  return failure?.code === "busy" || failure?.code === "another_shop"
}
