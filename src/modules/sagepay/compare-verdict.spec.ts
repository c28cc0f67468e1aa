import type { TransactionDetail } from "../../gateway"
import { TX_STATES } from "../../protocol"
import type { TransactionState } from "../../protocol/life"
import { judge, livingState, type Verdict } from "./compare-verdict"

const row = (state: TransactionState) => ({
  kind: state === "authenticated" ? ("AUTHENTICATE" as const) : ("DEFERRED" as const),
  state,
  currency: "GBP",
  amount_minor: 3_000,
  taken_minor: state === "taken" ? 2_000 : 0,
  refunded_minor: 0,
  answer_status: "OK" as const,
})
const report = (stateId: number, over: Partial<TransactionDetail> = {}) =>
  ({ stateId, status: "words", amountMinor: 3_000, currency: "GBP", ...over }) as TransactionDetail

/** What each txstateid means for a row in that state; what is not named here differs. */
const MEANINGS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  deferred: {
    14: "same",
    16: "RELEASE",
    29: "RELEASE",
    23: "RELEASE",
    18: "VOID",
    19: "ABORT",
    26: "lapsed",
    27: "lapsed",
  },
  authenticated: { 15: "same", 21: "same", 22: "CANCEL", 26: "spent", 27: "spent" },
  taken: { 16: "same", 29: "same", 18: "VOID", 23: "unsettled" },
  credited: { 16: "same", 29: "same", 18: "VOID", 23: "unsettled" },
}

const said = (verdict: Verdict) =>
  verdict.is === "console" ? verdict.verb : verdict.is === "ended" ? verdict.state : verdict.is

describe.each(Object.entries(MEANINGS))("a row that is %s", (state, meanings) => {
  it.each(Object.entries(TX_STATES))("beside txstateid %s (%p)", (id, { stage }) => {
    const underway = stage === "page" || stage === "waiting"
    const otherwise = underway ? "waiting" : stage === "none" ? "gone" : "differs"
    const stateId = Number(id)
    expect(said(judge(row(state as TransactionState), report(stateId)))).toBe(
      meanings[stateId] ?? otherwise
    )
  })

  it("beside a state that nobody has heard of", () => {
    expect(said(judge(row(state as TransactionState), report(99)))).toBe("differs")
  })
})

it("only what waited for our answer can be let go for want of it", () => {
  expect(said(judge({ ...row("taken"), answer_status: null }, report(9)))).toBe("differs")
  expect(said(judge({ ...row("notified"), answer_status: null }, report(9)))).toBe("gone")
})

it("amounts: the whole or what was released of it; never another, never another currency", () => {
  const beside = (amountMinor: number, currency = "GBP") =>
    said(judge(row("taken"), report(16, { amountMinor, currency })))
  expect([3_000, 2_000, 2_999, 3_001].map((amount) => beside(amount))).toEqual([
    "same",
    "same",
    "differs",
    "differs",
  ])
  expect(beside(3_000, "EUR")).toBe("differs")
  const released = (amountMinor: number, currency = "GBP") =>
    judge(row("deferred"), report(16, { amountMinor, currency }))
  expect(released(1)).toEqual({ is: "console", verb: "RELEASE", amountMinor: 1 })
  expect(said(released(3_001))).toBe("differs")
  expect(said(released(3_000, "EUR"))).toBe("differs")
})

it("what a void gives back is what was taken and not refunded", () => {
  const voided = judge({ ...row("taken"), refunded_minor: 500 }, report(18))
  expect(voided).toEqual({ is: "console", verb: "VOID", amountMinor: 1_500 })
})

it("a state with money in it, by kind", () => {
  expect([14, 15, 16, 23, 18, 12].map((id) => livingState("PAYMENT", report(id)))).toEqual([
    "deferred",
    "authenticated",
    "taken",
    "taken",
    undefined,
    undefined,
  ])
  expect(livingState("REFUND", report(16))).toBe("credited")
})
