import { minorToTyped, readTyped, showMinor } from "./money"

describe("amounts that staff type", () => {
  it.each([
    ["12.34", "gbp", { minor: 1234 }],
    [" 12,34 ", "eur", { minor: 1234 }],
    ["1234", "jpy", { minor: 1234 }],
    ["0.5", "gbp", { minor: 50 }],
    ["", "gbp", { problem: "empty" }],
    ["1.234,50", "eur", { problem: "not_an_amount" }],
    ["1,234.50", "gbp", { problem: "not_an_amount" }],
    ["-1", "gbp", { problem: "not_an_amount" }],
    ["1e3", "gbp", { problem: "not_an_amount" }],
    ["12.345", "gbp", { problem: "too_many_decimals" }],
    ["12,345", "gbp", { problem: "too_many_decimals" }],
    ["1,000", "gbp", { problem: "too_many_decimals" }],
    ["1.000", "eur", { problem: "too_many_decimals" }],
    ["10,000", "jpy", { problem: "too_many_decimals" }],
    ["1.000", "kwd", { minor: 1000 }],
    ["12.5", "gbp", { minor: 1250 }],
    ["1.5", "jpy", { problem: "too_many_decimals" }],
    ["0", "gbp", { problem: "out_of_range" }],
    ["100000.01", "gbp", { problem: "out_of_range" }],
  ])("reads %p in %s", (text, currency, read) => {
    expect(readTyped(text, currency)).toEqual(read)
  })

  it.each([
    [1234, "gbp", "en", "£12.34", "12.34"],
    [1234, "jpy", "en", "¥1,234", "1234"],
    [5, "gbp", "en", "£0.05", "0.05"],
    [123_456_789, "eur", "de", "1.234.567,89\u00a0€", "1234567.89"],
  ])("shows %d of %s in %s", (minor, currency, language, shown, typed) => {
    expect(showMinor(minor, currency, language)).toBe(shown)
    expect(minorToTyped(minor, currency)).toBe(typed)
  })
})
