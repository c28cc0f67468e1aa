import { SAGEPAY_MODULE } from "../../../../../modules/sagepay"
import { confirm } from "../../../../../modules/sagepay/installation"
import type { SagepayModuleService } from "../../../../../modules/sagepay/service"
import { answering } from "../../http"
import type { ConfirmBody } from "../../validators"
import { installationView } from "../../views"

/** An administrator says that the shop has moved to this server: from now on it sends, and the old one does not. */
export const POST = answering<ConfirmBody>(async (req) => {
  const { context } = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const { account, backend_url, note } = req.validatedBody
  const confirmed = await confirm(context, {
    account: account === "default" ? "" : account,
    backendUrl: backend_url,
    note,
    by: req.auth_context.actor_id,
  })
  return { installation: installationView(confirmed, context.options) }
})
