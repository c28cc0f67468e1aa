import fc from "fast-check"
import { decodeForm, encodeForm } from "./form"
import { WireFormatError } from "./wire-format-error"

const LATIN_1 = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)),
})

describe("encodeForm", () => {
  it("makes one byte of each accented letter", () => {
    expect(encodeForm({ BillingCity: "Zürich é", Description: "a&b=c+d" })).toBe(
      "BillingCity=Z%FCrich+%E9&Description=a%26b%3Dc%2Bd"
    )
  })

  it("leaves out what is undefined and keeps what is blank", () => {
    expect(encodeForm({ A: undefined, B: "", C: "1" })).toBe("B=&C=1")
  })

  it.each(["łódź", "€5", "日本", "😀"])("refuses %s, naming the field", (text) => {
    expect(() => encodeForm({ Description: text })).toThrow(WireFormatError)
    expect(() => encodeForm({ Description: text })).toThrow(/^Description: .*ISO-8859-1/)
  })

  it("is undone by decodeForm, for all of ISO-8859-1", () => {
    fc.assert(
      fc.property(fc.dictionary(LATIN_1, LATIN_1), (message) => {
        expect(decodeForm(encodeForm(message)).fields).toEqual({ ...message })
      })
    )
  })

  it("stays within ASCII, so that bytes and characters are the same", () => {
    fc.assert(
      fc.property(LATIN_1, (text) => {
        expect(encodeForm({ A: text })).toMatch(/^[\x21-\x7E]*$/)
      })
    )
  })
})

describe("decodeForm", () => {
  it("reads bytes as ISO-8859-1, raw or percent-encoded", () => {
    expect(decodeForm(Buffer.from("A=caf\xE9&B=caf%e9", "latin1")).fields).toEqual({
      A: "café",
      B: "café",
    })
  })

  it("keeps the first of a repeated name and says which was repeated", () => {
    expect(decodeForm("Status=OK&Status=ABORT&A=1&Status=x")).toEqual({
      fields: { Status: "OK", A: "1" },
      repeated: ["Status"],
    })
  })

  it.each([
    ["", {}],
    ["&&&", {}],
    ["Status", { Status: "" }],
    ["=x", { "": "x" }],
    ["a=%zz&b=%", { a: "%zz", b: "%" }],
    ["a=b=c", { a: "b=c" }],
  ])("%j", (body, fields) => {
    expect(decodeForm(body).fields).toEqual(fields)
  })

  it("makes plain fields of names that are special in JavaScript", () => {
    const { fields } = decodeForm("__proto__=x&constructor=y")
    expect(Object.entries(fields)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ])
  })

  it("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(typeof decodeForm(bytes).fields).toBe("object")
      })
    )
  })
})
