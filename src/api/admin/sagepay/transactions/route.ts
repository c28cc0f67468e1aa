import { SAGEPAY_MODULE } from "../../../../modules/sagepay"
import type { SagepayModuleService } from "../../../../modules/sagepay/service"
import { listTransactions } from "../../../../shop/transaction-list"
import { answering, readQuery } from "../http"
import { filterOf, orderOf, transactionsQuery } from "../queries"
import { listedView } from "../views"

/** Every transaction of the ledger, newest first, as far as the query asks for it. */
export const GET = answering(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const query = readQuery(transactionsQuery, req.query)
  const { limit, offset } = query
  const { rows, count } = await ledger.inTransaction((knex) =>
    listTransactions(knex, filterOf(query), orderOf(query), { limit, offset })
  )
  return { transactions: rows.map(listedView), count, limit, offset }
})
