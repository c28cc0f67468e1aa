import { OUR_PROVIDERS } from "../../shop/checkout-rules"
import { isPaidWithUs, owedMinor } from "./order-facts"

describe("what an order owes", () => {
  const owing = (amount_minor: number) => ({ owed: { amount_minor, currency_code: "gbp" } })

  it.each([
    ["pending", owing(1500), 1500],
    ["pending", owing(0), undefined],
    ["pending", { owed: null }, undefined],
    ["canceled", owing(1500), undefined],
  ] as const)("is, of a %s one, what the server reckons of %j", (status, found, owed) => {
    expect(owedMinor({ status }, found)).toBe(owed)
  })
})

describe("an order that was paid with us", () => {
  const paidWith = (provider_id: string) => {
    const collection = { payments: [{ provider_id }] }
    return { payment_collections: [collection] } as unknown as Parameters<typeof isPaidWithUs>[0]
  }

  it("is known by its provider", () => {
    expect(isPaidWithUs(paidWith(`${OUR_PROVIDERS}_sagepay`))).toBe(true)
    expect(isPaidWithUs(paidWith("pp_system_default"))).toBe(false)
    expect(isPaidWithUs({ payment_collections: [] })).toBe(false)
  })
})
