import { SAGEPAY_MODULE } from "../../../../modules/sagepay"
import type { SagepayModuleService } from "../../../../modules/sagepay/service"
import { answering } from "../http"
import { intentView, transactionView } from "../views"

/** The requests whose outcome nobody knows yet, each with the payment that it blocks. */
export const GET = answering(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const open = await ledger.openIntents()
  return {
    operations: open.map(({ intent, operations, root }) => ({
      ...intentView(intent, operations),
      payment: transactionView(root),
    })),
  }
})
