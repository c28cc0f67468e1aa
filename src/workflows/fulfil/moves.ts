/** One step, through Medusa's own workflows, so that captured_at, collections, totals and events are core's. */
import { capturePaymentWorkflow, refundPaymentWorkflow } from "@medusajs/medusa/core-flows"
import { FULFILMENT, fulfilmentMark } from "../../modules/sagepay/fulfilment"
import { toMajor } from "../../protocol/money"
import { writeCredit } from "../../providers/sagepay/order-transactions"
import type { FulfilledOrder, FulfilledPayment } from "../../shop/fulfilled"
import { creditsToUndo } from "../../shop/fulfilled-credits"
import { pressButton } from "../press"
import type { Tools } from "../tools"
import type { Step } from "./steps"

export async function carryOut(
  tools: Tools,
  order: FulfilledOrder,
  { root }: FulfilledPayment,
  { does, part }: Step,
  asked?: { readonly findingId: string }
): Promise<void> {
  const { container } = tools
  const payment_id = root.owner_payment_id ?? ""
  const amount = Number(toMajor(part.amountMinor, root.currency))
  const mark = fulfilmentMark(part.levelMinor)
  switch (does) {
    case "captured":
      await capturePaymentWorkflow(container).run({
        input: { payment_id, amount, captured_by: mark },
      })
      return
    case "gave back":
      await refundPaymentWorkflow(container).run({
        input: { payment_id, amount, created_by: mark, note: "Its fulfilment was cancelled." },
      })
      return undoCredits(tools, order.id)
    case "authorised":
      await pressButton(container, {
        transactionId: root.id,
        action: "AUTHORISE",
        amountMinor: part.amountMinor,
        // Once for each level, whoever comes twice; and once more for each time that a person says so.
        key: [FULFILMENT, order.id, part.levelMinor, asked?.findingId].filter(Boolean).join(":"),
        actor: mark,
        reason: "What the order came to beyond its payment was fulfilled.",
        settlesOrder: true,
      })
  }
}

/** Core credits every refund to the order. Of these nothing was forgiven: fulfilled again, the goods are paid again. */
export async function undoCredits({ container, ledger }: Tools, orderId: string): Promise<void> {
  for (const credit of await ledger.inTransaction((knex) => creditsToUndo(knex, orderId))) {
    const { order_id, reference_id, amount } = credit
    const place = { order_id, reference: "refund", reference_id } as const
    await writeCredit(container, place, -Number(amount))
  }
}
