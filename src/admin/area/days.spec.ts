import { dayAgo, isDay, showDay, showDistance, startOfDay } from "./days"

it.each([
  ["2026-11-21", true],
  ["2028-02-29", true],
  ["2026-02-29", false],
  ["2026-13-01", false],
  ["2026-1-1", false],
  ["2026-11-21T00:00:00Z", false],
  ["", false],
])("knows whether %p is a day: %p", (text, is) => {
  expect(isDay(text)).toBe(is)
})

it("begins a day at midnight where the reader is, in summer too", () => {
  expect(startOfDay("2026-07-01")).toEqual(new Date(2026, 6, 1, 0, 0))
  expect(startOfDay("2026-12-31", 1)).toEqual(new Date(2027, 0, 1, 0, 0))
})

it("counts back over months and years", () => {
  const now = new Date(2026, 0, 5, 23, 59)
  expect([dayAgo(now), dayAgo(now, 6), dayAgo(now, 29)]).toEqual([
    "2026-01-05",
    "2025-12-30",
    "2025-12-07",
  ])
})

it("shows a day as itself, wherever the reader is", () => {
  expect(showDay("2026-11-01", "en-GB", "short")).toBe("1 Nov")
  expect(showDay("2026-11-01", "de", "long")).toBe("So., 1. November 2026")
})

it.each([
  ["2026-11-24T12:00:00Z", "in 3 days"],
  ["2026-11-22T12:00:00Z", "tomorrow"],
  ["2026-11-21T17:30:00Z", "in 5 hours"],
  ["2026-11-21T12:10:00Z", "this hour"],
  ["2026-11-19T11:00:00Z", "2 days ago"],
])("says how far off %s is: %s", (iso, said) => {
  expect(showDistance(iso, new Date("2026-11-21T12:00:00Z"), "en")).toBe(said)
})
