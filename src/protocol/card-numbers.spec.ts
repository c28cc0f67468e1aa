import { TEST_CARDS } from "../simulator"
import { cardDigits, cardTypeOf, isExpired, looksLikeCard, passesLuhn } from "./card-numbers"
import { maskCards } from "./scrub"

describe("a card's number", () => {
  it.each([
    ["4929 0000 0000 6", "4929000000006"],
    ["4929-0000-00006", "4929000000006"],
    ["49290000000", undefined],
    ["4929000000006x", undefined],
    ["４９２９０００００００６", undefined],
    ["4".repeat(20), undefined],
    ["", undefined],
  ])("%j is typed for %p", (typed, digits) => expect(cardDigits(typed)).toBe(digits))

  it("every card of the test platform has its check digit; one wrong digit is found", () => {
    for (const { number } of TEST_CARDS) {
      expect([number, passesLuhn(number)]).toEqual([number, true])
      const wrong = `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`
      expect(passesLuhn(wrong)).toBe(false)
    }
  })

  it("tells the type of every test card, but for what a number cannot tell", () => {
    const told = TEST_CARDS.filter(({ type, number }) => cardTypeOf(number) !== type)
    expect(told.map(({ type, number }) => [type, cardTypeOf(number)])).toEqual([
      ["DELTA", "VISA"],
      ["MCDEBIT", "MC"],
      ["MAESTRO", undefined],
    ])
  })

  it.each([
    ["2221000000000009", "MC"],
    ["2720990000000007", "MC"],
    ["2721000000000004", undefined],
    ["6011000990139424", "DC"],
    ["30569309025904", "DC"],
    ["378282246310005", "AMEX"],
    ["3530111333300000", "JCB"],
    ["9999999999999995", undefined],
    ["41111111111111", undefined],
  ])("%s is %p", (number, type) => expect(cardTypeOf(number)).toBe(type))
})

it.each([
  ["4929000000006", true],
  ["the card is 4929 0000 0000 6, says he", true],
  ["4929-0000-0000-6", true],
  ["4929  0000\u00a00000 6", true],
  ["3742 000000 00004", true],
  ["4929000000006 12/28 123", true],
  ["order 12 4929 0000 0000 6 0928 123", true],
  ["called +44 20 7946 0958 4929 0000 0000 6", true],
  // its check digit is wrong; it is of no scheme; it is too short; it is a part of something longer
  ["4929 0000 0000 7", false],
  ["9999 9999 9999 9995", false],
  ["Order 1234567890", false],
  ["14929000000006", false],
  ["4929000000006 ".replaceAll(" ", "1"), false],
  ["+4929000000006", false],
  ["+44 20 7946 0958", false],
  ["", false],
])("a card's number in %j: %s", (text, is) => {
  expect(looksLikeCard(text)).toBe(is)
})

describe("its expiry", () => {
  it.each([
    ["1126", "2026-11-21T12:00:00Z", false],
    ["1026", "2026-11-21T12:00:00Z", true],
    ["0127", "2026-12-31T23:59:59Z", false],
    ["1226", "2026-12-31T23:59:59Z", false],
    ["1226", "2027-01-01T00:00:00Z", true],
    // In summer London is an hour ahead of UTC.
    ["0626", "2026-06-30T22:59:59Z", false],
    ["0626", "2026-06-30T23:00:00Z", true],
  ])("%s at %s: over is %p", (expiry, now, over) => {
    expect(isExpired(expiry, new Date(now))).toBe(over)
  })
})

it("a number in any sentence keeps its last four digits", () => {
  expect(maskCards("CardNumber 4929000000006 (or 5404 0000 0000 0001) is wrong: 3062")).toBe(
    "CardNumber ***0006 (or ***0001) is wrong: 3062"
  )
})
