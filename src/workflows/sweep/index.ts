import type { MedusaContainer } from "@medusajs/framework/types"
import {
  endHoldsOfCancelledOrders,
  endHoldsWithoutOwner,
  raiseBooksApart,
  raiseKeptHolds,
  raiseTakenWithoutOrder,
  toolsOf,
} from "./holds"
import { completeRowsWithoutMovement, levelOrders, resumeInterrupted } from "./rows"
import { raiseUnpaidOrders } from "./unpaid"

/**
 * Everything that must come right without anybody pressing a button. Each part is safe to run at any time, twice, and
 * in several processes at once: the ledger's locks decide, not the sweep. One part that fails does not stop the rest.
 */
export async function sweep(container: MedusaContainer): Promise<void> {
  const tools = toolsOf(container)
  const parts: readonly (readonly [string, () => Promise<void>])[] = [
    ["stale claims", () => tools.ledger.closeStaleClaims()],
    ["interrupted intents", () => resumeInterrupted(tools)],
    ["holds of cancelled orders", () => endHoldsOfCancelledOrders(tools)],
    ["holds without an owner", () => endHoldsWithoutOwner(tools)],
    ["rows without a movement", () => completeRowsWithoutMovement(tools)],
    ["lost order transactions", () => levelOrders(tools)],
    ["open operations", () => tools.ledger.raiseOpenOperations()],
    ["kept holds", () => raiseKeptHolds(tools)],
    ["orders without money", () => raiseUnpaidOrders(tools)],
    ["money without an order", () => raiseTakenWithoutOrder(tools)],
    ["books that differ", () => raiseBooksApart(tools)],
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

export { endHoldsOfCancelledOrders, toolsOf } from "./holds"
export { resumeIntent } from "./rows"
