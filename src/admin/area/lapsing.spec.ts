import { isOverdue, leftOf } from "./lapsing"

it("counts what is left of a hold, never less than nothing", () => {
  expect(leftOf({ amount_minor: 3000, authorised_minor: 1000 })).toBe(2000)
  // An AUTHORISE may go beyond the amount.
  expect(leftOf({ amount_minor: 3000, authorised_minor: 3300 })).toBe(0)
})

it("knows what should have ended", () => {
  const now = new Date("2026-11-21T12:00:00Z")
  expect(isOverdue({ lapses_at: "2026-11-21T12:00:00.000Z" }, now)).toBe(true)
  expect(isOverdue({ lapses_at: "2026-11-21T12:00:01.000Z" }, now)).toBe(false)
  expect(isOverdue({ lapses_at: null }, now)).toBe(false)
})
