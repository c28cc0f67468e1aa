import { SAGEPAY_MODULE } from "../../../../modules/sagepay"
import { installations } from "../../../../modules/sagepay/installation"
import type { SagepayModuleService } from "../../../../modules/sagepay/service"
import { readProviders } from "../../../../shop/setup"
import { answering } from "../http"
import { POLICIES, type PolicyName } from "../policies"
import { settingsView } from "../settings-view"
import { isAllowed, mayTypeCards } from "../staff"

/** What is configured, and what whoever asks may do. Never a secret. */
export const GET = answering(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const may: Partial<Record<PolicyName, boolean>> = {}
  for (const name of Object.keys(POLICIES) as PolicyName[]) {
    const typed = name === "manual" || name === "direct_refund"
    may[name] = (await isAllowed(req, name)) && (!typed || (await mayTypeCards(req, name)))
  }
  return {
    ...settingsView(ledger.options, await installations(ledger.context)),
    providers: await ledger.read(readProviders),
    /** For the buttons: what is not allowed need not be shown. */
    may,
  }
})
