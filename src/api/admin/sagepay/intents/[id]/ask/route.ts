import { SAGEPAY_MODULE } from "../../../../../../modules/sagepay"
import { askAgain } from "../../../../../../modules/sagepay/resolve"
import type { SagepayModuleService } from "../../../../../../modules/sagepay/service"
import { readShop } from "../../../../../../shop/facts"
import { answering } from "../../../http"
import { intentView } from "../../../views"

/** Asks the gateway now what became of an operation. Sends nothing but the question, and the legs that waited for it. */
export const POST = answering<object>(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const id = req.params.id ?? ""
  const asked = await askAgain(ledger.context, id, readShop)
  const { intent, operations } = await ledger.intent(id)
  return {
    operation: intentView(intent, operations),
    decided: asked.is === "decided",
    message: asked.is === "decided" ? asked.recorded.operation.reply_detail : asked.why,
  }
})
