import { addressFields, directRefundBody, manualBody } from "./card-validators"

const NUMBER = "4929000000006"
const FORM = {
  key: "key-of-this-form",
  amount_minor: 2_500,
  currency: "GBP",
  description: "By phone",
  reason: "the bank said yes",
  card: { number: "4929 0000 0000 6", expiry: "1238", holder: " Ann Shopper ", cv2: "123" },
}

describe("a card's form", () => {
  it("is read: the number in digits, its type told from it", () => {
    expect(manualBody.parse(FORM)).toEqual({
      ...FORM,
      account: "default",
      card: { number: NUMBER, type: "VISA", expiry: "1238", holder: "Ann Shopper", cv2: "123" },
    })
    const named = { ...FORM, card: { ...FORM.card, type: "DELTA" } }
    expect(manualBody.parse(named).card.type).toBe("DELTA")
  })

  it("American Express has four digits on its front", () => {
    const amex = (cv2: string) => ({
      ...FORM,
      card: { ...FORM.card, number: "374200000000004", cv2 },
    })
    expect(manualBody.safeParse(amex("1234")).success).toBe(true)
    expect(manualBody.safeParse(amex("123")).error?.issues[0]?.path).toEqual(["card", "cv2"])
  })

  it.each([
    ["a mistyped number", { card: { ...FORM.card, number: "4929000000015" } }],
    ["a number elsewhere", { reason: `it is ${FORM.card.number}`, description: NUMBER }],
    ["a number that is no text", { card: { ...FORM.card, number: 4_929_000_000_006 } }],
    ["a field named like it", { card: { ...FORM.card, [NUMBER]: "" } }],
    ["a code elsewhere", { card: { ...FORM.card, cv2: NUMBER } }],
  ])("%s: no refusal quotes it", (_, over) => {
    const { error } = manualBody.safeParse({ ...FORM, ...over })
    const said = error?.issues.map(({ path, message }) => [path, message]) ?? []
    expect(said.length).toBeGreaterThan(0)
    // What a strict object says of unknown fields names them; the reader of the body leaves that out.
    const own = error?.issues.filter(({ code }) => code !== "unrecognized_keys") ?? []
    expect(JSON.stringify(own.map(({ message }) => message))).not.toMatch(/4929/)
  })

  it.each([
    [
      "a holder in another script",
      { card: { ...FORM.card, holder: "王小明" } },
      ["card", "holder"],
      /Latin/,
    ],
    [
      "a holder without a letter",
      { card: { ...FORM.card, holder: "王 - 明" } },
      ["card", "holder"],
      /Latin/,
    ],
    ["a description in another script", { description: "電話" }, ["description"], /Latin/],
    [
      "the number as the holder",
      { card: { ...FORM.card, holder: `Ann ${FORM.card.number}` } },
      ["card", "holder"],
      /must not have the card's number/,
    ],
  ])("%s is refused by name", (_, over, path, message) => {
    const { error } = manualBody.safeParse({ ...FORM, ...over })
    expect(error?.issues).toEqual([
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    ])
  })

  it("what has a likeness in Latin letters is taken", () => {
    const card = { ...FORM.card, holder: "Анна Ωmega" }
    expect(manualBody.safeParse({ ...FORM, description: "電話 2", card }).success).toBe(true)
  })

  it("a direct refund repeats its amount, and needs its reason", () => {
    expect(directRefundBody.safeParse({ ...FORM, confirm_amount_minor: 2_500 }).success).toBe(true)
    for (const over of [
      {},
      { confirm_amount_minor: 2_501 },
      { confirm_amount_minor: 2_500, reason: "" },
    ]) {
      expect(directRefundBody.safeParse({ ...FORM, ...over }).success).toBe(false)
    }
  })
})

describe("its addresses", () => {
  it("may be given in part; what is given must fit", () => {
    expect(addressFields({})).toEqual({ fields: {}, mistakes: [] })
    expect(addressFields({ billing: { address_1: "88", postal_code: "412" } })).toEqual({
      fields: { BillingAddress1: "88", BillingPostCode: "412" },
      mistakes: [],
    })
    const wrong = addressFields({
      delivery: { country_code: "xx", postal_code: "far too long for one" },
      customer_email: "nobody",
    })
    expect(wrong.mistakes).toEqual([
      expect.stringMatching(/^delivery: DeliveryCountry/),
      expect.stringMatching(/^delivery: DeliveryPostCode/),
      "customer_email: must be an e-mail address",
    ])
  })
})
