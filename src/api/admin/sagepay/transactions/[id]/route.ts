import { SAGEPAY_MODULE } from "../../../../../modules/sagepay"
import type { SagepayModuleService } from "../../../../../modules/sagepay/service"
import { checksOf } from "../../../../../modules/sagepay/checks"
import { overviewOf } from "../../../../../modules/sagepay/press-overview"
import { readPressFacts } from "../../../../../shop/owed"
import { readNames } from "../../../../../shop/people"
import { withOrderNumbers } from "../../../../../shop/transaction-list"
import { answering } from "../../http"
import { paymentParts, peopleIn } from "../../payment-view"
import { transactionView } from "../../views"

/** A transaction, what may be done to it now, up to how much, and if not, why not, and what belongs to it. */
export const GET = answering(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const found = await overviewOf(ledger.context, req.params.id ?? "", readPressFacts)
  const { target, payment, actions, related } = found
  const { facts, family } = payment
  const { names, numbered } = await ledger.inTransaction(async (knex) => ({
    names: await readNames(knex, peopleIn([payment])),
    numbered: await withOrderNumbers(knex, [{ ...target, order_id: facts.order?.id ?? null }]),
  }))
  return {
    transaction: transactionView(target),
    checks: checksOf(target.results),
    actions,
    order: facts.order && {
      id: facts.order.id,
      display_id: numbered[0]?.display_id ?? null,
      canceled: facts.order.canceled,
      owed_minor: facts.owed?.minor ?? null,
      currency_code: facts.owed?.currency.toLowerCase() ?? null,
    },
    payment: facts.payment && {
      id: facts.payment.id,
      amount_minor: facts.payment.amountMinor,
      canceled: facts.payment.canceled,
    },
    family: { root: transactionView(family.root), ...paymentParts(payment, names) },
    /** Payments of their own: what this one repeats, and what repeats it. */
    related: related.map(transactionView),
  }
})
