import { SAGEPAY_MODULE } from "../../../../../../modules/sagepay"
import type { SagepayModuleService } from "../../../../../../modules/sagepay/service"
import { recordReleased } from "../../../../../../workflows/compare"
import { answering } from "../../../http"
import type { ReleasedBody } from "../../../validators"
import { transactionView } from "../../../views"

/** What a person read in the gateway's console about a RELEASE that was made there. Moves no money. */
export const POST = answering<ReleasedBody>(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const { amount_minor, note } = req.validatedBody
  const id = req.params.id ?? ""
  await recordReleased(req.scope, {
    transactionId: id,
    amountMinor: amount_minor,
    by: req.auth_context.actor_id,
    note,
  })
  const transaction = await ledger.transactionBy({ id })
  return { transaction: transaction ? transactionView(transaction) : null }
})
