/** Rule 3: whatever waits, or would be sent again, is judged by what the shop says now. */
import type { Family, IntentRow, OperationRow } from "./rows"
import { takenOf, type ShopFacts } from "./rules"

/** Core deletes the row of what failed. What a cancel still has to do, the sweep decides afresh. */
export function isRestWanted(intent: IntentRow, shop: ShopFacts): boolean {
  return intent.kind !== "cancel" && hasRow(intent, shop)
}

/** Whether the very same VOID, ABORT or CANCEL would be asked for today. */
export function isWantedAgain(
  intent: IntentRow,
  { verb, amount_minor, transaction_id }: OperationRow,
  family: Family,
  shop: ShopFacts
): boolean {
  if (intent.kind !== "cancel") return hasRow(intent, shop)
  if (shop.order && !shop.order.canceled) return false
  if (verb !== "VOID") return true
  // It takes back what the shopper was given: that is for a person to want again.
  const target = family.transactions.find(({ id }) => id === transaction_id)
  if (target?.kind === "REFUND" || target?.kind === "DIRECTREFUND") return false
  // What Medusa counts as captured is for its own refunds to give back.
  const counted = Math.max(0, shop.capturedMinor - shop.refundedMinor)
  return takenOf(family) - counted >= amount_minor
}

function hasRow({ kind, source_id }: IntentRow, shop: ShopFacts): boolean {
  const rows = kind === "capture" ? shop.captureIds : shop.refundIds
  return rows.includes(source_id)
}
