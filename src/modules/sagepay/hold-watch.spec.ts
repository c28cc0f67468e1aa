import { daysLeft, endOf, issuerHoldUntil, lastWarning, leftOf } from "./hold-watch"
import type { TransactionRow } from "./rows"

const FROM = new Date("2028-02-28T12:00:00Z")
const row = (over: Partial<TransactionRow> = {}) =>
  ({
    kind: "DEFERRED",
    state: "deferred",
    amount_minor: 3_000,
    authorised_minor: 0,
    authorised_at: FROM,
    created_at: FROM,
    ...over,
  }) as TransactionRow

describe("a hold", () => {
  it.each([
    [{}, "2028-03-29T12:00:00.000Z"],
    [{ kind: "REPEATDEFERRED", state: "lapsed" }, "2028-03-29T12:00:00.000Z"],
    [{ kind: "AUTHENTICATE", state: "authenticated" }, "2028-05-28T12:00:00.000Z"],
    [{ kind: "AUTHENTICATE", state: "spent" }, "2028-05-28T12:00:00.000Z"],
  ] as const)("%j ends after so many days of 24 hours, and is known to have", (over, end) => {
    expect(endOf(row(over)).toISOString()).toBe(end)
  })

  it.each([
    ["2028-03-24T11:59:59Z", 6],
    ["2028-03-24T12:00:00Z", 5],
    ["2028-03-29T11:59:59Z", 1],
    ["2028-03-29T12:00:00Z", 0],
    ["2028-04-01T12:00:00Z", 0],
  ])("at %s has %d days left", (now, days) => {
    expect(daysLeft(row(), new Date(now))).toBe(days)
  })

  it("has left what was not authorised of its own amount; the 15 % beyond are no part of it", () => {
    expect([0, 1_000, 3_000, 3_450].map((of) => leftOf(row({ authorised_minor: of })))).toEqual([
      3_000, 2_000, 0, 0,
    ])
  })

  it("the issuer keeps money aside only for a DEFERRED that is held", () => {
    expect(issuerHoldUntil(row())?.toISOString()).toBe("2028-03-05T12:00:00.000Z")
    expect(issuerHoldUntil(row({ state: "taken" }))).toBeNull()
    expect(issuerHoldUntil(row({ kind: "AUTHENTICATE", state: "authenticated" }))).toBeNull()
  })

  it("the last warning is the shortest; without any, the day before", () => {
    expect([lastWarning([5, 1]), lastWarning([2, 7]), lastWarning([])]).toEqual([1, 2, 1])
  })
})
