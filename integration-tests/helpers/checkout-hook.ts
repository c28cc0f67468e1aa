import type { TransactionRow } from "../../src/modules/sagepay/rows"
import type { SagepayModuleService } from "../../src/modules/sagepay/service"
import { formatAcknowledgement } from "../../src/protocol"

/** The checkout hook in short: accepts what was verified, and answers. */
export async function answerNotification(
  ledger: SagepayModuleService | undefined,
  fields: Record<string, string>
): Promise<string> {
  if (!ledger) throw new Error("Not started")
  const received = await ledger.receiveNotification(fields)
  const said =
    received.do === "answer"
      ? received.answer
      : received.do === "complete"
        ? await accepted(ledger, received.transaction, received.claim)
        : undefined
  if (!said) throw new Error("Nothing to answer")
  return formatAcknowledgement({ Status: said.status, RedirectURL: said.redirectUrl })
}

async function accepted(ledger: SagepayModuleService, row: TransactionRow, claim: string) {
  await ledger.accept(row.session_id ?? "")
  return ledger.storeAnswer(row.id, "OK", "", { claim, orderId: "order_1", paymentId: "pay_1" })
}
