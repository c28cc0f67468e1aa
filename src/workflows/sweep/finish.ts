/**
 * What core does after its provider has answered, for a row whose process died before: captured_at, the collection's
 * sums and status, the event. The row and its order transaction are there already.
 */
import { Modules, PaymentCollectionStatus, PaymentEvents } from "@medusajs/framework/utils"
import type { TransactionRow } from "../../modules/sagepay/rows"
import { computedToMinor } from "../../protocol/money"
import { paymentSums, type PaymentSums } from "../../shop/unfinished-payments"
import { failureOf } from "../failure"
import type { Tools } from "../tools"

/** Only what Medusa shows of it depends on this: the movement and its row are there whatever comes of it. */
export async function finishPayment(
  tools: Tools,
  root: TransactionRow,
  table: "capture" | "refund"
): Promise<void> {
  try {
    await finish(tools, root, table)
  } catch (error) {
    const why = failureOf(error).message
    tools.logger.warn(
      `sagepay: ${root.vendor_tx_code} counts its ${table}, but its status is behind: ${why}`
    )
  }
}

async function finish(
  { container, ledger }: Tools,
  root: TransactionRow,
  table: "capture" | "refund"
): Promise<void> {
  const sums = await ledger.inTransaction((knex) => paymentSums(knex, root))
  if (!sums) return
  const payments = container.resolve(Modules.PAYMENT)
  if (table === "capture" && isCapturedInFull(sums, root.currency)) {
    const captured = { id: sums.id, captured_at: new Date() }
    await payments.updatePayment(captured)
  }
  // Not by core's workflow: it would write every order transaction that is still missing with one and the same amount.
  const counted = {
    ...statusOf(sums, root.currency),
    captured_amount: Number(sums.collection_captured),
    refunded_amount: Number(sums.collection_refunded),
  }
  await payments.updatePaymentCollections(sums.collection_id, counted)
  const name = table === "capture" ? PaymentEvents.CAPTURED : PaymentEvents.REFUNDED
  await container.resolve(Modules.EVENT_BUS).emit({ name, data: { id: sums.id } })
}

/** As core has it: complete as soon as all that the collection asks for is captured. */
function statusOf(sums: PaymentSums, currency: string) {
  const { collection_status: status, collection_captured, collection_amount } = sums
  const isComplete =
    computedToMinor(collection_captured, currency) >= computedToMinor(collection_amount, currency)
  if (!isComplete || status === PaymentCollectionStatus.COMPLETED) return { status }
  return { status: PaymentCollectionStatus.COMPLETED, completed_at: new Date() }
}

function isCapturedInFull(sums: PaymentSums, currency: string): boolean {
  if (sums.captured_at !== null || sums.canceled_at !== null) return false
  return computedToMinor(sums.captured, currency) >= computedToMinor(sums.amount, currency)
}
