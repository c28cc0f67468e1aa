import { SAGEPAY_MODULE } from "../../../../../modules/sagepay"
import {
  paymentOverview,
  type PaymentOverview,
} from "../../../../../modules/sagepay/press-overview"
import type { SagepayModuleService } from "../../../../../modules/sagepay/service"
import { rootsBeside } from "../../../../../shop/charges"
import { rootsOfOrder } from "../../../../../shop/holds"
import { readOwed, readPressFacts } from "../../../../../shop/owed"
import { readNames } from "../../../../../shop/people"
import { answering } from "../../http"
import { paymentParts, peopleIn } from "../../payment-view"
import { transactionView } from "../../views"

/** The ledger's side of an order: each payment, what was asked and sent for it, its life, and what may be done now. */
export const GET = answering(async (req) => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const orderId = req.params.id ?? ""
  return ledger.inTransaction(async (knex) => {
    const look = async (roots: readonly { readonly id: string }[]) => {
      const found: PaymentOverview[] = []
      for (const { id } of roots) {
        found.push(await paymentOverview(knex, ledger.context, id, readPressFacts))
      }
      return found
    }
    const payments = await look(await rootsOfOrder(knex, orderId))
    // Charged or adopted for this order, and in the ledger alone: Medusa has no payment for them.
    const alone = await look(await rootsBeside(knex, orderId))
    const names = await readNames(knex, peopleIn([...payments, ...alone]))
    const view = (payment: PaymentOverview) => ({
      ...transactionView(payment.family.root),
      ...paymentParts(payment, names),
    })
    const owed = await readOwed(knex, orderId)
    return {
      payments: payments.map(view),
      alone: alone.map(view),
      /** What is neither paid, nor held, nor on its way; null where there is no such order. */
      owed: owed && { amount_minor: owed.minor, currency_code: owed.currency.toLowerCase() },
    }
  })
})
