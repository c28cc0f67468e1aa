import { SAGEPAY_MODULE } from "../../../../../modules/sagepay"
import type { SagepayModuleService } from "../../../../../modules/sagepay/service"
import { rootsBeside } from "../../../../../shop/charges"
import { rootsOfOrder } from "../../../../../shop/holds"
import { answering } from "../../http"
import { intentView, transactionView } from "../../views"

/** The ledger's side of an order: each payment with its transactions, and what was asked and sent for it. */
export const GET = answering(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const roots = await ledger.inTransaction((knex) => rootsOfOrder(knex, req.params.id ?? ""))
  const payments = await Promise.all(
    roots.map(async ({ id }) => {
      const { root, transactions, intents, operations } = await ledger.family(id)
      return {
        ...transactionView(root),
        transactions: transactions.filter((row) => row.id !== id).map(transactionView),
        intents: intents.map((intent) =>
          intentView(
            intent,
            operations.filter((operation) => operation.intent_id === intent.id)
          )
        ),
      }
    })
  )
  // Charged or adopted for this order, and in the ledger alone: Medusa has no payment for them.
  const alone = await ledger.inTransaction((knex) => rootsBeside(knex, req.params.id ?? ""))
  return { payments, alone: alone.map(transactionView) }
})
