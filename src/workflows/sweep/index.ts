import type { MedusaContainer } from "@medusajs/framework/types"
import { anyAtHome } from "../../modules/sagepay/installation"
import { resolveSettled } from "../attention/settled"
import { resolveOperations } from "../resolve"
import { captureFulfilled } from "../fulfil"
import { levelAll } from "../level"
import { watchHolds } from "../holds"
import { settleCharges } from "../settle-order"
import { toolsOf } from "../tools"
import {
  endHoldsOfCancelledOrders,
  endHoldsWithoutOwner,
  raiseBooksApart,
  raiseKeptHolds,
  raiseTakenWithoutOrder,
} from "./holds"
import { cancelPaymentsWithoutHold, refundCancelledOrders } from "./cancelled"
import { tidyEditedOrders } from "./collections"
import { creditRefunds, endDeadChanges } from "./dead-changes"
import { levelOrderLists } from "./order-lists"
import { completeRowsWithoutMovement, levelOrders, resumeInterrupted } from "./rows"
import {
  raiseOrdersOnCancelledPayments,
  raiseOrdersWithoutPayment,
  raiseStoppedCancels,
  raiseUnpaidOrders,
} from "./unpaid"

/**
 * Everything that must come right without anybody pressing a button. Each part is safe to run at any time, twice, and
 * in several processes at once: the ledger's locks decide, not the sweep. One part that fails does not stop the rest.
 */
export async function sweep(container: MedusaContainer): Promise<void> {
  const tools = toolsOf(container)
  // A copy of the shop: whatever it did would be about payments that are another's (rule 14).
  if (!(await anyAtHome(tools.ledger.context))) return
  const parts: readonly (readonly [string, () => Promise<void>])[] = [
    ["stale claims", () => tools.ledger.closeStaleClaims()],
    ["open operations", () => resolveOperations(tools)],
    ["interrupted intents", () => resumeInterrupted(tools)],
    ["holds of cancelled orders", () => endHoldsOfCancelledOrders(tools)],
    ["holds without an owner", () => endHoldsWithoutOwner(tools)],
    ["movements that Medusa lacks", () => levelAll(container)],
    ["refunds of cancelled orders", () => refundCancelledOrders(tools)],
    ["payments without a hold", () => cancelPaymentsWithoutHold(tools)],
    ["holds that lapse", () => watchHolds(tools)],
    ["what is due for fulfilments", () => captureFulfilled(tools)],
    ["rows without a movement", () => completeRowsWithoutMovement(tools)],
    ["charges that settle an order", () => settleCharges(tools)],
    ["order changes of dead processes", () => endDeadChanges(tools)],
    ["order transactions that are wrong", () => levelOrderLists(tools)],
    ["lost order transactions", () => levelOrders(tools)],
    ["refunds without their credit", () => creditRefunds(tools)],
    ["kept holds", () => raiseKeptHolds(tools)],
    ["orders that were edited", () => tidyEditedOrders(tools)],
    ["orders without money", () => raiseUnpaidOrders(tools)],
    ["orders without a payment", () => raiseOrdersWithoutPayment(tools)],
    ["orders on cancelled payments", () => raiseOrdersOnCancelledPayments(tools)],
    ["cancellings that stopped", () => raiseStoppedCancels(tools)],
    ["money without an order", () => raiseTakenWithoutOrder(tools)],
    ["books that differ", () => raiseBooksApart(tools)],
    ["what has come right", () => resolveSettled(tools.ledger)],
    ["silent registrations", () => tools.ledger.writeOffSilentRegistrations()],
  ]
  for (const [name, part] of parts) {
    try {
      await part()
    } catch (error) {
      tools.logger.error(
        `sagepay: sweeping ${name} failed`,
        error instanceof Error ? error : undefined
      )
    }
  }
}

export { endHoldsOfCancelledOrders } from "./holds"
export { resumeIntent } from "./rows"
