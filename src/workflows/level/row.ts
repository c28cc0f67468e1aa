/** Medusa's row for a movement that is already made, through the same doors as its own buttons. */
import { capturePaymentWorkflow, refundPaymentWorkflow } from "@medusajs/medusa/core-flows"
import { Modules } from "@medusajs/framework/utils"
import type { IntentRow } from "../../modules/sagepay/rows"
import { toMajor } from "../../protocol/money"
import { rowsNaming, type Unlevelled } from "../../shop/unlevelled"
import type { Tools } from "../tools"

export async function makeRow(
  { container }: Tools,
  { payment_id, order_id, order_canceled }: Unlevelled,
  intent: IntentRow,
  amountMinor: number
): Promise<void> {
  const amount = Number(toMajor(amountMinor, intent.currency))
  if (intent.kind === "capture") {
    await capturePaymentWorkflow(container).run({
      input: { payment_id, amount, captured_by: intent.id },
    })
    return
  }
  const refund = { payment_id, amount, created_by: intent.id, note: noteOf(intent) }
  if (order_id !== null && !order_canceled) {
    await refundPaymentWorkflow(container).run({ input: refund })
    return
  }
  // Core's workflow refunds first, and then throws for a cancelled order and for none. Its totals are right already:
  // core has booked the whole refund when it cancelled the order.
  await container.resolve(Modules.PAYMENT).refundPayment(refund)
}

/** A job died between core's row and the claim; its row is no obstacle, however young: what is
 * older than our levelling claim is no living job's. */
export async function clearRowsNaming(
  { container, ledger }: Tools,
  lacking: Unlevelled,
  claimed: Date
): Promise<void> {
  const payments = container.resolve(Modules.PAYMENT)
  const rows = (table: "capture" | "refund") =>
    ledger.inTransaction((knex) => rowsNaming(knex, table, lacking, claimed))
  const captures = await rows("capture")
  if (captures.length > 0) await payments.deleteCaptures(captures)
  const refunds = await rows("refund")
  if (refunds.length > 0) await payments.deleteRefunds(refunds)
}

const NOTES: Partial<Record<IntentRow["source"], string>> = {
  console: "Made in the gateway's console.",
  press: "Made with a button of the Sage Pay page.",
}

function noteOf({ source, reason }: IntentRow): string {
  const note = NOTES[source] ?? "Its answer was lost; recorded when it was known."
  return source === "press" && reason ? `${note} ${reason}` : note
}
