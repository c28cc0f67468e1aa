import { AnswerError } from "./fault"
import { begin, doneBefore, forget, isStillUnanswered, keep, keptKey, placeOf } from "./unanswered"

function storage() {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  }
}

describe("a key without an answer", () => {
  it("is there when the form is opened again, for that transaction and action alone", () => {
    const place = storage()
    const refund = placeOf("sptx_1", "REFUND")
    keep(place, refund, "admin-1")
    expect(keptKey(place, refund)).toBe("admin-1")
    expect(keptKey(place, placeOf("sptx_1", "VOID"))).toBeNull()
    expect(keptKey(place, placeOf("sptx_2", "REFUND"))).toBeNull()
    forget(place, refund)
    expect([...place.kept]).toEqual([])
  })

  it("is used again whatever is typed and whatever comes back", () => {
    const place = storage()
    keep(place, "sptx_1.REPEAT", "admin-1")
    const { key, isResumed } = begin(place, "sptx_1.REPEAT")
    expect([isResumed, key.of({ amount: 5000 })]).toEqual([true, "admin-1"])
    const stands = new AnswerError("this key stands for 50.00", 409, "sagepay_not_allowed")
    key.failed({ amount: 6000 }, stands)
    expect(key.of({ amount: 6000 })).toBe("admin-1")
  })

  it("where none is kept a form begins with a new one", () => {
    const { key, isResumed } = begin(storage(), "sptx_1.REPEAT")
    expect(isResumed).toBe(false)
    expect(key.of({})).toMatch(/^admin-[0-9a-f]{32}$/)
  })
})

it("what was done before the form was opened was not done by it", () => {
  const at = Date.parse("2026-11-20T10:00:00.000Z")
  const begun = { key: begin(storage(), "place").key, isResumed: true, at }
  const done = (created_at: string) => ({ action: { created_at } })
  const before = "2026-11-20T09:58:00.000Z"
  expect(doneBefore(begun, done(before))).toBe(before)
  expect(doneBefore(begun, done("2026-11-20T10:00:05.000Z"))).toBeUndefined()
  expect(doneBefore({ ...begun, isResumed: false }, done(before))).toBeUndefined()
  expect(doneBefore(begun, {})).toBeUndefined()
})

const NEVER = { wasUnanswered: false, isResumed: false }
const BEFORE = { wasUnanswered: true, isResumed: false }
const RESUMED = { wasUnanswered: false, isResumed: true }

it.each([
  ["unclear", NEVER, true],
  ["unclear", BEFORE, true],
  ["not_sent", NEVER, false],
  ["busy", NEVER, false],
  ["forbidden", NEVER, false],
  // Logged out meanwhile, a proxy that restarts: the first one may have arrived all the same.
  ["forbidden", BEFORE, true],
  ["not_found", BEFORE, true],
  ["not_sent", BEFORE, true],
  ["busy", BEFORE, true],
  ["not_allowed", BEFORE, false],
  ["invalid", BEFORE, false],
  ["declined", BEFORE, false],
  // It was not sent by this form: the refusal may be of another amount.
  ["not_allowed", RESUMED, true],
  ["invalid", RESUMED, true],
  ["busy", RESUMED, true],
  ["declined", RESUMED, false],
  ["partly", RESUMED, false],
] as const)("%s, after %p, leaves it unanswered: %p", (kind, was, still) => {
  expect(isStillUnanswered({ kind, message: "words" }, was)).toBe(still)
})
