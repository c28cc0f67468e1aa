import { SAGEPAY_MODULE } from "../../../../../../modules/sagepay"
import type { SagepayModuleService } from "../../../../../../modules/sagepay/service"
import { answering } from "../../../http"
import type { ResolveBody } from "../../../validators"

/** Takes a finding off the list, with who did it and why. Moves no money. */
export const POST = answering<ResolveBody>(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const finding = await ledger.resolveFinding(
    req.params.id ?? "",
    req.validatedBody.note,
    req.auth_context.actor_id
  )
  return { finding }
})
