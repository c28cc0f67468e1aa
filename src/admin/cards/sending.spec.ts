import type { Fault } from "../lib/fault"
import { advance, holdOf, isUnanswered, opened, resumed, type Sending } from "./sending"

const fault = (kind: Fault["kind"]): Fault => ({ kind, message: kind })
const failed = (state: Sending, kind: Fault["kind"]) =>
  advance(advance(state, { type: "sent" }), {
    type: "failed",
    fault: fault(kind),
    freshKey: "second",
  })
const edited = (state: Sending) => advance(state, { type: "edited", freshKey: "third" })
const start = opened("first")

it("keeps its key while it is sent and answered", () => {
  const sent = advance(start, { type: "sent" })
  expect(sent).toMatchObject({ key: "first", phase: "sending" })
  expect(advance(sent, { type: "answered", answer: {} })).toMatchObject({
    key: "first",
    phase: "done",
  })
})

it("never counts an unknown outcome as done", () => {
  const answer = { type: "sagepay_unknown", message: "look it up" }
  expect(advance(start, { type: "answered", answer })).toMatchObject({ phase: "unknown", answer })
})

it.each(["invalid", "not_allowed", "declined", "refused"] as const)(
  "has a new key after it was refused: %s",
  (kind) => {
    expect(failed(start, kind)).toMatchObject({ key: "second", phase: "open", isDoubtful: false })
  }
)

it.each(["forbidden", "not_found", "busy"] as const)(
  "keeps its key where nothing was kept: %s",
  (kind) => {
    expect(failed(start, kind)).toMatchObject({ key: "first", isDoubtful: false })
  }
)

it("keeps its key after what never left the shop, until something is changed", () => {
  const state = failed(start, "not_sent")
  expect(state).toMatchObject({ key: "first", isDoubtful: false })
  expect(edited(state)).toEqual(opened("third"))
})

it("stays as it was sent, under its key, while nobody answered", () => {
  const state = failed(start, "unclear")
  expect(state).toMatchObject({ key: "first", phase: "open", isDoubtful: true })
  expect(edited(state)).toBe(state)
  expect(failed(state, "forbidden")).toMatchObject({ key: "first", isDoubtful: true })
  expect(failed(state, "not_sent")).toMatchObject({ key: "first", isDoubtful: true })
  expect(edited(failed(state, "not_sent"))).toMatchObject({ key: "first" })
  expect(failed(state, "not_allowed")).toMatchObject({ key: "second", isDoubtful: false })
})

it("shows the refusal while it is mended", () => {
  const state = failed(start, "not_allowed")
  expect(edited(state)).toBe(state)
  expect(advance(state, { type: "sent" }).fault).toBeUndefined()
})

describe("a key that an earlier form sent", () => {
  const same = advance(resumed("first"), { type: "said_same" })

  it("is asked about, and given up only by who says that this is new", () => {
    expect(resumed("first")).toMatchObject({ key: "first", earlier: "unasked" })
    expect(same).toMatchObject({ key: "first", earlier: "same" })
    expect(advance(same, { type: "said_new", freshKey: "second" })).toEqual(opened("second"))
  })

  it.each([
    "unclear",
    "not_sent",
    "forbidden",
    "busy",
    // Of what was typed now: it may be another amount than the earlier form's.
    "not_allowed",
    "invalid",
  ] as const)("stays after %s, whatever is changed then", (kind) => {
    const state = failed(same, kind)
    expect(state).toMatchObject({ key: "first", earlier: "same", isDoubtful: kind === "unclear" })
    expect([edited(state).key, isUnanswered(state)]).toEqual(["first", true])
  })

  it("may be typed anew after it stood for something else", () => {
    expect(failed(failed(same, "unclear"), "not_allowed")).toMatchObject({ isDoubtful: false })
  })

  it.each(["declined", "refused"] as const)("is over once it was %s", (kind) => {
    const state = failed(same, kind)
    expect(state).toMatchObject({ key: "second", earlier: "none" })
    expect(isUnanswered(state)).toBe(false)
  })
})

it("is kept for the next form while it has no answer", () => {
  const kinds = ["unclear", "not_sent", "forbidden", "declined"] as const
  expect(kinds.map((kind) => isUnanswered(failed(start, kind)))).toEqual([
    true,
    false,
    false,
    false,
  ])
})

it("is not taken away while it is sent, nor by the way while it is in doubt", () => {
  const sent = advance(start, { type: "sent" })
  const lost = advance(sent, { type: "answered", answer: { type: "sagepay_unknown" } })
  expect([start, sent, failed(start, "unclear"), lost].map(holdOf)).toEqual([
    "nothing",
    "all",
    "escape",
    "nothing",
  ])
})
