/**
 * A VOID gives back the whole, and the gateway allows it although part was refunded in its console a moment ago: then
 * the shopper would have that part twice (rule 10). So the gateway is asked first, where it may be asked at all.
 */
import type { Answer } from "./answer"
import { askable, noteRefusal } from "./asking"
import type { LedgerContext } from "./context"
import type { TransactionRow } from "./rows"

const REFUNDED = "not sent: a refund of it was made in the gateway's console"
const UNANSWERED =
  "not sent: the gateway could not be asked whether a refund of it was made in its console"

/** Undefined when the VOID may go. Otherwise it counts as refused, and the REFUND planned behind it goes instead. */
export async function objectionToVoid(
  context: LedgerContext,
  target: TransactionRow
): Promise<Answer | undefined> {
  try {
    return await objectionOf(context, target)
  } catch (error) {
    // It may go only when it is known to be harmless.
    context.logger.error(
      `sagepay: whether ${target.vendor_tx_code} was refunded elsewhere could not be asked: ${String(error)}`
    )
    return objection(UNANSWERED)
  }
}

async function objectionOf(
  context: LedgerContext,
  target: TransactionRow
): Promise<Answer | undefined> {
  if (!target.vps_tx_id) return undefined
  const reporting = await askable(context, target.account)
  if (!reporting) return undefined
  const asked = await reporting.transactionDetail({ vpsTxId: target.vps_tx_id })
  await noteRefusal(context, target.account, asked)
  if (asked.kind === "unavailable" || asked.kind === "refused") return objection(UNANSWERED)
  const isRefunded = asked.kind === "found" && asked.value.refunded === true
  return isRefunded ? objection(REFUNDED) : undefined
}

function objection(reply_detail: string): Answer {
  return { status: "refused", words: { reply_status: null, reply_detail } }
}
