import type { TransactionRow } from "../modules/sagepay/rows"
import type { CheckoutCart, CheckoutSession } from "./cart"
import { refusalToPay, refusalToPlace } from "./checkout-rules"

const session: CheckoutSession = {
  id: "payses_1",
  status: "pending",
  amount: "98.9009",
  currency_code: "gbp",
  provider_id: "pp_sagepay_sagepay",
  data: {},
  payment_collection_id: "paycol_1",
}

const cart = {
  id: "cart_1",
  currency_code: "gbp",
  completed_at: null,
  total: "98.9009",
  credit_line_total: "0",
  payment_collection: { id: "paycol_1" },
} as CheckoutCart

const both = (over: { amount?: string; currency_code?: string }) =>
  [
    { ...session, ...over },
    { ...cart, ...over, total: over.amount ?? cart.total },
  ] as const

describe("refusalToPay", () => {
  it("takes what core computes", () => {
    expect(refusalToPay(session, cart)).toBeUndefined()
    expect(refusalToPay(session, { ...cart, total: "98.8951" })).toBeUndefined()
    expect(refusalToPay(...both({ amount: "1050", currency_code: "jpy" }))).toBeUndefined()
    expect(refusalToPay(...both({ amount: "100000" }))).toBeUndefined()
  })

  it.each([
    ["another provider", { ...session, provider_id: "pp_system_default" }, cart, /another payment/],
    ["no cart", session, undefined, /belongs to no cart/],
    ["a completed cart", session, { ...cart, completed_at: new Date() }, /placed already/],
    ["another collection", { ...session, payment_collection_id: "x" }, cart, /has changed/],
    ["no collection", session, { ...cart, payment_collection: null }, /has changed/],
    ["an authorized session", { ...session, status: "authorized" }, cart, /made already/],
    ["a canceled session", { ...session, status: "canceled" }, cart, /is over/],
    ["a failed session", { ...session, status: "error" }, cart, /is over/],
    ["a penny more", session, { ...cart, total: "98.91" }, /has changed/],
    ["another currency", session, { ...cart, currency_code: "eur" }, /has changed/],
    ["three decimals", ...both({ currency_code: "kwd" }), /KWD are not possible/],
    ["no currency of ISO 4217", ...both({ currency_code: "zzq" }), /not possible/],
  ] as const)("refuses %s", (_, ofSession, ofCart, words) => {
    const refusal = refusalToPay(ofSession, ofCart)
    expect(refusal).toMatch(words)
    expect(refusal).toMatch(/Nothing (more )?was charged/)
  })

  it.each(["0", "0.004", "100000.01", "-5"])("an amount of %s is refused", (amount) => {
    expect(() => refusalToPay(...both({ amount }))).toThrow(/above 0 and up to/)
  })
})

describe("refusalToPlace", () => {
  const paid = { amount_minor: 9890, currency: "GBP" } as TransactionRow

  it("compares in minor units, each rounded once", () => {
    expect(refusalToPlace(paid, session, cart)).toBeUndefined()
    expect(refusalToPlace(paid, session, { ...cart, total: "98.8951" })).toBeUndefined()
  })

  const canceled = { id: "pay_1", canceled_at: new Date(), data: {} }

  it.each([
    ["no session", paid, undefined, cart, /cart was changed/],
    ["no cart", paid, session, undefined, /cart was changed/],
    ["a cancelled payment", paid, { ...session, payment: canceled }, cart, /cancelled/],
    ["a canceled session", paid, { ...session, status: "canceled" }, cart, /over already/],
    ["another collection", paid, session, { ...cart, payment_collection: { id: "x" } }, /changed/],
    ["a changed cart", paid, session, { ...cart, total: "103.90" }, /GBP 98\.90/],
    ["a changed session", { ...paid, amount_minor: 9891 }, session, cart, /GBP 98\.91/],
    ["another currency", { ...paid, currency: "EUR" }, session, cart, /EUR 98\.90/],
  ] as const)("refuses %s", (_, transaction, ofSession, ofCart, words) => {
    expect(refusalToPlace(transaction, ofSession, ofCart)).toMatch(words)
  })
})
