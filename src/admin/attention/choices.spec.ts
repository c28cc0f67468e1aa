import { POLICY_OF_ACTION as OF_THE_SERVER } from "../../api/admin/sagepay/policies"
import { ATTENTION, choicesOf } from "../../modules/sagepay/attention"
import type { Settings } from "../lib/types"
import {
  type Choice,
  isAllowed,
  isConfirmed,
  paymentIdIn,
  POLICY_OF_ACTION,
  policyOf,
  transactionIdIn,
} from "./choices"

const offered = Object.keys(ATTENTION).flatMap((kind) =>
  choicesOf(kind).map((choice) => ({ kind, choice }))
)
const body = (action?: string): Choice["body"] => ({
  type: "object",
  properties: action ? { action: { type: "string", description: "", const: action } } : {},
  required: [],
  additionalProperties: false,
})
const asked = (path: string, action?: string) => ({ path, body: body(action) })

describe("who may press", () => {
  it("is asked by the server's own table", () => {
    expect(POLICY_OF_ACTION).toEqual(OF_THE_SERVER)
  })

  it.each([
    [asked("/admin/sagepay/transactions/sptx_1/actions", "REFUND"), "refund"],
    [asked("/admin/sagepay/transactions/sptx_1/actions", "ABORT"), "void"],
    [asked("/admin/sagepay/transactions/sptx_1/released"), "settle"],
    [asked("/admin/sagepay/findings/spfind_1/resolve"), "settle"],
    [asked("/admin/sagepay/intents/spint_1/ask"), "settle"],
    [asked("/admin/sagepay/transactions/adopt"), "settle"],
    [asked("/admin/sagepay/installation/confirm"), "settle"],
    [asked("/admin/orders/order_1/cancel"), undefined],
    [asked("/admin/payments/pay_1/refund"), undefined],
  ])("%j", (choice, policy) => {
    expect(policyOf(choice)).toBe(policy)
  })

  it("presses what the policy allows, and Medusa's own routes", () => {
    const may = { refund: true, settle: false } as Settings["may"]
    const press = asked("/admin/sagepay/transactions/sptx_1/actions", "REFUND")
    expect(isAllowed(press, may)).toBe(true)
    expect(isAllowed(asked("/admin/sagepay/findings/f/retry"), may)).toBe(false)
    expect(isAllowed(asked("/admin/orders/order_1/cancel"), may)).toBe(true)
  })
})

it("asks once more before everything but what moves no money", () => {
  const unasked = offered.filter(({ kind, choice }) => !isConfirmed(kind, choice))
  expect([...new Set(unasked.map(({ choice }) => choice.what))].sort()).toEqual(
    [
      "Asks the gateway's reporting service what became of it, and records the answer; moves no money by itself.",
      "Brings Medusa level now; sends nothing to the gateway.",
      "Brings Medusa level with the ledger where that is possible; sends nothing to the gateway.",
      "Compares it with the gateway now, where reporting is set up, and takes it off the list if it has come right; moves no money.",
      "Counts as taken what you read in the gateway's console as released, once the gateway's report agrees that it was released at all; sends nothing for it.",
      "Counts what moved and sends nothing more of it, so that the rest may be asked for again.",
      "Lets this server send payments for what is in its database; moves no money by itself. Never for a copy.",
      "Makes the missing payment in Medusa; takes nothing from the shopper.",
      "Takes it off the list with your reason; moves no money.",
      "Takes the transaction into the ledger with its keys from the gateway's report; moves no money.",
    ].sort()
  )
})

it("asks once more before what it has never heard of", () => {
  expect(isConfirmed("something_new", { id: "retry" })).toBe(true)
  expect(isConfirmed("something_new", { id: "something_new" })).toBe(true)
})

describe("what a choice is about", () => {
  it("stands in its path", () => {
    expect(transactionIdIn({ path: "/admin/sagepay/transactions/sptx_1/actions" })).toBe("sptx_1")
    expect(transactionIdIn({ path: "/admin/sagepay/transactions/sptx_1/released" })).toBe("sptx_1")
    expect(transactionIdIn({ path: "/admin/sagepay/transactions/adopt" })).toBeUndefined()
    expect(paymentIdIn({ path: "/admin/payments/pay_1/capture" })).toBe("pay_1")
    expect(paymentIdIn({ path: "/admin/orders/order_1/cancel" })).toBeUndefined()
  })
})
