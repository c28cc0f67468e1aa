import { Bench, short } from "./__fixtures__/bench"
import { settlementRunAfter, yearsAfter } from "./clock"

const at = (time: string): number => Date.parse(time)
const runAfter = (time: string): string => new Date(settlementRunAfter(at(time))).toISOString()

describe("the settlement run is at midnight in London", () => {
  test.each([
    ["in winter", "2026-01-15T12:00:00Z", "2026-01-16T00:00:00.000Z"],
    ["in summer", "2026-07-15T12:00:00Z", "2026-07-15T23:00:00.000Z"],
    [
      "late in summer, when it is the next day in London",
      "2026-07-15T23:30:00Z",
      "2026-07-16T23:00:00.000Z",
    ],
    ["the last moment", "2026-01-15T23:59:59.999Z", "2026-01-16T00:00:00.000Z"],
    ["midnight itself belongs to the next day", "2026-01-16T00:00:00Z", "2026-01-17T00:00:00.000Z"],
    ["the night before summer time", "2026-03-28T12:00:00Z", "2026-03-29T00:00:00.000Z"],
    ["the day summer time begins", "2026-03-29T12:00:00Z", "2026-03-29T23:00:00.000Z"],
    ["the first hour of that day", "2026-03-29T00:30:00Z", "2026-03-29T23:00:00.000Z"],
    ["the night before it ends", "2026-10-24T12:00:00Z", "2026-10-24T23:00:00.000Z"],
    ["the day it ends", "2026-10-25T12:00:00Z", "2026-10-26T00:00:00.000Z"],
    ["the repeated hour", "2026-10-25T01:30:00Z", "2026-10-26T00:00:00.000Z"],
    ["the last day of a year", "2026-12-31T12:00:00Z", "2027-01-01T00:00:00.000Z"],
    ["before a leap day", "2028-02-28T12:00:00Z", "2028-02-29T00:00:00.000Z"],
  ])("%s", (_name, time, run) => {
    expect(runAfter(time)).toBe(run)
  })
})

function benchAt(time: string): Bench {
  return new Bench({ now: () => new Date(time) })
}

async function until(bench: Bench, time: string): Promise<void> {
  const days = (at(time) - bench.core.clock.now()) / 86_400_000
  await bench.days(days)
}

describe("settlement", () => {
  test.each([
    ["2026-07-15T12:00:00Z", "2026-07-15T22:59:59.999Z", "OK 2005"],
    ["2026-07-15T12:00:00Z", "2026-07-15T23:00:00Z", "INVALID 5004"],
    ["2026-10-25T12:00:00Z", "2026-10-25T23:59:59.999Z", "OK 2005"],
    ["2026-10-25T12:00:00Z", "2026-10-26T00:00:00Z", "INVALID 5004"],
  ])("paid at %s, VOID at %s: %s", async (paid, voided, expected) => {
    const bench = benchAt(paid)
    const payment = await bench.paid("PAYMENT")
    await until(bench, voided)
    expect(short(bench.act("VOID", payment))).toBe(expected)
  })

  test("a hold is not settled; released, it is settled from the release on", async () => {
    const bench = benchAt("2026-01-15T12:00:00Z")
    const deferred = await bench.paid("DEFERRED")
    await until(bench, "2026-01-17T12:00:00Z")
    expect(deferred.settledAt).toBeUndefined()
    bench.act("RELEASE", deferred)
    expect(short(bench.act("VOID", deferred))).toBe("OK 2005")
    const other = await bench.paid("DEFERRED")
    bench.act("RELEASE", other)
    await until(bench, "2026-01-18T00:00:00Z")
    expect([deferred.settledAt, other.settledAt]).toEqual([undefined, at("2026-01-18T00:00:00Z")])
  })

  test("one batch a day; a REFUND has its own", async () => {
    const bench = benchAt("2026-01-15T12:00:00Z")
    const first = await bench.paid("PAYMENT")
    const second = await bench.paid("PAYMENT")
    await until(bench, "2026-01-16T12:00:00Z")
    const refund = bench.made("REFUND", first)
    await until(bench, "2026-01-18T12:00:00Z")
    expect([first.batch, second.batch, refund.batch]).toEqual([1, 1, 2])
    expect(refund.settledAt).toBe(at("2026-01-17T00:00:00Z"))
  })

  test("on request, without moving the clock", async () => {
    const bench = new Bench()
    const payment = await bench.paid("PAYMENT")
    bench.settle()
    expect(short(bench.act("VOID", payment))).toBe("INVALID 5004")
  })
})

describe("expiry", () => {
  test("a DEFERRED may be released on its 30th day, not later", async () => {
    for (const [days, expected] of [
      [30, "OK 2004"],
      [30.0001, "INVALID 4039"],
    ] as const) {
      const bench = benchAt("2026-01-15T12:00:00Z")
      const deferred = await bench.paid("DEFERRED")
      await bench.days(days)
      expect(short(bench.act("RELEASE", deferred))).toBe(expected)
    }
  })

  test("an AUTHENTICATE may be authorised on its 90th day, not later", async () => {
    for (const [days, expected] of [
      [90, "OK 0000"],
      [90.0001, "INVALID 5004"],
    ] as const) {
      const bench = benchAt("2026-01-15T12:00:00Z")
      const authenticate = await bench.paid("AUTHENTICATE")
      await bench.days(days)
      expect(short(bench.act("AUTHORISE", authenticate))).toBe(expected)
      expect(authenticate.state).toBe(days === 90 ? "authenticated" : "expired")
    }
  })

  test("a REFUND is possible for two years to the day", async () => {
    const bench = benchAt("2026-01-15T12:00:00Z")
    const payment = await bench.paid("PAYMENT")
    await until(bench, "2028-01-15T12:00:00Z")
    expect(short(bench.act("REFUND", payment))).toBe("OK 0000")
    await until(bench, "2028-01-15T12:00:00.001Z")
    expect(short(bench.act("REFUND", payment))).toBe("INVALID 5004")
    expect(yearsAfter(at("2026-01-15T12:00:00Z"), 2)).toBe(at("2028-01-15T12:00:00Z"))
  })

  test("what is due happens even when nobody asks in between", async () => {
    const bench = benchAt("2026-01-15T12:00:00Z")
    const deferred = await bench.paid("DEFERRED")
    bench.core.clock.set(at("2026-03-15T12:00:00Z"))
    expect(short(bench.act("ABORT", deferred))).toBe("INVALID 4039")
    expect(deferred.note).toContain("30 days")
  })
})
