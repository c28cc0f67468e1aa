import { resolveById, SETTLED_BY } from "../../modules/sagepay/findings"
import type { SagepayModuleService } from "../../modules/sagepay/service"
import { settledFindings } from "../../shop/settled"

/** Takes off the attention list what has come right: one finding, or all of them. */
export async function resolveSettled(ledger: SagepayModuleService, id?: string): Promise<void> {
  await ledger.inTransaction(async (knex) => {
    for (const settled of await settledFindings(knex, id)) {
      await resolveById(knex, settled.id, settled.resolution, SETTLED_BY)
    }
  })
}
