import { once } from "node:events"
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { SAGEPAY_MODULE } from "../../../../../modules/sagepay"
import type { SagepayModuleService } from "../../../../../modules/sagepay/service"
import { everyTransaction, type ListedRow } from "../../../../../shop/transaction-list"
import { csvLine, HEADER } from "../../csv"
import { readQuery, refuse } from "../../http"
import { exportQuery, filterOf, orderOf } from "../../queries"

/** The list as CSV, all of it, written as it is read. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> => {
  res.set("cache-control", "no-store")
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  let batches: AsyncGenerator<ListedRow[]>
  try {
    const query = readQuery(exportQuery, req.query)
    batches = everyTransaction(
      (work) => ledger.inTransaction(work),
      filterOf(query),
      orderOf(query)
    )
  } catch (error) {
    refuse(res, error)
    return
  }
  const day = new Date().toISOString().slice(0, 10)
  res.set("content-type", "text/csv; charset=utf-8")
  res.set("content-disposition", `attachment; filename="sagepay-transactions-${day}.csv"`)
  try {
    res.write(HEADER)
    for await (const rows of batches) {
      if (res.destroyed) return
      // Who reads slowly is waited for; who is gone is not.
      if (!res.write(rows.map(csvLine).join(""))) await drained(res)
    }
    res.end()
  } catch (error) {
    // Half a file must not look like a whole one: the download breaks off.
    const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`sagepay: an export of transactions broke off: ${String(error)}`)
    res.destroy()
  }
}

async function drained(res: MedusaResponse): Promise<void> {
  const done = new AbortController()
  const { signal } = done
  try {
    await Promise.race([once(res, "drain", { signal }), once(res, "close", { signal })])
  } finally {
    done.abort()
  }
}
