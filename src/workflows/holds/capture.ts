/** The option before_lapse "capture": what the order still needs is taken before the hold ends. */
import { capturePaymentWorkflow } from "@medusajs/medusa/core-flows"
import { capturedOf } from "../../modules/sagepay/fulfilment"
import { lastWarning } from "../../modules/sagepay/hold-watch"
import { beforeLapseMark } from "../../modules/sagepay/hold-watch-mark"
import { releaseLevelling } from "../../modules/sagepay/level"
import { loadFamily } from "../../modules/sagepay/store"
import { toMajor } from "../../protocol/money"
import { writeLostTransactions } from "../../providers/sagepay/order-transactions"
import { holdsToCapture, type ShopHold } from "../../shop/expiring"
import { comesLater, failureOf } from "../failure"
import type { Tools } from "../tools"
import { neededOf } from "./warn"
import { notCaptured } from "./words"

export async function captureBeforeLapse(tools: Tools): Promise<void> {
  const { ledger } = tools
  for (const { id } of await due(tools)) {
    // One at a time; what a person captures at the same moment the ledger sees under its lock.
    const claimed = await ledger.claimLevelling(id)
    if (!claimed) continue
    try {
      // Somebody may have captured it before the claim.
      const [hold] = await due(tools, id)
      if (hold) await capture(tools, hold)
    } finally {
      await releaseLevelling(ledger.context, id, claimed)
    }
  }
}

function due({ ledger }: Tools, holdId?: string): Promise<ShopHold[]> {
  const days = lastWarning(ledger.options.hold_warning_days)
  return ledger.inTransaction((knex) => holdsToCapture(knex, ledger.context.now(), days, holdId))
}

async function capture(tools: Tools, hold: ShopHold): Promise<void> {
  const { container, ledger, logger } = tools
  const { family, needed } = await ledger.inTransaction(async (knex) => ({
    family: await loadFamily(knex, hold.id),
    needed: await neededOf(knex, hold),
  }))
  if (needed === 0 || hold.owner_payment_id === null) return
  // Core would write those that are missing with the amount of this capture.
  const isBefore = { isBefore: true }
  if (!(await writeLostTransactions(container, ledger, family.root, isBefore))) return
  try {
    await capturePaymentWorkflow(container).run({
      input: {
        payment_id: hold.owner_payment_id,
        amount: Number(toMajor(needed, hold.currency)),
        captured_by: beforeLapseMark(capturedOf(family) + needed),
      },
    })
    logger.info(`sagepay: captured what the order needs of ${hold.vendor_tx_code}: it lapses soon`)
  } catch (error) {
    const failure = failureOf(error)
    logger.warn(`sagepay: could not capture ${hold.vendor_tx_code}: ${failure.message}`)
    if (comesLater(failure)) return
    // Somebody was quicker: the next sweep sees what is needed then.
    const isStill = await ledger.inTransaction((knex) => neededOf(knex, hold))
    if (isStill === needed) await ledger.raise(notCaptured(hold, needed, failure.message))
  }
}
