/** When a session may be paid, and when a paid one may become an order. Pure; each refusal is a sentence for the shopper. */
import { assertTakeable, computedToMinor, currencyDigits, showMoney } from "../protocol/money"
import type { TransactionRow } from "../modules/sagepay/rows"
import type { CheckoutCart, CheckoutSession } from "./cart"

export const OUR_PROVIDERS = "pp_sagepay"

type Sums = { readonly amount: string; readonly currency_code: string }

/** Why Pay cannot go on, or undefined. Throws AmountError where the gateway cannot take the amount. */
export function refusalToPay(
  session: CheckoutSession,
  cart: CheckoutCart | undefined
): string | undefined {
  if (!session.provider_id.startsWith(OUR_PROVIDERS)) {
    return "This payment session belongs to another payment method. Nothing was charged; choose card payment first."
  }
  if (!cart)
    return "This payment session belongs to no cart. Nothing was charged; start the payment again."
  if (cart.completed_at != null) {
    return "This order is placed already. Nothing more was charged."
  }
  if (cart.payment_collection?.id !== session.payment_collection_id) return CHANGED
  if (session.status === "authorized" || session.status === "captured") {
    return "This payment is made already, and its order is being placed. Nothing more was charged."
  }
  if (session.status !== "pending") {
    return "This payment attempt is over. Nothing was charged; choose the payment method again."
  }
  const digits = currencyDigits(cart.currency_code)
  if (digits !== 0 && digits !== 2) {
    return `Card payments in ${cart.currency_code.toUpperCase()} are not possible here. Nothing was charged; choose another payment method.`
  }
  if (!sameSum(session, cart)) return CHANGED
  assertTakeable(computedToMinor(session.amount, session.currency_code), session.currency_code)
  return undefined
}

const CHANGED =
  "The cart has changed since this payment was prepared. Nothing was charged; look at the cart and start the payment again."

/** Why a payment that the gateway reports as made must not become an order, or undefined. */
export function refusalToPlace(
  transaction: TransactionRow,
  session: CheckoutSession | undefined,
  cart: CheckoutCart | undefined
): string | undefined {
  if (!session || !cart) return "The cart was changed while the payment was being made."
  if (session.payment && session.payment.canceled_at != null) {
    return "This payment was cancelled in the shop."
  }
  if (session.status === "canceled" || session.status === "error") {
    return "This payment attempt was over already."
  }
  if (cart.payment_collection?.id !== session.payment_collection_id) {
    return "The cart was changed while the payment was being made."
  }
  const paid = { minor: transaction.amount_minor, currency: transaction.currency }
  const agreed =
    sameSum(session, cart) &&
    session.currency_code.toUpperCase() === transaction.currency &&
    computedToMinor(session.amount, session.currency_code) === transaction.amount_minor
  return agreed
    ? undefined
    : `The cart was changed while the payment of ${showMoney(paid)} was being made.`
}

/** Compared as the gateway takes them: in minor units, each rounded once. */
function sameSum(session: Sums, cart: { total: string; currency_code: string }): boolean {
  return (
    session.currency_code.toUpperCase() === cart.currency_code.toUpperCase() &&
    computedToMinor(session.amount, session.currency_code) ===
      computedToMinor(cart.total, cart.currency_code)
  )
}
