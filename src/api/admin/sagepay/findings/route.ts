import { SAGEPAY_MODULE } from "../../../../modules/sagepay"
import type { SagepayModuleService } from "../../../../modules/sagepay/service"
import { answering } from "../http"

/** What needs a person, newest first. */
export const GET = answering(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const findings = await ledger.listSagepayFindings(
    { status: "open" },
    { order: { created_at: "DESC" }, take: 200 }
  )
  return { findings }
})
