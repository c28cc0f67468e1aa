/**
 * Captures what is due for what is fulfilled, and gives back what was captured for what is fulfilled no more (rule 12).
 * The level of the order decides, not the event: it is looked at afresh before each step, under the payment's claim, and
 * the row of each step names the level that it leads to, which the ledger checks once more under its lock.
 */
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { releaseLevelling } from "../../modules/sagepay/level"
import { planFulfilment, type FulfilmentPlan } from "../../modules/sagepay/fulfilment-plan"
import { writeLostTransactions } from "../../providers/sagepay/order-transactions"
import { readFulfilled, type FulfilledOrder } from "../../shop/fulfilled"
import {
  deadCaptures,
  markSeen,
  orderOfFulfilment,
  ordersToLook,
  type DeadCapture,
} from "../../shop/fulfilled-orders"
import { failureOf, isRefusal, type Failure } from "../failure"
import { toolsOf, type Tools } from "../tools"
import { raiseFailure, refusedLevels, sayWhatIsLeft, type Refused } from "./findings"
import { carryOut, undoCredits } from "./moves"
import { nextStep, sameStep, type Step } from "./steps"

/** A person asks for one payment what was refused, or what is only done when somebody says so. */
export type Asked = { readonly rootId: string; readonly findingId: string }

/** More than any order has payments. One that does not come to rest comes again with the next sweep. */
const TURNS = 12

/** What the sweep does: lost events, dead processes, and what had to wait. */
export async function captureFulfilled(tools: Tools): Promise<void> {
  const { container, ledger, logger } = tools
  if (ledger.options.auto_capture === "off") return
  const dead = await ledger.inTransaction((knex) => deadCaptures(knex))
  for (const capture of dead) await clearDead(tools, capture)
  const changed = await ledger.inTransaction(ordersToLook)
  for (const id of new Set([...dead.map(({ order_id }) => order_id), ...changed])) {
    try {
      await fulfilOrder(container, id)
    } catch (error) {
      logger.warn(`sagepay: ${id} is not captured as fulfilled yet, tried again: ${String(error)}`)
    }
  }
}

/** Whoever refunds what a cancelled order counts holds the same claim. */
async function clearDead({ container, ledger }: Tools, dead: DeadCapture): Promise<void> {
  const claimed = await ledger.claimLevelling(dead.root_id)
  if (!claimed) return
  try {
    const still = await ledger.inTransaction((knex) => deadCaptures(knex, dead.id))
    if (still.length > 0) await container.resolve(Modules.PAYMENT).deleteCaptures([dead.id])
  } finally {
    await releaseLevelling(ledger.context, dead.root_id, claimed)
  }
}

/** The order of a fulfilment, as core's events name it. */
export async function fulfilWith(container: MedusaContainer, fulfilmentId: string): Promise<void> {
  const { ledger } = toolsOf(container)
  const orderId = await ledger.inTransaction((knex) => orderOfFulfilment(knex, fulfilmentId))
  if (orderId !== undefined) await fulfilOrder(container, orderId)
}

/** One order: the event's way, the sweep's, and a person's. */
export async function fulfilOrder(
  container: MedusaContainer,
  orderId: string,
  asked?: Asked
): Promise<void> {
  const tools = toolsOf(container)
  let refusal: { readonly step: Step; readonly failure: Failure } | undefined
  for (let turn = 0; turn < TURNS; turn += 1) {
    await undoCredits(tools, orderId)
    const seen = await lookAt(tools, orderId, asked)
    if (!seen) return
    const { order, plan, refused } = seen
    if (order.isBusy) return
    const step = order.canceled ? undefined : nextStep(order, plan, refused, tools.ledger, asked)
    if (!step) return rest(tools, seen)
    // Refused, and due all the same: nobody else was quicker.
    if (refusal && sameStep(refusal.step, step)) {
      await raiseFailure(tools, order, step, refusal.failure.message)
      asked = undefined
      refusal = undefined
      continue
    }
    const done = await underClaim(tools, orderId, step, asked)
    if (done === "later") return
    refusal = done === "done" ? undefined : { step, failure: done.failure }
  }
}

type Seen = {
  readonly order: FulfilledOrder
  readonly plan: FulfilmentPlan
  readonly refused: Refused
}

async function lookAt(
  { container, ledger }: Tools,
  orderId: string,
  asked?: Asked
): Promise<Seen | undefined> {
  const { auto_capture: when, deferred_split: split } = ledger.options
  if (when === "off") return undefined
  const read = ledger.inTransaction.bind(ledger)
  const order = await readFulfilled(container, read, orderId, when)
  if (!order) return undefined
  const plan = planFulfilment(order, { split })
  const refused = await ledger.inTransaction((knex) => refusedLevels(knex, order, asked?.rootId))
  return { order, plan, refused }
}

type Outcome = "done" | "later" | { readonly failure: Failure }

/** One at a time is at a payment. What was found before the claim may have been done since. */
async function underClaim(
  tools: Tools,
  orderId: string,
  step: Step,
  asked?: Asked
): Promise<Outcome> {
  const { container, ledger, logger } = tools
  const claimed = await ledger.claimLevelling(step.part.id)
  if (!claimed) return "later"
  try {
    const seen = await lookAt(tools, orderId, asked)
    if (!seen || seen.order.isBusy || seen.order.canceled) return "later"
    const { order, plan, refused } = seen
    const now = nextStep(order, plan, refused, ledger, asked)
    if (!now || !sameStep(now, step)) return "done"
    const payment = order.payments.find(({ id }) => id === step.part.id)
    if (!payment) return "later"
    // Core would write those that are missing with the amount of this movement.
    const before = { isBefore: true }
    if (!(await writeLostTransactions(container, ledger, payment.root, before))) return "later"
    await carryOut(tools, order, payment, step, asked)
    logger.info(`sagepay: ${step.does} ${step.part.amountMinor} of ${payment.root.vendor_tx_code}`)
    return "done"
  } catch (error) {
    const failure = failureOf(error)
    if (isRefusal(failure)) return { failure }
    logger.warn(`sagepay: ${orderId} waits: ${failure.message}`)
    return "later"
  } finally {
    await releaseLevelling(ledger.context, step.part.id, claimed)
  }
}

/** Nothing is left to do by itself: what a person must know is said, and what holds no more is taken back. */
async function rest(tools: Tools, { order, plan }: Seen): Promise<void> {
  await sayWhatIsLeft(tools, order, plan)
  const roots = order.payments.map(({ id }) => id)
  await tools.ledger.inTransaction((knex) => markSeen(knex, roots, order.readAt))
}
