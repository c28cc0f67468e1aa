import { failure, LedgerBench, type Paid } from "./helpers/ledger"

/**
 * Which verb gives money back, over days, months, both changes of the clocks and a leap day. The ledger's clock is the
 * simulator's, and each of the two reckons the settlement run by rules of its own.
 */

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start()
  jest.spyOn(bench.ledger.context, "now").mockImplementation(() => bench.simulator.control.now())
})
afterAll(() => bench.close())

const DAY = 86_400_000
const at = (time: string) => bench.simulator.control.clock({ set: time })
const later = (time: string, ms: number) => new Date(Date.parse(time) + ms).toISOString()

/** What was sent for it besides its RELEASE. */
const sent = (paid: Paid) =>
  ["VOID", "REFUND", "ABORT", "CANCEL"].filter((verb) => bench.sent(verb, paid) > 0)

/** In the order of time, for what has lapsed at the gateway does not come back. */
describe.each([
  ["summer time begins in the night", "2026-03-28T23:30:00Z", "2026-03-29T00:00:00Z"],
  ["the day it begins", "2026-03-29T00:30:00Z", "2026-03-29T23:00:00Z"],
  ["summer", "2026-07-01T23:30:00Z", "2026-07-02T23:00:00Z"],
  ["the night before it ends", "2026-10-24T12:00:00Z", "2026-10-24T23:00:00Z"],
  ["the hour that comes twice", "2026-10-25T01:30:00Z", "2026-10-26T00:00:00Z"],
  ["before a leap day", "2028-02-28T12:00:00Z", "2028-02-29T00:00:00Z"],
  ["a leap day", "2028-02-29T12:00:00Z", "2028-03-01T00:00:00Z"],
])("rule 10: taken at %s (%s)", (_, taken, midnight) => {
  it.each([
    ["a second before the run it is voided", -1_000, ["VOID"]],
    ["from the run on it is refunded", 0, ["REFUND"]],
    ["months later it is refunded", 20 * DAY, ["REFUND"]],
  ] as const)("%s, by a refund and for a cancelled order alike", async (_name, after, verbs) => {
    await at(later(taken, -10 * DAY))
    const [asked, cancelled] = [await bench.paid("DEFERRED"), await bench.paid("AUTHENTICATE")]
    await at(taken)
    for (const paid of [asked, cancelled]) await bench.capture(paid, 3_000)
    await at(later(midnight, after))
    await bench.refund(asked, 3_000)
    // Never counted by Medusa, and its order is cancelled: the cancel itself gives it back.
    cancelled.shop.order = { id: "order_1", canceled: true }
    cancelled.shop.captures.clear()
    await bench.cancel(cancelled)
    expect([sent(asked), sent(cancelled)]).toEqual([verbs, [...verbs, "CANCEL"]])
    for (const paid of [asked, cancelled]) {
      expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
    }
  })
})

describe.each([
  ["DEFERRED", 30, "2028-05-10T12:00:00Z", "lapsed", "ABORT", "RELEASE"],
  ["AUTHENTICATE", 90, "2030-01-15T12:00:00Z", "spent", "CANCEL", "AUTHORISE"],
  ["DEFERRED", 30, "2032-02-10T12:00:00Z", "lapsed", "ABORT", "RELEASE"],
  ["DEFERRED", 30, "2032-10-10T12:00:00Z", "lapsed", "ABORT", "RELEASE"],
] as const)("rule 9: a %s of %d days, from %s", (kind, days, from, state, verb, capture) => {
  it("ends by its verb until its last second, and by itself afterwards: then nothing is sent", async () => {
    await at(from)
    const holds = [await bench.paid(kind), await bench.paid(kind), await bench.paid(kind)]
    const [aborted, captured, left] = holds as [Paid, Paid, Paid]
    await at(later(from, days * DAY - 1_000))
    await bench.ledger.lapseHolds()
    aborted.shop.order = { id: "order_1", canceled: true }
    await bench.cancel(aborted)
    expect(sent(aborted)).toEqual([verb])
    await bench.capture(captured, 3_000)
    expect(bench.sent(capture, captured)).toBe(1)
    await at(later(from, days * DAY + 1_000))
    // Nobody has swept yet.
    expect((await failure(bench.capture(left, 3_000))).message).toMatch(/No money moved/)
    left.shop.order = { id: "order_1", canceled: true }
    await bench.cancel(left)
    await bench.ledger.lapseHolds()
    expect((await bench.rootOf(left.root)).state).toBe(state)
    await bench.cancel(left)
    expect([sent(left), bench.sent(capture, left)]).toEqual([[], 0])
    expect(await bench.booksOf(left)).toEqual({ net: 0, held: 0 })
  })
})

it("rule 10: a VOID that the gateway refuses becomes one REFUND of the same amount, also for a cancelled order", async () => {
  const paid = await bench.paid("AUTHENTICATE")
  await bench.capture(paid, 3_000)
  // Its batch went earlier than the clock says.
  bench.simulator.control.settle()
  paid.shop.order = { id: "order_1", canceled: true }
  paid.shop.captures.clear()
  await Promise.allSettled([bench.cancel(paid), bench.cancel(paid)])
  await bench.cancel(paid)
  const posts = (verb: string) => bench.sent(verb, paid)
  expect([posts("VOID"), posts("REFUND"), posts("CANCEL")]).toEqual([1, 1, 1])
  expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
})
