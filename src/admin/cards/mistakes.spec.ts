import { emptyDraft, NO_CARD, type Draft } from "./draft"
import { amountOf, mistakesOf, type Rules } from "./mistakes"

const now = new Date("2026-11-20T12:00:00Z")
const manual: Rules = { purpose: "manual", limitMinor: undefined, now }
const refund: Rules = { ...manual, purpose: "direct_refund" }
const card = { ...NO_CARD, number: "4929 0000 0000 6", expiry: "12/27", holder: "Ann Other" }
const draft = (extra: Partial<Draft> = {}): Draft => ({
  ...emptyDraft("GBP", "default"),
  amount: "25.00",
  confirm: "25",
  description: "Order #12",
  reason: "by phone",
  card,
  ...extra,
})
const withCard = (extra: Partial<Draft["card"]>) => draft({ card: { ...card, ...extra } })

it("finds nothing in a good form", () => {
  expect(mistakesOf(draft(), manual)).toEqual({})
  expect(mistakesOf(draft(), refund)).toEqual({})
})

it("names every field that is empty and must not be", () => {
  expect(mistakesOf(emptyDraft("GBP", "default"), manual)).toEqual({
    amount: "amount",
    description: "description_empty",
    reason: "reason",
    number: "number_empty",
    expiry: "expiry_empty",
    holder: "holder_empty",
  })
})

describe("amounts", () => {
  it.each([
    ["25.00", "GBP", undefined, 2500],
    ["25,5", "GBP", 2550, 2550],
    ["25.51", "GBP", 2550, undefined],
    ["2500", "JPY", 2500, 2500],
    ["2500.5", "JPY", undefined, undefined],
    ["0", "GBP", undefined, undefined],
  ])("%s %s with the limit %s", (text, currency, limit, minor) => {
    expect(amountOf(text, currency, limit)).toBe(minor)
  })

  it("are to be typed twice for a direct refund, in whatever way", () => {
    expect(mistakesOf(draft({ confirm: "" }), refund).confirm).toBe("confirm_empty")
    expect(mistakesOf(draft({ confirm: "25.01" }), refund).confirm).toBe("confirm_differs")
    expect(mistakesOf(draft({ confirm: "x" }), refund).confirm).toBe("confirm_differs")
    expect(mistakesOf(draft({ confirm: "" }), manual).confirm).toBeUndefined()
  })
})

it.each([
  [{ number: "4929 0000 0000 7" }, { number: "number_check_digit" }],
  [{ number: "9999 9999 9999 9995" }, { type: "type" }],
  [{ expiry: "10/26" }, { expiry: "expiry_past" }],
  [{ holder: "张伟" }, { holder: "latin" }],
  [{ holder: "Ольга" }, {}],
  [{ cv2: "123" }, {}],
  [{ cv2: "1234" }, { cv2: "cv2_three" }],
  [{ cv2: "12a" }, { cv2: "cv2_three" }],
  [{ number: "3742 000000 00004", cv2: "1234" }, {}],
  [{ number: "3742 000000 00004", cv2: "123" }, { cv2: "cv2_four" }],
  [{ type: "AMEX", cv2: "1234" }, {}],
] as const)("of the card: %j", (extra, mistakes) => {
  expect(mistakesOf(withCard(extra), manual)).toEqual(mistakes)
})

describe("a card's number elsewhere", () => {
  const number = "4929.0000.0000.6"
  it.each([
    ["reason", draft({ reason: number })],
    ["description", draft({ description: `for ${number}` })],
    ["holder", withCard({ holder: number })],
    ["auth_code", draft({ authCode: "4929000000006" })],
    ["email", draft({ email: `${number}@example.com` })],
    ["billing", draft({ billing: { ...draft().billing, address_2: number } })],
    ["delivery", draft({ delivery: { ...draft().delivery, phone: "4929 0000 0000 6" } })],
  ])("is refused: %s", (field, given) => {
    expect(mistakesOf(given, manual)).toEqual({ [field]: "number_here" })
  })

  it("is refused before its own field is filled", () => {
    const given = { ...withCard({ number: "" }), reason: "4929 0000 0000 6" }
    expect(mistakesOf(given, manual)).toMatchObject({ reason: "number_here" })
  })

  it("is not a phone number", () => {
    const given = draft({ billing: { ...draft().billing, phone: "+44 20 7946 0958" } })
    expect(mistakesOf(given, manual)).toEqual({})
  })
})

it("tells what else is wrong", () => {
  expect(mistakesOf(draft({ authCode: "12 34" }), manual)).toEqual({ auth_code: "auth_code" })
  expect(mistakesOf(draft({ email: "ann" }), manual)).toEqual({ email: "email" })
  expect(mistakesOf(draft({ description: "礼物" }), manual)).toEqual({ description: "latin" })
  const order = { owedMinor: 0, isCancelled: false } as Draft["order"]
  expect(mistakesOf(draft({ order }), manual)).toEqual({ order: "order_owes_nothing" })
  expect(mistakesOf(draft({ order }), refund)).toEqual({})
})
