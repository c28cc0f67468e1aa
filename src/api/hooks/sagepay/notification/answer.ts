/**
 * From a notification to its answer, which is the commit point (rule 7): the order is placed first, and only an order
 * that lives on this very payment is answered OK (rule 13).
 */
import { setTimeout as delay } from "node:timers/promises"
import { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { SAGEPAY_MODULE } from "../../../../modules/sagepay"
import type { Answer } from "../../../../modules/sagepay/answering"
import type { TransactionRow } from "../../../../modules/sagepay/rows"
import type { SagepayModuleService } from "../../../../modules/sagepay/service"
import { computedToMinor, showMoney } from "../../../../protocol"
import {
  isPaid,
  livePayment,
  orderOfCart,
  readCart,
  readSession,
  type CheckoutOrder,
} from "../../../../shop/cart"
import { refusalToPlace } from "../../../../shop/checkout-rules"
import { endSession } from "../../../../shop/session"

/** How long a run that has accepted is waited for beyond the deadline; then the gateway is left to repeat. */
const ACCEPTED_GRACE_MS = 30_000
const POLL_MS = 200

const TOO_SLOW = "The order could not be placed in time."
const NOT_PLACED = "The order could not be placed."
const OUT_OF_STOCK = "Something in the cart is no longer in stock."
const PAID_ELSEWHERE = "This order is paid by another payment."

type Run = {
  readonly container: MedusaContainer
  readonly ledger: SagepayModuleService
  readonly transaction: TransactionRow
  readonly claim: string
}

/** "silence": nothing can be said yet; the gateway repeats what it got no answer to. */
export async function answerNotification(
  container: MedusaContainer,
  fields: Readonly<Record<string, string>>
): Promise<Answer | "silence"> {
  const ledger = container.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const received = await ledger.receiveNotification(fields)
  switch (received.do) {
    case "answer":
      return received.answer
    case "wait": {
      const { notification_deadline_ms: deadline } = ledger.options
      return standing(ledger, received.transactionId, deadline + ACCEPTED_GRACE_MS)
    }
    case "complete":
      return beforeDeadline({ container, ledger, ...received })
  }
}

/** After the deadline the answer is INVALID, unless `authorizePayment` has accepted: then the order is as good as placed. */
async function beforeDeadline(run: Run): Promise<Answer | "silence"> {
  const { ledger, transaction, claim } = run
  const placing = place(run)
  const inTime = await within(placing, ledger.options.notification_deadline_ms)
  if (inTime) return inTime
  const refused = await ledger.storeAnswer(transaction.id, "INVALID", TOO_SLOW, {
    claim,
    unlessAccepted: true,
  })
  if (!refused) return (await within(placing, ACCEPTED_GRACE_MS)) ?? "silence"
  // Goes on by itself, and finds that it may not accept any more.
  placing.catch((error: unknown) => {
    const logger = run.container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`sagepay: ${transaction.vendor_tx_code} was refused as late: ${String(error)}`)
  })
  return refused
}

/**
 * Core links an order to its cart before it authorises, and takes the order back when that fails. So an order counts
 * only after core's own completion, which waits for the cart's lock, and only with a payment on it.
 */
async function place(run: Run): Promise<Answer | "silence"> {
  const { container, ledger, transaction } = run
  const { cart_id: cartId, session_id: sessionId } = transaction
  if (!cartId || !sessionId) throw new Error(`${transaction.id} belongs to no cart`)
  const until = Date.now() + ledger.options.notification_deadline_ms + ACCEPTED_GRACE_MS
  while (Date.now() < until) {
    if (!(await orderOfCart(container, cartId))) {
      const [session, cart] = await Promise.all([
        readSession(container, sessionId),
        readCart(container, cartId),
      ])
      const refusal = refusalToPlace(transaction, session, cart)
      const refused = refusal === undefined ? undefined : await refuse(run, refusal)
      if (refused) return refused
      // Accepted meanwhile by a completion that the storefront began: that one decides.
    }
    const failure = await completeCart(run, cartId)
    const order = await orderOfCart(container, cartId)
    const payment = order && livePayment(order, transaction)
    if (order && payment) return confirm(run, order, payment.id)
    if (!order || isPaid(order)) {
      const refused = await refuse(run, order ? PAID_ELSEWHERE : failure)
      if (refused) return refused
    } else {
      const standing = await ledger.standingAnswer(transaction.id)
      if (standing) return unpaid(run, order, standing)
    }
    // Another run is between the order and its payment, in this process or in another.
    await delay(POLL_MS)
  }
  return "silence"
}

/** Nothing pays this order: the run that made it died, and its payment was answered without it. */
async function unpaid(run: Run, order: CheckoutOrder, answer: Answer): Promise<Answer> {
  const { ledger, transaction } = run
  await ledger.raise({
    kind: "order_without_payment",
    subject_id: transaction.id,
    order_id: order.id,
    message:
      `The order was placed, but no payment for it: its making was interrupted, and the gateway was told to let the ` +
      `money go. Cancel the order, or take the money by another payment.`,
    facts: { vendor_tx_code: transaction.vendor_tx_code, detail: answer.detail },
  })
  return answer
}

/** Core's own workflow: it reserves the stock before it authorises. Returns a sentence in case there is no order. */
async function completeCart({ container, transaction }: Run, cartId: string): Promise<string> {
  const { errors } = await completeCartWorkflow(container).run({
    input: { id: cartId },
    throwOnError: false,
  })
  const [failed] = errors
  if (!failed) return NOT_PLACED
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  logger.warn(
    `sagepay: no order was placed for ${transaction.vendor_tx_code}: ${failed.action}: ${wordsOf(failed.error)}`
  )
  return failed.action.startsWith("reserve-inventory") ? OUT_OF_STOCK : NOT_PLACED
}

/** The thrown value may be a plain object. */
function wordsOf(error: unknown): string {
  const has = typeof error === "object" && error !== null && "message" in error
  return String(has ? error.message : error)
}

async function refuse(run: Run, detail: string): Promise<Answer | undefined> {
  const { ledger, transaction, claim } = run
  const answer = await ledger.storeAnswer(transaction.id, "INVALID", detail, {
    claim,
    unlessAccepted: true,
  })
  if (answer && answer.status !== "OK") await ended(run)
  return answer
}

/** Core must not place an order on what was rolled back. The provider does this too, under core's own cart lock. */
async function ended({ ledger, transaction }: Run): Promise<void> {
  await ledger.inTransaction((knex) => endSession(knex, transaction))
}

async function confirm(
  run: Run,
  order: CheckoutOrder,
  paymentId: string
): Promise<Answer | "silence"> {
  const { ledger, transaction, claim } = run
  const answer = await ledger.storeAnswer(transaction.id, "OK", "", {
    claim,
    orderId: order.id,
    paymentId,
  })
  if (!answer) return standing(ledger, transaction.id, ACCEPTED_GRACE_MS)
  const paid = { minor: transaction.amount_minor, currency: transaction.currency }
  const subject = { subject_id: transaction.id, order_id: order.id }
  if (answer.status !== "OK") {
    await ledger.raise({
      ...subject,
      kind: "order_without_payment",
      message:
        `The order was placed, but ${showMoney(paid)} for it was answered ${answer.status} before that was known, ` +
        `so the gateway lets the money go. Cancel the order, or take the money by another payment.`,
      facts: { vendor_tx_code: transaction.vendor_tx_code, detail: answer.detail },
    })
    return answer
  }
  const total = computedToMinor(order.total, order.currency_code)
  if (total !== paid.minor || order.currency_code.toUpperCase() !== paid.currency) {
    const owed = showMoney({ minor: total, currency: order.currency_code })
    await ledger.raise({
      ...subject,
      kind: "order_total_differs",
      message: `The order comes to ${owed}, but the shopper paid ${showMoney(paid)}: the cart changed in between.`,
      facts: { vendor_tx_code: transaction.vendor_tx_code, order_total: owed },
    })
  }
  return answer
}

/** The answer of whoever is placing the order. */
async function standing(
  ledger: SagepayModuleService,
  transactionId: string,
  patienceMs: number
): Promise<Answer | "silence"> {
  const until = Date.now() + patienceMs
  for (;;) {
    const answer = await ledger.standingAnswer(transactionId)
    if (answer) return answer
    if (Date.now() >= until) return "silence"
    await delay(POLL_MS)
  }
}

/** What the promise gives in that time, else undefined. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const timer = new AbortController()
  const late = delay(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined)
  try {
    return await Promise.race([promise, late])
  } finally {
    timer.abort()
  }
}
