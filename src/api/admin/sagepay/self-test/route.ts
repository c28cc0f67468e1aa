import { SAGEPAY_MODULE } from "../../../../modules/sagepay"
import { selfTest } from "../../../../modules/sagepay/self-test"
import type { SagepayModuleService } from "../../../../modules/sagepay/service"
import { readProviders } from "../../../../shop/setup"
import { answering } from "../http"
import { medusaTests } from "./medusa"

/** Looks whether payments can work, from here to the gateway. Moves no money; a copy of the shop sends nothing. */
export const POST = answering<object>(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const checks = await selfTest(ledger.context)
  const providers = await ledger.read(readProviders)
  const all = [...checks, ...medusaTests(req.scope, providers)]
  return { ok: all.every(({ ok }) => ok !== false), checks: all }
})
