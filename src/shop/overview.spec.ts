import { lastDays } from "./overview"

it.each([
  ["winter", "2026-01-02T12:00:00Z", ["2025-12-31", "2026-01-01", "2026-01-02"]],
  [
    "half past midnight in London's summer",
    "2026-07-09T23:30:00Z",
    ["2026-07-08", "2026-07-09", "2026-07-10"],
  ],
  ["the day the clocks change", "2026-10-25T23:59:00Z", ["2026-10-23", "2026-10-24", "2026-10-25"]],
])("the last days in %s", (_what, now, days) => {
  expect(lastDays(3, new Date(now))).toEqual(days)
})
