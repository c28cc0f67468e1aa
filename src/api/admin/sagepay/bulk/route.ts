import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { SAGEPAY_MODULE } from "../../../../modules/sagepay"
import { latestBulks } from "../../../../modules/sagepay/bulk"
import type { SagepayModuleService } from "../../../../modules/sagepay/service"
import { beginBulk, startBulk } from "../../../../workflows/bulk"
import { answering } from "../http"
import type { BulkBody } from "../validators"
import { bulkView } from "./view"

/** Captures what is held for many orders. Answered as soon as it is written down; asked twice with one key, it is one. */
export const POST = async (
  req: AuthenticatedMedusaRequest<BulkBody>,
  res: MedusaResponse
): Promise<void> => {
  res.status(202)
  await answering<BulkBody>(async ({ scope, validatedBody, auth_context }) => {
    const { order_ids: orderIds, key } = validatedBody
    const bulk = await startBulk(scope, { orderIds, key, actor: auth_context.actor_id })
    beginBulk(scope, bulk.id)
    return { bulk: bulkView(bulk) }
  })(req, res)
}

/** The latest, newest first. */
export const GET = answering(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const bulks = await ledger.inTransaction(latestBulks)
  return { bulks: bulks.map(bulkView) }
})
