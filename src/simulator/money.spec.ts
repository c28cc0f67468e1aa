import { amountText, minorUnits } from "./money"

describe("amounts as the gateway reads them", () => {
  test.each([
    ["30.00", "GBP", 3000],
    ["30", "GBP", 3000],
    ["30.5", "GBP", 3050],
    ["0.01", "GBP", 1],
    ["100,000.00", "GBP", 10_000_000],
    ["1,234", "JPY", 1234],
    ["3.235", "GBP", undefined],
    ["10.50", "JPY", undefined],
    ["10.", "JPY", undefined],
    ["1,23", "GBP", undefined],
    ["-1.00", "GBP", undefined],
    ["", "GBP", undefined],
    ["1e3", "GBP", undefined],
  ])("%s %s is %p", (text, currency, minor) => {
    expect(minorUnits(text, currency)).toBe(minor)
  })

  test.each([
    [3000, "GBP", "30.00"],
    [1, "GBP", "0.01"],
    [0, "EUR", "0.00"],
    [1234, "JPY", "1234"],
  ])("%i %s is written %s", (minor, currency, text) => {
    expect(amountText(minor, currency)).toBe(text)
  })
})
