import type { TransactionDetail } from "../lib/queries"
import { fieldsOf } from "./fields"
import { amountOf, knownOfPayment, knownOfTransaction, prefilled } from "./known"

const body = (action: string | undefined, amount: boolean) => ({
  body: {
    type: "object" as const,
    properties: {
      ...(action ? { action: { type: "string" as const, description: "", const: action } } : {}),
      ...(amount ? { amount_minor: { type: "integer" as const, description: "" } } : {}),
    },
    required: [],
    additionalProperties: false as const,
  },
})
const REFUND = body("REFUND", true)
const RELEASED = body(undefined, true)

const detail = (over: object, actions: object = {}) =>
  ({
    transaction: {
      currency_code: "gbp",
      amount_minor: 3000,
      taken_minor: 2000,
      authorised_minor: 0,
      ...over,
    },
    actions,
  }) as unknown as TransactionDetail

describe("what is known of the money", () => {
  it("has the limit that the ledger names", () => {
    const allowed = { REFUND: { allowed: true, has_amount: true, limit_minor: 1500 } }
    expect(knownOfTransaction(REFUND, detail({}, allowed))).toEqual({
      currency: "gbp",
      wholeMinor: 2000,
      limitMinor: 1500,
    })
  })

  it("says why something is not allowed", () => {
    const refused = { allowed: false, code: "settled", reason: "it is settled", values: {} }
    const known = knownOfTransaction(body("VOID", false), detail({}, { VOID: refused }))
    expect(known.refusal).toEqual(refused)
  })

  it.each([
    ["ABORT", { taken_minor: 0 }, 3000],
    ["CANCEL", { taken_minor: 0, authorised_minor: 1000 }, 2000],
    ["VOID", {}, 2000],
  ])("%s is of the whole of it", (action, over, minor) => {
    expect(knownOfTransaction(body(action, false), detail(over)).wholeMinor).toBe(minor)
  })

  it.each([
    [{ owed_minor: 800 }, 800],
    [{}, 0],
  ])("of a charge anew for the order, %j, is what the order owes", (owed, limitMinor) => {
    const properties = {
      ...body("REPEAT", true).body.properties,
      settles_order: { type: "boolean" as const, description: "", const: true },
    }
    const view = { allowed: true, has_amount: true, ...owed }
    const choice = { body: { ...REFUND.body, properties } }
    const known = knownOfTransaction(choice, detail({}, { REPEAT: view }))
    expect(known).toEqual({ currency: "gbp", limitMinor })
  })

  it("was released at most as far as it was held", () => {
    const known = knownOfTransaction(RELEASED, detail({ taken_minor: 0 }))
    expect(known).toEqual({ currency: "gbp", limitMinor: 3000 })
  })

  it.each([
    ["capture", 4444],
    ["refund", 1000],
  ])("of Medusa's payment, for %s", (id, limitMinor) => {
    const payment = {
      amount: 55.55,
      currency_code: "gbp",
      captures: [{ amount: 10.1 }, { amount: "1.01" }],
      refunds: [{ amount: 1.11 }],
    }
    expect(knownOfPayment({ id }, payment)).toEqual({ currency: "gbp", limitMinor })
  })
})

describe("the amount that a form begins with", () => {
  const known = { currency: "gbp", limitMinor: 2000 }
  const begins = (kind: string, id: string, facts: Record<string, unknown> = {}) =>
    prefilled({ kind, facts }, { id }, fieldsOf(REFUND), known).amount_minor

  it.each([
    ["taken_beyond_order", "refund_at_gateway", { beyond_minor: 250 }, "2.50"],
    ["taken_without_order", "refund_at_gateway", { ours_minor: 1500 }, "15.00"],
    ["taken_without_order", "refund_at_gateway", { ours_minor: 9900 }, "20.00"],
    ["rest_not_held", "charge_rest", { amount_minor: 1200 }, "12.00"],
    ["rest_not_held", "charge_rest", { amount_minor: 9900 }, "20.00"],
    ["fulfilment_cancelled", "refund", { amount_minor: 300 }, "3.00"],
    ["surcharge", "refund_at_gateway", { surcharge: "1.50" }, "1.50"],
    ["row_without_movement", "refund", { amount: 12 }, "12.00"],
    ["unsettled_charge", "refund_at_gateway", {}, "20.00"],
    ["hold_kept", "capture", {}, "20.00"],
    ["hold_expiring", "capture", { amount_minor: 2000, needed_minor: 1250 }, "12.50"],
    ["hold_expiring", "capture", { amount_minor: 9900, needed_minor: 9900 }, "20.00"],
    ["order_total_differs", "refund", { order_total: "GBP 5.00" }, undefined],
    ["differs_at_gateway", "refund_at_gateway", { amount_minor: 500 }, undefined],
    ["differs_at_gateway", "released", { gateway_minor: 500 }, undefined],
  ])("%s, %s, %j: %p", (kind, id, facts, typed) => {
    expect(begins(kind, id, facts)).toBe(typed)
  })

  it("is nothing where nothing may move", () => {
    const nothing = { currency: "gbp", limitMinor: 0 }
    const about = { kind: "rest_not_held", facts: { amount_minor: 1200 } }
    expect(prefilled(about, { id: "charge_rest" }, fieldsOf(REFUND), nothing)).toEqual({})
  })

  it("is not made up before the currency is known", () => {
    const about = { kind: "unsettled_charge", facts: {} }
    expect(prefilled(about, { id: "refund_at_gateway" }, fieldsOf(REFUND), undefined)).toEqual({})
  })
})

it("tells how much would move", () => {
  const known = { currency: "gbp", wholeMinor: 2000 }
  expect(amountOf(fieldsOf(REFUND), { amount_minor: "1.5" }, known)).toBe(150)
  expect(amountOf(fieldsOf(REFUND), { amount_minor: "" }, known)).toBeUndefined()
  expect(amountOf([], {}, known)).toBe(2000)
  expect(amountOf([], {}, undefined)).toBeUndefined()
})
