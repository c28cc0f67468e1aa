import { SAGEPAY_MODULE } from "../../../../modules/sagepay"
import { installations } from "../../../../modules/sagepay/installation"
import type { SagepayModuleService } from "../../../../modules/sagepay/service"
import { answering } from "../http"
import { installationView } from "../views"

/** The shop that this database belongs to, beside the one that this server is set up as (rule 14). */
export const GET = answering(async (req) => {
  const { context } = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const all = await installations(context)
  return {
    installations: all.map((installation) => installationView(installation, context.options)),
    // The first one seals. Names only.
    encryption_key_ids: context.options.encryption_keys.map(({ id }) => id),
  }
})
