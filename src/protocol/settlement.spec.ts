import { isSettled, settlementAfter } from "./settlement"

describe("the settlement run", () => {
  it.each([
    ["2026-01-10T12:00:00Z", "2026-01-11T00:00:00Z"],
    ["2026-07-10T12:00:00Z", "2026-07-10T23:00:00Z"],
    ["2026-07-10T23:00:00Z", "2026-07-11T23:00:00Z"],
    ["2026-07-10T22:59:59Z", "2026-07-10T23:00:00Z"],
    // Clocks go forward on 29 March 2026 at 01:00 and back on 25 October at 02:00.
    ["2026-03-28T12:00:00Z", "2026-03-29T00:00:00Z"],
    ["2026-03-29T00:30:00Z", "2026-03-29T23:00:00Z"],
    ["2026-10-24T12:00:00Z", "2026-10-24T23:00:00Z"],
    ["2026-10-25T00:30:00Z", "2026-10-26T00:00:00Z"],
    ["2028-02-28T12:00:00Z", "2028-02-29T00:00:00Z"],
    ["2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"],
  ])("after %s is at %s", (instant, midnight) => {
    expect(settlementAfter(new Date(instant))).toEqual(new Date(midnight))
  })

  it("settles what was taken before midnight, at midnight", () => {
    const taken = new Date("2026-07-10T22:59:59Z")
    expect(isSettled(taken, new Date("2026-07-10T22:59:59.999Z"))).toBe(false)
    expect(isSettled(taken, new Date("2026-07-10T23:00:00Z"))).toBe(true)
  })
})
