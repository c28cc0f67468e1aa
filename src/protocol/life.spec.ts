import fc from "fast-check"
import {
  authoriseCeiling,
  lapsesAt,
  mayBeDone,
  STATES,
  whatMayBeDone,
  type LifeAction,
  type LifeFacts,
  type TransactionState,
} from "./life"

const noon = new Date("2026-06-10T12:00:00Z")
const later = (days: number, ms = 0) => new Date(noon.getTime() + days * 86_400_000 + ms)

const facts = (over: Partial<LifeFacts>): LifeFacts => ({
  kind: "PAYMENT",
  state: "taken",
  currency: "GBP",
  amountMinor: 3000,
  takenMinor: 3000,
  authorisedMinor: 0,
  refundedMinor: 0,
  authorisedAt: noon,
  takenAt: noon,
  ...over,
})
const deferred = facts({ kind: "DEFERRED", state: "deferred", takenMinor: 0, takenAt: null })
const authenticated = facts({
  kind: "AUTHENTICATE",
  state: "authenticated",
  takenMinor: 0,
  takenAt: null,
})

function allowedNow(of: LifeFacts, now = noon): LifeAction[] {
  return Object.entries(whatMayBeDone(of, now))
    .filter(([, allowance]) => allowance.allowed)
    .map(([action]) => action as LifeAction)
}

describe("what may be done", () => {
  it.each<[string, LifeFacts, LifeAction[]]>([
    ["a taken payment", facts({}), ["REFUND", "VOID", "REPEAT", "REPEATDEFERRED"]],
    ["a hold", deferred, ["RELEASE", "ABORT"]],
    ["a kept card", authenticated, ["AUTHORISE", "CANCEL"]],
    [
      "a released hold",
      facts({ kind: "DEFERRED" }),
      ["REFUND", "VOID", "REPEAT", "REPEATDEFERRED"],
    ],
    ["a refund", facts({ kind: "REFUND", state: "credited", takenMinor: 0 }), ["VOID"]],
    [
      "a payment with a refund",
      facts({ refundedMinor: 1 }),
      ["REFUND", "REPEAT", "REPEATDEFERRED"],
    ],
    ["a payment refunded whole", facts({ refundedMinor: 3000 }), ["REPEAT", "REPEATDEFERRED"]],
  ])("to %s", (_, of, actions) => {
    expect(allowedNow(of)).toEqual(actions)
  })

  const ended = (Object.keys(STATES) as TransactionState[]).filter(
    (state) => !["deferred", "authenticated", "taken", "credited"].includes(state)
  )
  it.each(ended)("nothing, when it is %s", (state) => {
    expect(allowedNow(facts({ state }))).toEqual([])
    expect(allowedNow({ ...deferred, state })).toEqual([])
    expect(allowedNow({ ...authenticated, state })).toEqual([])
  })

  it("RELEASE for 30 days, AUTHORISE for 90, REFUND for two years", () => {
    expect(mayBeDone("RELEASE", deferred, later(30, -1))).toEqual({
      allowed: true,
      limitMinor: 3000,
    })
    expect(mayBeDone("RELEASE", deferred, later(30)).allowed).toBe(false)
    expect(mayBeDone("AUTHORISE", authenticated, later(90, -1)).allowed).toBe(true)
    expect(mayBeDone("AUTHORISE", authenticated, later(90)).allowed).toBe(false)
    expect(mayBeDone("REFUND", facts({}), later(730, -1)).allowed).toBe(true)
    expect(mayBeDone("REFUND", facts({}), later(730))).toEqual({
      allowed: false,
      code: "too_late",
      values: { days: 730 },
      reason: "the 730 days in which the gateway allows it are over",
    })
  })

  it("VOID until midnight in London", () => {
    expect(mayBeDone("VOID", facts({}), new Date("2026-06-10T22:59:59Z")).allowed).toBe(true)
    expect(mayBeDone("VOID", facts({}), new Date("2026-06-10T23:00:00Z")).allowed).toBe(false)
  })

  it("AUTHORISE up to 115 % in sum, half a penny rounded away from us", () => {
    expect(authoriseCeiling(3000)).toBe(3450)
    expect(authoriseCeiling(10)).toBe(11)
    expect(authoriseCeiling(1)).toBe(1)
    expect(mayBeDone("AUTHORISE", { ...authenticated, authorisedMinor: 3000 }, noon)).toEqual({
      allowed: true,
      limitMinor: 450,
    })
    expect(mayBeDone("AUTHORISE", { ...authenticated, authorisedMinor: 3450 }, noon)).toEqual({
      allowed: false,
      code: "nothing_left",
      values: { amount_minor: 3000, currency_code: "gbp" },
      reason: "nothing is left of GBP 30.00",
    })
  })

  it("never gives a limit above what the gateway allows, nor one of zero", () => {
    const amounts = fc.integer({ min: 1, max: 10_000_000 })
    fc.assert(
      fc.property(amounts, fc.nat(12_000_000), (amountMinor, gone) => {
        const authorise = mayBeDone(
          "AUTHORISE",
          { ...authenticated, amountMinor, authorisedMinor: gone },
          noon
        )
        const refund = mayBeDone(
          "REFUND",
          facts({ amountMinor, takenMinor: amountMinor, refundedMinor: gone }),
          noon
        )
        if (authorise.allowed) {
          expect((gone + (authorise.limitMinor ?? 0)) * 100).toBeLessThanOrEqual(amountMinor * 115)
          expect(authorise.limitMinor).toBeGreaterThan(0)
        }
        expect(refund.allowed).toBe(gone < amountMinor)
        if (refund.allowed) expect(refund.limitMinor).toBe(amountMinor - gone)
      })
    )
  })

  it("knows when a hold lapses", () => {
    expect(lapsesAt(deferred)).toEqual(later(30))
    expect(lapsesAt(authenticated)).toEqual(later(90))
    expect(lapsesAt(facts({}))).toBeUndefined()
  })
})
