import { readOptions } from "../modules/sagepay/options"
import { checkRequest } from "../protocol"
import type { CheckoutCart } from "./cart"
import { registrationFields } from "./registration-fields"

const options = (over: Record<string, unknown> = {}) =>
  readOptions({
    vendor: "testvendor",
    environment: "test",
    backend_url: "https://api.shop.example",
    encryption_keys: [{ id: "a", key: Buffer.alloc(32).toString("base64") }],
    storefront: { success_url: "https://shop.example/ok", failure_url: "https://shop.example/no" },
    ...over,
  })

const address = {
  first_name: "Ann",
  last_name: "Shopper",
  address_1: "88 Test Street",
  city: "London",
  postal_code: "412",
  country_code: "gb",
}

/** 3 x 9.99 and 3 x 3.33 with 20 % VAT and 10.00 off, shipping 4.50: what core computes for it. */
const cart = {
  id: "cart_1",
  email: "ann@shopper.test",
  currency_code: "gbp",
  completed_at: null,
  total: "41.352",
  credit_line_total: "0",
  billing_address: address,
  shipping_address: address,
  items: [
    { product_title: "Pot", variant_sku: "POT", quantity: 3, total: "26.964", tax_total: "4.494" },
    { title: "Cup", quantity: 3, total: "8.988", tax_total: "1.498" },
  ],
  shipping_methods: [{ total: "5.40", tax_total: "0.90" }],
} as CheckoutCart

const complete = (fields: Record<string, string>) => ({
  VPSProtocol: "4.00",
  TxType: "PAYMENT",
  Vendor: "testvendor",
  VendorTxCode: "code-1",
  Amount: "41.35",
  Currency: "GBP",
  NotificationURL: "https://api.shop.example/hooks/sagepay/notification",
  ...fields,
})

describe("registrationFields", () => {
  it("makes a registration that breaks no rule, with a basket that adds up to the penny", () => {
    const { fields, notes, refusal } = registrationFields(cart, options(), "4.00", "203.0.113.9")
    expect(refusal).toBeUndefined()
    expect(notes).toEqual([])
    expect(checkRequest(complete(fields), { txType: "PAYMENT", version: "4.00" })).toEqual([])
    expect(fields).toMatchObject({ ClientIPAddress: "203.0.113.9", Profile: "NORMAL" })
    const amounts = [
      ...(fields.BasketXML ?? "").matchAll(/<(?:totalGross|deliveryGross)Amount>([\d.]+)</g),
    ]
    expect(amounts.map(([, amount]) => amount)).toEqual(["26.96", "8.99", "5.40"])
  })

  it("allow_repeats alone registers nothing to be repeated: that takes the shopper's consent", () => {
    const on = options({ allow_repeats: true })
    const { fields } = registrationFields(cart, on, "4.00", undefined)
    expect(fields).toEqual(registrationFields(cart, options(), "4.00", undefined).fields)
    expect(Object.keys(fields).filter((name) => /COF|Initiated/.test(name))).toEqual([])
  })

  it("the options' switches are sent", () => {
    const switches = {
      apply_avs_cv2: "3",
      apply_3d_secure: "2",
      profile: "LOW",
      send_basket: false,
    }
    const { fields } = registrationFields(cart, options(switches), "4.00", "::1")
    expect(fields).toMatchObject({ ApplyAVSCV2: "3", Apply3DSecure: "2", Profile: "LOW" })
    expect(Object.keys(fields).filter((name) => name.startsWith("Basket"))).toEqual([])
  })

  it("a gift card is a discount; a basket that does not add up is left out with a note", () => {
    const gift = { ...cart, credit_line_total: "10", total: "31.352" }
    const { fields } = registrationFields(gift, options(), "4.00", undefined)
    expect(fields.BasketXML).toMatch(/<fixed>10\.00<\/fixed>/)
    const odd = registrationFields({ ...cart, total: "99" }, options(), "4.00", undefined)
    expect(odd.refusal).toBeUndefined()
    expect(odd.fields).not.toHaveProperty("BasketXML")
    expect(odd.notes.join()).toMatch(/does not add up/)
  })

  it("one address serves for both; none is refused in words that a shopper understands", () => {
    const shippedOnly = { ...cart, billing_address: null }
    expect(registrationFields(shippedOnly, options(), "4.00", undefined).fields).toMatchObject({
      BillingCity: "London",
      DeliveryCity: "London",
    })
    const none = { ...cart, billing_address: null, shipping_address: null }
    const { fields, refusal } = registrationFields(none, options(), "4.00", undefined)
    expect(fields).toEqual({})
    expect(refusal).toMatch(/the last name of the billing address.*Nothing was charged/)
  })
})
