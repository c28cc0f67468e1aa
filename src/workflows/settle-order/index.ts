/**
 * A charge becomes a payment of its order (rule 11). The money came first; each step here is found done or done, so it
 * may be interrupted anywhere and run again, by the press itself and by the sweep, in any number of processes.
 */
import { processPaymentWorkflow } from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import { PaymentActions } from "@medusajs/framework/utils"
import {
  chargeOf,
  finishCharge,
  isThere,
  UNSETTLED,
  unsettledCharges,
  type Charge,
} from "../../modules/sagepay/charges"
import { releaseLevelling } from "../../modules/sagepay/level"
import { newCode } from "../../modules/sagepay/movements"
import { showMoney, toMajor } from "../../protocol/money"
import { readCharge } from "../../shop/charges"
import { readShop } from "../../shop/facts"
import { failureOf } from "../failure"
import type { Tools } from "../tools"
import { sessionFor, tidyCollections } from "./collections"

/** Every charge that has no payment in Medusa yet. */
export async function settleCharges(tools: Tools): Promise<void> {
  for (const id of await unsettledCharges(tools.ledger.context)) await settleCharge(tools, id)
}

/** True when nothing is left to do for it; what fails is raised, and tried again by the sweep. */
export async function settleCharge(tools: Tools, intentId: string): Promise<boolean> {
  const { ledger, logger } = tools
  const charge = await chargeOf(ledger.context, intentId)
  if (!charge) return true
  // One at a time, or Medusa would get two sessions; a claim a minute old is a dead process's.
  const claimed = await ledger.claimLevelling(charge.root.id)
  if (!claimed) return false
  try {
    await settle(tools, charge)
    return true
  } catch (error) {
    const reason = failureOf(error).message
    logger.warn(`sagepay: ${charge.root.vendor_tx_code} settles its order not yet: ${reason}`)
    await ledger.raise(finding(charge, reason))
    return false
  } finally {
    await releaseLevelling(ledger.context, charge.root.id, claimed)
  }
}

async function settle(tools: Tools, charge: Charge): Promise<void> {
  const { container, ledger, logger } = tools
  const look = (now: Charge) => ledger.inTransaction((knex) => readCharge(knex, now))
  const before = await look(charge)
  if (!before.payment && !isThere(charge.root)) return finishCharge(ledger.context, charge, null)
  if (!before.payment && before.order?.canceled !== false) {
    await giveBack(tools, charge)
    return finishCharge(ledger.context, charge, null)
  }
  const linked = before.sessionId ? charge : await sessionFor(tools, charge, before)
  if (!before.payment?.isBooked) await authorize(container, linked)
  const { payment, open } = await look(linked)
  if (!payment?.isBooked) throw new Error("Medusa has made no payment of it, and did not say why.")
  await finishCharge(ledger.context, charge, payment.id)
  await tidyCollections(tools, charge, open)
  logger.info(`sagepay: ${charge.root.vendor_tx_code} is ${payment.id} of ${charge.orderId} now`)
}

/** With a payment there already it only books what the order lacks; the provider posts nothing either way. */
async function authorize(container: MedusaContainer, { root }: Charge): Promise<void> {
  const isHeld = root.state === "deferred"
  await processPaymentWorkflow(container).run({
    input: {
      action: isHeld ? PaymentActions.AUTHORIZED : PaymentActions.SUCCESSFUL,
      data: {
        session_id: root.session_id ?? "",
        amount: Number(toMajor(root.amount_minor, root.currency)),
      },
    },
  })
}

/** The order was cancelled meanwhile, or is gone: nothing is kept that it does not owe (rule 3). */
function giveBack({ ledger }: Tools, { root }: Charge): Promise<void> {
  return ledger.endHold({
    root,
    sourceId: `${root.id}:${newCode()}`,
    amountMinor: root.amount_minor,
    readShop,
  })
}

function finding({ intent, root, orderId }: Charge, reason: string) {
  const money = showMoney({ minor: root.amount_minor, currency: root.currency })
  const did = root.state === "deferred" ? "is held" : "was charged"
  return {
    kind: UNSETTLED,
    subject_id: intent.id,
    order_id: orderId,
    message:
      `${money} ${did} with ${root.vendor_tx_code} for this order, and Medusa has no payment for it yet: ${reason} ` +
      `It is tried again every minute and nothing is charged twice; if it stays, give the money back with a VOID or ` +
      `REFUND of that transaction.`,
    facts: { vendor_tx_code: root.vendor_tx_code, transaction_id: root.id },
  }
}
