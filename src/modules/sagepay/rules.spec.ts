import type { IntentRow } from "./rows"
import { planCancel, planCapture, planRefund, unclaimed } from "./rules"
import {
  AUTHENTICATE,
  DAY,
  intent,
  NOW,
  part,
  refusal,
  show,
  situation,
  taken,
  transaction,
  type Given,
} from "./__fixtures__/situation"

describe("a capture", () => {
  it("is a RELEASE, an AUTHORISE, or nothing", () => {
    const asked = { captured: 1_000 }
    expect(show(planCapture(situation(asked), 1_000))).toEqual(["RELEASE 1000"])
    expect(show(planCapture(situation({ ...asked, rows: [AUTHENTICATE] }), 1_000))).toEqual([
      "AUTHORISE 1000",
    ])
    const payment = taken({ kind: "PAYMENT" })
    expect(show(planCapture(situation({ ...asked, rows: [payment] }), 1_000))).toEqual(["nothing"])
  })

  it.each([
    ["more than was held", {}, 3_001, /at most GBP 30\.00/],
    ["after 30 days", { now: new Date(NOW.getTime() + 30 * DAY) }, 1_000, /30 days .* are over/],
    ["what is aborted", { rows: [transaction({ state: "aborted" })] }, 1_000, /ended by ABORT/],
    ["what is released", { rows: [taken({})], captured: 6_000 }, 1_000, /only once/],
    ["before the answer", { rows: [transaction({ state: "notified" })] }, 1_000, /waits for the/],
    ["of a cancelled order", { order: { id: "o", canceled: true } }, 1_000, /is cancelled/],
  ] as const)("is refused: %s", (_, given, minor, reason) => {
    const planned = () => planCapture(situation({ captured: minor, ...given } as Given), minor)
    expect(refusal(planned).message).toMatch(reason)
    expect(refusal(planned).message).toMatch(/[Nn]o(thing was sent| money moved)|gone/)
  })

  it("counts voided AUTHORISEs against the 115 % too", () => {
    const rows = [{ ...AUTHENTICATE, authorised_minor: 3_000 }]
    expect(refusal(() => planCapture(situation({ rows, captured: 451 }), 451)).message).toMatch(
      /at most GBP 4\.50/
    )
  })
})

describe("rule 12: a capture on fulfilment", () => {
  const rows = [AUTHENTICATE, part("a", 1_000)]
  const by = (level: number) => `sagepay-fulfilment:${level}`
  const done = intent({ source_id: "capt_a" })

  it("goes up to its level, and is refused beyond it", () => {
    const given = { rows, intents: [done], captured: 3_000, captureIds: ["capt_a", "capt_b"] }
    expect(show(planCapture(situation(given), 2_000, by(3_000)))).toEqual(["AUTHORISE 2000"])
    expect(refusal(() => planCapture(situation(given), 2_000, by(2_999))).code).toBe("not_allowed")
  })

  it("counts what was voided since as captured, unless it was for a cancelled fulfilment", () => {
    const voided = [AUTHENTICATE, part("a", 1_000, { state: "voided" })]
    const back = (actor: string) =>
      intent({ id: "spint_2", kind: "refund", source_id: "ref_a", actor } as Partial<IntentRow>)
    const given = (actor: string) => ({
      rows: voided,
      intents: [done, back(actor)],
      captured: 2_000,
      refunded: 1_000,
      captureIds: ["capt_a", "capt_b"],
      refundIds: ["ref_a"],
    })
    const ask = (actor: string) => planCapture(situation(given(actor)), 1_000, by(1_000))
    expect(show(ask(by(0)))).toEqual(["AUTHORISE 1000"])
    expect(refusal(() => ask("user_1")).message).toMatch(/more than is due/)
  })

  it("waits while another row is on its way, or a movement has none yet", () => {
    const other = { rows, intents: [done], captured: 3_000, captureIds: ["capt_a", "capt_b", "x"] }
    expect(refusal(() => planCapture(situation(other), 1_000, by(2_000))).code).toBe("busy")
    const raised = { ...other, raisedIds: ["x"] }
    expect(show(planCapture(situation(raised), 1_000, by(2_000)))).toEqual(["AUTHORISE 1000"])
    const lost = { rows, intents: [done], captured: 1_000, captureIds: ["capt_b"] }
    expect(refusal(() => planCapture(situation(lost), 1_000, by(2_000))).code).toBe("busy")
  })
})

describe("a cancel", () => {
  const order = { id: "order_1", canceled: true }

  it("keeps the hold while the order lives, and ends it when it does not", () => {
    expect(refusal(() => planCancel(situation({}))).code).toBe("hold_kept")
    expect(show(planCancel(situation({ order })))).toEqual(["ABORT 3000"])
    expect(show(planCancel(situation({ order: null })))).toEqual(["ABORT 3000"])
    expect(show(planCancel(situation({ order, rows: [AUTHENTICATE] })))).toEqual(["CANCEL 3000"])
  })

  it("is nothing when nothing is held or taken any more, whatever the order does", () => {
    for (const state of ["aborted", "cancelled", "voided", "lapsed", "failed"] as const) {
      expect(show(planCancel(situation({ rows: [transaction({ state })] })))).toEqual(["nothing"])
    }
  })

  it.each([
    ["DEFERRED", 30, transaction({ authorised_at: NOW })],
    ["AUTHENTICATE", 90, { ...AUTHENTICATE, authorised_at: NOW }],
  ] as const)("is nothing for a %s after %i days: the hold has lapsed", (_, days, row) => {
    const at = (ms: number) =>
      situation({ order, rows: [row], captured: 0, now: new Date(NOW.getTime() + ms) })
    expect(show(planCancel(at(days * DAY - 1)))).not.toEqual(["nothing"])
    expect(show(planCancel(at(days * DAY)))).toEqual(["nothing"])
    const refund = { ...at(days * DAY), shop: { ...at(0).shop, capturedMinor: 3_000 } }
    expect(show(planRefund(refund, 3_000))).toEqual(["nothing"])
  })

  it("gives back what Medusa does not count, and leaves the rest to Medusa's refund", () => {
    const rows = [AUTHENTICATE, part("a", 1_000), part("b", 800)]
    expect(show(planCancel(situation({ order, rows, captured: 1_800 })))).toEqual(["CANCEL 3000"])
    expect(show(planCancel(situation({ order, rows, captured: 1_000 })))).toEqual([
      "REFUND 800 of a",
      "CANCEL 3000",
    ])
    expect(show(planCancel(situation({ order, rows: [taken({})] })))).toEqual([
      "VOID 3000",
      "(REFUND 3000)",
    ])
  })
})

describe("claims", () => {
  it("are movements that Medusa has no row for", () => {
    const given = situation({
      intents: [
        intent({ id: "lost" }),
        intent({ id: "counted", source_id: "capt_1" }),
        intent({ id: "claimed", claimed_by: "capt_2" }),
        intent({ id: "claimed and lost again", claimed_by: "capt_3" }),
        intent({ id: "open", status: "open" }),
        intent({ id: "refused", status: "refused", moved_minor: 0 }),
        intent({ id: "a cancel", kind: "cancel" }),
        intent({ id: "a refund", kind: "refund" }),
      ],
      captureIds: ["capt_1", "capt_2"],
    })
    expect(unclaimed(given.family, given.shop).map(({ id }) => id)).toEqual([
      "lost",
      "claimed and lost again",
      "a refund",
    ])
  })

  it("match by the amount that moved, not by the one that was asked", () => {
    const intents = [intent({ amount_minor: 2_000, moved_minor: 1_200 })]
    expect(show(planCapture(situation({ intents, captured: 1_200 }), 1_200))).toEqual(["claim"])
    const other = refusal(() => planCapture(situation({ intents, captured: 2_000 }), 2_000))
    expect(other.message).toMatch(/exactly GBP 12\.00/)
    expect(other.facts.intentId).toBe("spint_1")
  })

  it("of one kind do not stand in the way of the other", () => {
    const intents = [intent({ kind: "refund" })]
    expect(show(planCapture(situation({ intents, captured: 500 }), 500))).toEqual(["RELEASE 500"])
  })
})
