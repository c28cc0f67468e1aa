import { resolveById, SETTLED_BY } from "../../modules/sagepay/findings"
import type { SagepayModuleService } from "../../modules/sagepay/service"
import { settledHolds } from "../../shop/expiring-settled"
import { settledFulfilments } from "../../shop/fulfilled-orders"
import { settledFindings } from "../../shop/settled"

/** Takes off the attention list what has come right: one finding, or all of them. */
export async function resolveSettled(ledger: SagepayModuleService, id?: string): Promise<void> {
  await ledger.inTransaction(async (knex) => {
    const settled = [
      ...(await settledFindings(knex, id)),
      ...(await settledFulfilments(knex, id)),
      ...(await settledHolds(knex, id)),
    ]
    for (const finding of settled) {
      await resolveById(knex, finding.id, finding.resolution, SETTLED_BY)
    }
  })
}
