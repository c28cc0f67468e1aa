import type { TransactionRow } from "../modules/sagepay/rows"
import {
  allowedOrigins,
  isAllowedReturn,
  messageOf,
  returnAddress,
  statusOf,
  type ReturnFacts,
} from "./return-address"

const storefront = {
  success_url: "https://shop.example/{country_code}/order/{order_id}/confirmed",
  failure_url:
    "https://pay.shop.example/checkout?cart={cart_id}&m={message}&again={retry}&no={nonsense}",
  allowed_origins: ["https://app.example/"],
}

const facts: ReturnFacts = {
  status: "placed",
  message: "50% & more / ünï",
  retry: false,
  cartId: "cart_1",
  orderId: "order_1",
  vendorTxCode: "medusa-1",
  countryCode: "gb",
}

describe("allowedOrigins", () => {
  it("are the listed ones and those of the templates", () => {
    expect(allowedOrigins(storefront)).toEqual([
      "https://app.example",
      "https://shop.example",
      "https://pay.shop.example",
    ])
  })

  it.each([
    ["https://app.example/a?b#c", true],
    ["https://shop.example", true],
    ["https://app.example.evil.test/", false],
    ["https://app.example@evil.test/", false],
    ["http://app.example/", false],
    ["https://app.example:8443/", false],
    // A placeholder that is filled in must not make another host of it.
    ["https://app.examp{x}le/", false],
    ["https://app{.}example/", false],
    ["https://app.example\\\\@evil.test/", false],
    ["https://app.example/{order_id}", true],
    ["//app.example/", false],
    ["javascript:alert(1)//https://app.example", false],
    ["data:text/html,x", false],
    ["/relative", false],
    ["", false],
  ])("%s: %s", (url, allowed) => {
    expect(isAllowedReturn(url, storefront)).toBe(allowed)
  })
})

describe("returnAddress", () => {
  it("fills the success template", () => {
    expect(returnAddress(facts, storefront, null)).toBe(
      "https://shop.example/gb/order/order_1/confirmed"
    )
  })

  it("fills the failure template, encoded; a placeholder that is none is empty", () => {
    const failed = { ...facts, status: "declined", retry: true } as const
    const url = new URL(returnAddress(failed, storefront, null))
    expect(Object.fromEntries(url.searchParams)).toEqual({
      cart: "cart_1",
      m: "50% & more / ünï",
      again: "true",
      no: "",
    })
  })

  it("a value cannot leave its place in the path", () => {
    const odd = { ...facts, orderId: "../../evil?x=1#y" }
    expect(new URL(returnAddress(odd, storefront, null)).pathname).toBe(
      "/gb/order/..%2F..%2Fevil%3Fx%3D1%23y/confirmed"
    )
  })

  it("the storefront's own address gets everything that has a value", () => {
    const url = new URL(
      returnAddress({ ...facts, orderId: "" }, storefront, "https://app.example/x?y=1")
    )
    expect(Object.fromEntries(url.searchParams)).toEqual({
      y: "1",
      status: "placed",
      message: facts.message,
      retry: "false",
      cart_id: "cart_1",
      vendor_tx_code: "medusa-1",
      country_code: "gb",
    })
  })

  it("the storefront's own template is filled", () => {
    expect(returnAddress(facts, storefront, "https://app.example/{status}/{order_id}")).toBe(
      "https://app.example/placed/order_1"
    )
  })

  it("an origin that is allowed no longer is not used", () => {
    expect(returnAddress(facts, storefront, "https://old.example/x")).toMatch(
      /^https:\/\/shop\.example\//
    )
  })
})

describe("statusOf", () => {
  const row = (over: Partial<TransactionRow>) =>
    ({ answer_status: "OK", claim: null, state: "failed", ...over }) as TransactionRow

  it.each([
    [{ answer_status: null }, "unknown"],
    [{ claim: "c", state: "deferred" }, "placed"],
    [{ claim: "c", state: "taken" }, "placed"],
    [{ claim: "c", state: "aborted" }, "placed"],
    [{ claim: "c", state: "failed" }, "error"],
    [{ state: "declined" }, "declined"],
    [{ state: "abandoned" }, "cancelled"],
    [{ state: "rejected" }, "rejected"],
    [{ state: "failed" }, "error"],
    [{ answer_status: "INVALID", claim: "c" }, "not_placed"],
    [{ answer_status: "INVALID" }, "not_placed"],
  ] as const)("%j is %s", (over, status) => {
    expect(statusOf(row(over))).toBe(status)
  })

  it("what our answer said is told to the shopper", () => {
    const said = row({ answer_status: "INVALID", answer_detail: "The cart was changed." })
    expect(messageOf("not_placed", said)).toBe(
      "The cart was changed. The order was not placed and nothing was charged."
    )
    expect(messageOf("unknown", undefined)).toMatch(/do not know/)
  })
})
