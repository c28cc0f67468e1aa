import { SAGEPAY_MODULE } from "../../../../../modules/sagepay"
import { findBulk } from "../../../../../modules/sagepay/bulk"
import type { SagepayModuleService } from "../../../../../modules/sagepay/service"
import { listItems } from "../../../../../shop/bulk"
import { answering, readQuery } from "../../http"
import { bulkQuery } from "../../validators"
import { bulkView } from "../view"

/** How far it is, and what became of each order. */
export const GET = answering(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const { limit, offset } = readQuery(bulkQuery, req.query)
  return ledger.inTransaction(async (knex) => {
    const bulk = await findBulk(knex, req.params.id ?? "")
    const items = await listItems(knex, bulk.id, { limit, offset })
    return { bulk: bulkView(bulk), items, count: bulk.total, limit, offset }
  })
})
