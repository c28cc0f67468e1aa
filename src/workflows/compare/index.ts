import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { SAGEPAY_MODULE } from "../../modules/sagepay"
import { compareAccount, compareTransaction, type Compared } from "../../modules/sagepay/compare"
import { accountNames, nameOf } from "../../modules/sagepay/installation"
import type { SagepayModuleService } from "../../modules/sagepay/service"
import { tellReleased, type Released } from "../../modules/sagepay/tell-released"
import { holdsEndedElsewhere } from "../../shop/ended-holds"
import { readShop } from "../../shop/facts"
import { level } from "../level"

export type CompareRun = {
  /** Asks also about what was compared a moment ago. */
  readonly again?: boolean
}

/**
 * Compares the ledger with the gateway's own books, and brings Medusa level with what was done in the gateway's console.
 * Safe to run at any time and in several processes at once.
 */
export async function compare(
  container: MedusaContainer,
  { again = false }: CompareRun = {}
): Promise<readonly Compared[]> {
  const ledger = container.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const runs: Compared[] = []
  for (const name of accountNames(ledger.options)) {
    const account = name === "" ? null : name
    try {
      const compared = await compareAccount(ledger.context, account, { readShop, again })
      if (!compared) continue
      runs.push(compared)
      if (compared.stopped !== null) {
        logger.warn(
          `sagepay: comparing ${nameOf(name)} with the gateway ended early, the rest comes first the next time: ${compared.stopped}`
        )
      }
    } catch (error) {
      logger.error(
        `sagepay: comparing ${nameOf(name)} with the gateway failed`,
        error instanceof Error ? error : undefined
      )
    }
  }
  await bringLevel(container, runs)
  return runs
}

/** One transaction, now: for a person who has put something right. False where nobody can be asked. */
export async function compareOne(
  container: MedusaContainer,
  transactionId: string
): Promise<boolean> {
  const ledger = container.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const compared = await compareTransaction(ledger.context, transactionId, readShop)
  if (compared) await bringLevel(container, [compared])
  return compared !== undefined && compared.stopped === null
}

/** A person has read in the gateway's console how much was released. */
export async function recordReleased(
  container: MedusaContainer,
  told: Omit<Released, "readShop">
): Promise<void> {
  const ledger = container.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const rootId = await tellReleased(ledger.context, { ...told, readShop })
  await bringLevel(container, [{ moved: [rootId] }])
}

export async function bringLevel(
  container: MedusaContainer,
  runs: readonly Pick<Compared, "moved">[]
): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  for (const rootId of runs.flatMap(({ moved }) => moved)) {
    try {
      await level(container, rootId)
    } catch (error) {
      // It is in the ledger, so the sweep brings Medusa level with it.
      logger.warn(
        `sagepay: ${rootId} is not level with the gateway's console yet: ${String(error)}`
      )
    }
  }
  await cancelEndedHolds(container)
}

/** Medusa's payment is cancelled with a hold that was ended in the console, so that nobody counts on it. */
async function cancelEndedHolds(container: MedusaContainer): Promise<void> {
  const ledger = container.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  for (const hold of await ledger.inTransaction(holdsEndedElsewhere)) {
    try {
      if (hold.payment_id !== null) {
        await container.resolve(Modules.PAYMENT).cancelPayment(hold.payment_id)
      }
      await ledger.inTransaction((knex) =>
        knex("sagepay_intent").where({ id: hold.intent_id }).update({ levelled_at: knex.fn.now() })
      )
    } catch (error) {
      logger.warn(
        `sagepay: Medusa's payment ${hold.payment_id} could not be cancelled, and is tried again: ${String(error)}`
      )
    }
  }
}
