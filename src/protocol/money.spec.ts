import fc from "fast-check"
import {
  AmountError,
  assertTakeable,
  computedToMinor,
  currencyDigits,
  parseWireAmount,
  toMajor,
  toWireAmount,
  typedToMinor,
} from "./money"

describe("money", () => {
  it.each([
    ["30", "GBP", 3000],
    [19.99, "GBP", 1999],
    ["0.01", "GBP", 1],
    ["100000", "GBP", 10_000_000],
    ["1050", "JPY", 1050],
    [1.1, "EUR", 110],
  ])("takes %s %s as %i minor units", (amount, currency, minor) => {
    expect(typedToMinor(amount, currency)).toBe(minor)
  })

  it.each([
    [0, "GBP", "out_of_range"],
    [-5, "GBP", "out_of_range"],
    ["3.235", "GBP", "too_many_decimals"],
    ["100000.01", "GBP", "out_of_range"],
    ["100,000.01", "GBP", "not_a_number"],
    ["10.50", "JPY", "too_many_decimals"],
    ["0.5", "JPY", "too_many_decimals"],
    ["", "GBP", "not_a_number"],
    ["ten", "GBP", "not_a_number"],
    [Number.NaN, "GBP", "not_a_number"],
    [1, "XXQ", "currency"],
  ])("refuses %s %s as %s, and says why", (amount, currency, problem) => {
    expect.assertions(2)
    try {
      typedToMinor(amount, currency)
    } catch (error) {
      expect(error).toBeInstanceOf(AmountError)
      expect((error as AmountError).problem).toBe(problem)
    }
  })

  it.each([
    ["98.9009", "GBP", 9890],
    ["41.352", "GBP", 4135],
    ["1.005", "GBP", 101],
    [0.125, "GBP", 13],
    ["10.5", "JPY", 11],
    ["10.49", "JPY", 10],
  ])("rounds the computed %s %s once, half up, to %i", (amount, currency, minor) => {
    expect(computedToMinor(amount, currency)).toBe(minor)
  })

  it("writes two decimals, none for a currency without minor units", () => {
    expect(toWireAmount(510, "GBP")).toBe("5.10")
    expect(toWireAmount(510, "JPY")).toBe("510")
    expect(() => toWireAmount(1.5, "GBP")).toThrow(AmountError)
  })

  it.each([
    ["1,234.56", "GBP", 123456],
    ["12,34.56", "GBP", undefined],
    ["3.235", "GBP", undefined],
    ["10.0", "JPY", 10],
    ["10.5", "JPY", undefined],
    ["-1.00", "GBP", undefined],
    ["1e3", "GBP", undefined],
  ])("reads the wire amount %s %s as %s", (text, currency, minor) => {
    expect(parseWireAmount(text, currency)).toBe(minor)
  })

  it("keeps every amount over the wire and back", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.constantFrom("GBP", "JPY", "KWD"),
        (minor, currency) => {
          expect(parseWireAmount(toWireAmount(minor, currency), currency)).toBe(minor)
          expect(computedToMinor(toMajor(minor, currency), currency)).toBe(minor)
        }
      )
    )
  })

  it("knows the currencies on which tables differ", () => {
    expect(["HUF", "AMD", "CRC", "MUR", "RSD", "TZS", "UZS"].map(currencyDigits)).toEqual(
      Array(7).fill(2)
    )
    expect(["JPY", "ISK", "UGX"].map(currencyDigits)).toEqual([0, 0, 0])
    expect(currencyDigits("kwd")).toBe(3)
    expect(currencyDigits("XXQ")).toBeUndefined()
  })

  it("refuses minor amounts outside the gateway's limits", () => {
    expect(() => assertTakeable(0, "GBP")).toThrow(/No money moved/)
    expect(() => assertTakeable(10_000_001, "GBP")).toThrow(/100000\.00/)
    expect(() => assertTakeable(100_001, "JPY")).toThrow(/100000/)
    expect(() => assertTakeable(10_000_000, "GBP")).not.toThrow()
  })
})
