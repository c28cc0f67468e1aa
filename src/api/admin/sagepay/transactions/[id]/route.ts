import { SAGEPAY_MODULE } from "../../../../../modules/sagepay"
import type { SagepayModuleService } from "../../../../../modules/sagepay/service"
import { overviewOf } from "../../../../../modules/sagepay/press-overview"
import { readPressFacts } from "../../../../../shop/owed"
import { answering } from "../../http"
import { intentView, transactionView } from "../../views"

/** A transaction, what may be done to it now, up to how much, and if not, why not, and what belongs to it. */
export const GET = answering(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const found = await overviewOf(ledger.context, req.params.id ?? "", readPressFacts)
  const { target, family, operations, facts, actions, related } = found
  return {
    transaction: transactionView(target),
    actions,
    order: facts.order && {
      id: facts.order.id,
      canceled: facts.order.canceled,
      owed_minor: facts.owed?.minor ?? null,
      currency_code: facts.owed?.currency.toLowerCase() ?? null,
    },
    payment: facts.payment && {
      id: facts.payment.id,
      amount_minor: facts.payment.amountMinor,
      canceled: facts.payment.canceled,
    },
    family: {
      root: transactionView(family.root),
      transactions: family.transactions
        .filter((row) => row.id !== family.root.id)
        .map(transactionView),
      intents: family.intents.map((intent) =>
        intentView(
          intent,
          operations.filter((operation) => operation.intent_id === intent.id)
        )
      ),
    },
    /** Payments of their own: what this one repeats, and what repeats it. */
    related: related.map(transactionView),
  }
})
