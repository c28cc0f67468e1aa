import { expiryMistake, readExpiry, showExpiry } from "./expiry"

describe("readExpiry", () => {
  it.each([
    ["12/27", "1227"],
    ["1227", "1227"],
    ["1/27", "0127"],
    ["12 / 2027", "1227"],
    ["12.27", "1227"],
    ["12-27", "1227"],
    [" 12 27 ", "1227"],
    ["122027", "1227"],
    ["13/27", undefined],
    ["00/27", undefined],
    ["127", undefined],
    ["12/1927", undefined],
    ["12/2", undefined],
    ["", undefined],
    ["soon", undefined],
  ])("%j", (typed, read) => {
    expect(readExpiry(typed)).toBe(read)
  })
})

it("shows it as it stands on the card", () => {
  expect(showExpiry("1227")).toBe("12/27")
  expect(showExpiry("1/2027")).toBe("01/27")
  expect(showExpiry("13/27")).toBe("13/27")
})

it("is good to the end of its month in London", () => {
  const now = new Date("2026-11-30T23:30:00Z")
  expect(expiryMistake("11/26", now)).toBeUndefined()
  expect(expiryMistake("10/26", now)).toBe("expiry_past")
  expect(expiryMistake("10/26x", now)).toBe("expiry_unreadable")
  expect(expiryMistake("", now)).toBe("expiry_empty")
})
