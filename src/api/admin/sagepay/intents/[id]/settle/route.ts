import { SAGEPAY_MODULE } from "../../../../../../modules/sagepay"
import type { SagepayModuleService } from "../../../../../../modules/sagepay/service"
import { resumeIntent } from "../../../../../../workflows/sweep"
import { toolsOf } from "../../../../../../workflows/tools"
import { answering } from "../../../http"
import type { SettleBody } from "../../../validators"
import { intentView } from "../../../views"

/** Records a person's word for what became of an operation: it happened (with its ids), or it did not. */
export const POST = answering<SettleBody>(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const id = req.params.id ?? ""
  const { happened, note, vps_tx_id, tx_auth_no, security_key } = req.validatedBody
  await ledger.settle(id, {
    happened,
    note,
    by: req.auth_context.actor_id,
    ...(vps_tx_id === undefined ? {} : { vpsTxId: vps_tx_id }),
    ...(tx_auth_no === undefined ? {} : { txAuthNo: tx_auth_no }),
    ...(security_key === undefined ? {} : { securityKey: security_key }),
  })
  await resumeIntent(toolsOf(req.scope), id)
  const { intent, operations } = await ledger.intent(id)
  return { operation: intentView(intent, operations) }
})
