import {
  directRefundBody as directRefundSchema,
  manualBody as manualSchema,
} from "../../api/admin/sagepay/card-validators"
import { directRefundBody, manualBody } from "./body"
import {
  addressDraft,
  emptyDraft,
  firstAccount,
  forOrder,
  NO_CARD,
  withoutOrder,
  type Draft,
} from "./draft"
import { chosenOrder } from "./shop-order"

const KEY = "admin-0123456789abcdef"
const card = { ...NO_CARD, number: "4929 0000 0000 6", expiry: "12/97", holder: " Ann Other " }
const draft = (extra: Partial<Draft> = {}): Draft => ({
  ...emptyDraft("gbp", "default"),
  amount: "25.50",
  confirm: "25,5",
  description: "Order #12",
  reason: "by phone",
  card,
  ...extra,
})
const overTheWire = (body: object): unknown => JSON.parse(JSON.stringify(body))

it("leaves out what was left empty", () => {
  expect(overTheWire(manualBody(draft(), KEY))).toEqual({
    key: KEY,
    amount_minor: 2550,
    currency: "GBP",
    description: "Order #12",
    reason: "by phone",
    account: "default",
    card: { number: "4929000000006", expiry: "1297", holder: "Ann Other" },
  })
})

it("sends what the server takes", () => {
  const full = draft({
    accountType: "M",
    authCode: " 123456 ",
    email: "ann@example.com",
    billing: addressDraft({ first_name: "Ann", city: "London" }),
    card: { ...card, cv2: "123", type: "DELTA" },
  })
  expect(manualSchema.parse(overTheWire(manualBody(full, KEY)))).toMatchObject({
    account_type: "M",
    auth_code: "123456",
    customer_email: "ann@example.com",
    billing: { first_name: "Ann", city: "London" },
    card: { number: "4929000000006", type: "DELTA", cv2: "123" },
  })
  expect(directRefundSchema.parse(overTheWire(directRefundBody(full, KEY)))).toMatchObject({
    amount_minor: 2550,
    confirm_amount_minor: 2550,
    card: { type: "DELTA" },
  })
})

it("sends no security code with a refund", () => {
  const body = directRefundBody(draft({ card: { ...card, cv2: "123" } }), KEY)
  expect(JSON.stringify(body)).not.toContain('123"')
  expect(body.card).not.toHaveProperty("cv2")
})

it("has yen whole", () => {
  const yen = draft({ currency: "JPY", amount: "2500", confirm: "2500" })
  expect(directRefundBody(yen, KEY)).toMatchObject({
    amount_minor: 2500,
    confirm_amount_minor: 2500,
    currency: "JPY",
  })
})

describe("an order", () => {
  const order = chosenOrder(
    {
      id: "order_1",
      display_id: 12,
      status: "pending",
      currency_code: "jpy",
      email: "ann@example.com",
      billing_address: { city: "Kyoto", phone: null },
    },
    { amount_minor: 3000, currency_code: "jpy" }
  )

  it("gives what it owes, its addresses and its number", () => {
    const chosen = forOrder(draft({ description: "" }), order, "Order #12")
    expect(manualBody(chosen, KEY)).toMatchObject({
      amount_minor: 3000,
      currency: "JPY",
      order_id: "order_1",
      description: "Order #12",
      customer_email: "ann@example.com",
      billing: { city: "Kyoto" },
      delivery: undefined,
    })
    expect(forOrder(draft({ description: "Kept" }), order, "").description).toBe("Kept")
  })

  it("takes them along when it goes, and leaves the card", () => {
    const without = withoutOrder(forOrder(draft(), order, ""), "GBP")
    expect(without).toMatchObject({ amount: "", currency: "GBP", email: "", card })
    expect(manualBody(without, KEY)).toMatchObject({ order_id: undefined, billing: undefined })
  })
})

it("begins with the options' own account", () => {
  expect(firstAccount([{ account: "eu" }, { account: "default" }])).toBe("default")
  expect(firstAccount([{ account: "eu" }, { account: "us" }])).toBe("eu")
  expect(firstAccount([])).toBe("default")
})
