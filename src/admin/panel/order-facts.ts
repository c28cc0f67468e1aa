/** What the order page knows by itself of an order's payments. */
import type { AdminOrder } from "@medusajs/framework/types"
import type { OrderPayments } from "../lib/types"

const OUR_PROVIDERS = "pp_sagepay"

/** False also where only the ledger knows of a payment. */
export function isPaidWithUs(order: Pick<AdminOrder, "payment_collections">): boolean {
  return (order.payment_collections ?? [])
    .flatMap(({ payments }) => payments ?? [])
    .some(({ provider_id }) => provider_id.startsWith(OUR_PROVIDERS))
}

/** Undefined when nothing is owed, or the order is cancelled. */
export function owedMinor(
  { status }: Pick<AdminOrder, "status">,
  { owed }: Pick<OrderPayments, "owed">
): number | undefined {
  return status !== "canceled" && owed && owed.amount_minor > 0 ? owed.amount_minor : undefined
}
