import type { Choice } from "./choices"
import { bodyOf, fieldsOf, mistakeIn } from "./fields"

type Property = Choice["body"]["properties"][string]
const of = (type: Property["type"], fixed?: string | boolean): Property => ({
  type,
  description: `as ${type}`,
  ...(fixed === undefined ? {} : { const: fixed }),
})
const form = (properties: Record<string, Property>, required: string[] = []) => ({
  body: { type: "object" as const, properties, required, additionalProperties: false as const },
})

const PRESS = form(
  {
    action: of("string", "REFUND"),
    key: of("string"),
    amount_minor: of("integer"),
    reason: of("string"),
  },
  ["action", "key", "amount_minor", "reason"]
)
const SETTLE = form(
  {
    happened: of("boolean", false),
    note: of("string"),
    vps_tx_id: of("string"),
    tx_auth_no: of("string"),
    security_key: of("string"),
  },
  ["happened", "note"]
)
const GBP = { currency: "gbp", limitMinor: 2000 }

const field = (choice: ReturnType<typeof form>, name: string) =>
  fieldsOf(choice).find((one) => one.name === name)!

describe("the fields of a form", () => {
  it("are those that a person fills in", () => {
    expect(fieldsOf(PRESS).map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ["amount_minor", "amount", true],
      ["reason", "words", true],
    ])
    expect(fieldsOf(SETTLE).map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ["note", "words", true],
      ["vps_tx_id", "line", false],
      ["tx_auth_no", "line", false],
      ["security_key", "secret", false],
    ])
  })

  it("are taken from the schema when nobody here knows them", () => {
    expect(fieldsOf(form({ new_one: of("string"), sure: of("boolean") }, ["sure"]))).toEqual([
      { name: "new_one", kind: "line", required: false, description: "as string" },
      { name: "sure", kind: "flag", required: true, description: "as boolean" },
    ])
  })
})

describe("mistakes", () => {
  it.each([
    ["note", "", "missing"],
    ["note", "  x ", "too_short"],
    ["note", "seen there", undefined],
    ["note", "paid with 4929 0000 0000 6 12/28", "card"],
    ["vps_tx_id", "", undefined],
    ["vps_tx_id", "0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6", undefined],
    ["vps_tx_id", " {0f4b1d6e-2c3a-4d5e-8f90-a1b2c3d4e5f6} ", undefined],
    ["vps_tx_id", "0F4B1D6E", "format"],
    ["tx_auth_no", "12345678901", "format"],
    ["tx_auth_no", "4918526", undefined],
    ["security_key", "short", "format"],
    ["security_key", "ABCDE12345", undefined],
  ])("%s: %p is %p", (name, typed, mistake) => {
    expect(mistakeIn(field(SETTLE, name), typed, undefined)).toBe(mistake)
  })

  it.each([
    ["", "empty"],
    ["20.01", "over_limit"],
    ["20", undefined],
  ])("an amount of %p is %p", (typed, mistake) => {
    expect(mistakeIn(field(PRESS, "amount_minor"), typed, GBP)).toBe(mistake)
  })

  it("no amount is right while its currency is not known, needed or not", () => {
    expect(mistakeIn(field(PRESS, "amount_minor"), "5", undefined)).toBe("missing")
    const capture = form({ amount: of("number") })
    expect(mistakeIn(field(capture, "amount"), "5", undefined)).toBe("missing")
  })
})

describe("what is sent", () => {
  it("has what is always so, amounts in minor units, and no key", () => {
    expect(bodyOf(PRESS, { amount_minor: "12,34", reason: " sent twice " }, GBP)).toEqual({
      action: "REFUND",
      amount_minor: 1234,
      reason: "sent twice",
    })
  })

  it("leaves out what was not filled in, but not what is always false", () => {
    expect(bodyOf(SETTLE, { note: "not there", security_key: "" }, undefined)).toEqual({
      happened: false,
      note: "not there",
    })
  })

  it("gives Medusa's own routes major units", () => {
    const capture = form({ amount: of("number") })
    expect(bodyOf(capture, { amount: "12.34" }, GBP)).toEqual({ amount: 12.34 })
    expect(bodyOf(capture, { amount: "1234" }, { currency: "jpy" })).toEqual({ amount: 1234 })
  })

  it("knows flags and numbers", () => {
    const other = form({ sure: of("boolean"), parts: of("integer") })
    expect(bodyOf(other, { sure: "true", parts: "3" }, undefined)).toEqual({ sure: true, parts: 3 })
  })
})
