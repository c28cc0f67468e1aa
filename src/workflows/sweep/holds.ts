/** Ends the holds that nobody wants any more (rules 8 and 9), and raises those that only a person can judge. */
import { Modules } from "@medusajs/framework/utils"
import { newCode } from "../../modules/sagepay/movements"
import { resolveFinding } from "../../modules/sagepay/store"
import { showMoney } from "../../protocol/money"
import { booksApart } from "../../shop/books"
import { readShop } from "../../shop/facts"
import {
  holdsKept,
  holdsOfCancelledOrders,
  holdsWithoutOrder,
  holdsWithoutOwner,
  takenWithoutOrder,
  type OwnedRoot,
} from "../../shop/holds"
import { comesLater, failureOf } from "../failure"
import type { Tools } from "../tools"

/** Core cancels an order although its payment could not be cancelled; this is where it is (rule 9). */
export async function endHoldsOfCancelledOrders(tools: Tools, orderId?: string): Promise<void> {
  await tools.ledger.lapseHolds()
  const holds = await tools.ledger.inTransaction((knex) => holdsOfCancelledOrders(knex, orderId))
  for (const hold of holds) await endOrRaise(tools, hold, "its order is cancelled")
}

export async function endHoldsWithoutOwner(tools: Tools): Promise<void> {
  const quiet = tools.ledger.options.hold_quiet_period_minutes
  const holds = await tools.ledger.inTransaction((knex) => holdsWithoutOwner(knex, quiet))
  for (const hold of holds) await endOrRaise(tools, hold, "it belongs to no order")
  for (const hold of await tools.ledger.inTransaction((knex) => holdsWithoutOrder(knex, quiet))) {
    await tools.ledger.raise({
      kind: "hold_without_order",
      subject_id: hold.id,
      message:
        `${moneyOf(hold)} is held for a payment of Medusa's that belongs to no order. It is kept: capture or cancel ` +
        `the payment, else it lapses by itself.`,
      facts: {
        amount_minor: hold.amount_minor,
        vendor_tx_code: hold.vendor_tx_code,
        payment_id: hold.owner_payment_id,
      },
    })
  }
}

export async function raiseKeptHolds({ ledger }: Tools): Promise<void> {
  for (const hold of await ledger.inTransaction(holdsKept)) {
    await ledger.raise({
      kind: "hold_kept",
      subject_id: hold.id,
      order_id: hold.owner_order_id,
      message:
        `Medusa wanted to cancel ${moneyOf(hold)} held for an order that still lives, as it does on every edit or ` +
        `return before capture. The hold is kept: capture it for the order as it is now, or cancel the order.`,
      facts: { vendor_tx_code: hold.vendor_tx_code, payment_id: hold.owner_payment_id },
    })
    await ledger.change(hold.id, { hold_kept_at: null })
  }
}

export async function raiseTakenWithoutOrder({ ledger }: Tools): Promise<void> {
  for (const root of await ledger.inTransaction(takenWithoutOrder)) {
    await ledger.raise({
      kind: "taken_without_order",
      subject_id: root.id,
      order_id: root.owner_order_id,
      message: `Money taken with ${root.vendor_tx_code} belongs to no live order. Refund it, or find out what it is for.`,
      facts: {
        ours_minor: root.ours_minor,
        vendor_tx_code: root.vendor_tx_code,
        payment_id: root.owner_payment_id,
      },
    })
  }
}

export async function raiseBooksApart({ ledger }: Tools): Promise<void> {
  for (const root of await ledger.inTransaction(booksApart)) {
    const show = (minor: number) => showMoney({ minor, currency: root.currency })
    await ledger.raise({
      kind: "books_apart",
      subject_id: root.id,
      order_id: root.owner_order_id,
      message:
        `Of ${root.vendor_tx_code} the gateway has ${show(root.ours_minor)} by the ledger, and ` +
        `${show(root.counted_minor)} by Medusa's captures less its refunds. Compare it with the gateway's console.`,
      facts: {
        ours_minor: root.ours_minor,
        counted_minor: root.counted_minor,
        vendor_tx_code: root.vendor_tx_code,
        payment_id: root.owner_payment_id,
      },
    })
  }
}

async function endOrRaise(tools: Tools, hold: OwnedRoot, because: string): Promise<void> {
  try {
    await end(tools, hold)
    await tools.ledger.inTransaction((knex) =>
      resolveFinding(knex, "hold_not_ended", hold.id, "The hold has ended.", "sagepay-sweep")
    )
    tools.logger.info(`sagepay: ended the hold ${hold.vendor_tx_code}: ${because}`)
  } catch (error) {
    const failure = failureOf(error)
    tools.logger.warn(`sagepay: could not end the hold ${hold.vendor_tx_code}: ${failure.message}`)
    // Another shop is raised once for the account, not for every payment of it (rule 14).
    if (comesLater(failure)) return
    await tools.ledger.raise({
      kind: "hold_not_ended",
      subject_id: hold.id,
      order_id: hold.owner_order_id,
      message: `${moneyOf(hold)} of ${hold.vendor_tx_code} is not given back although ${because}: ${failure.message}`,
      facts: { vendor_tx_code: hold.vendor_tx_code, payment_id: hold.owner_payment_id },
    })
  }
}

/** Through Medusa where its payment is to be marked as cancelled too, else straight to the gateway. */
async function end({ container, ledger }: Tools, hold: OwnedRoot): Promise<void> {
  if (hold.owner_payment_id !== null && !hold.captured && !hold.payment_canceled) {
    await container.resolve(Modules.PAYMENT).cancelPayment(hold.owner_payment_id)
    return
  }
  await ledger.endHold({
    root: hold,
    sourceId: `${hold.id}:${newCode()}`,
    amountMinor: hold.amount_minor,
    readShop,
  })
}

function moneyOf(hold: OwnedRoot): string {
  return showMoney({ minor: hold.amount_minor, currency: hold.currency })
}
