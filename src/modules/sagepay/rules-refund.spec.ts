import { planRefund } from "./rules"
import {
  AUTHENTICATE,
  DAY,
  NOW,
  part,
  refusal,
  show,
  situation,
  taken,
} from "./__fixtures__/situation"

describe("a refund", () => {
  it("rule 12: for a cancelled fulfilment goes down to its level, and is refused below it", () => {
    const rows = [AUTHENTICATE, part("a", 1_000), part("b", 2_000)]
    const given = { rows, captured: 3_000, refunded: 2_000 }
    const ask = (level: number) =>
      planRefund(situation(given), 2_000, `sagepay-fulfilment:${level}`)
    expect(show(ask(1_000))).toEqual(["VOID 2000 of b", "(REFUND 2000 of b)"])
    expect(refusal(() => ask(1_001)).message).toMatch(/less would be captured than is due/)
  })

  it("of exactly one unsettled taking voids that one, also behind an older one", () => {
    const rows = [AUTHENTICATE, part("a", 1_000), part("b", 500), part("c", 500)]
    const given = { rows, captured: 2_000, refunded: 500 }
    expect(show(planRefund(situation(given), 500))).toEqual(["VOID 500 of b", "(REFUND 500 of b)"])
    const old = rows.map((row) => ({ ...row, settled_at: NOW }))
    expect(show(planRefund(situation({ ...given, rows: old }), 500))).toEqual(["REFUND 500 of a"])
  })

  const settled = new Date(NOW.getTime() - 2 * DAY)

  it("of the whole is a VOID with a REFUND behind it, before settlement", () => {
    const rows = [taken({ kind: "PAYMENT" })]
    const given = { rows, captured: 3_000, refunded: 3_000 }
    expect(show(planRefund(situation(given), 3_000))).toEqual(["VOID 3000", "(REFUND 3000)"])
    expect(show(planRefund(situation({ ...given, voidUnsettled: false }), 3_000))).toEqual([
      "REFUND 3000",
    ])
  })

  it("of a part, of what is settled, or of what was refunded in part, is a REFUND", () => {
    const rows = [taken({ kind: "PAYMENT" })]
    expect(show(planRefund(situation({ rows, captured: 3_000, refunded: 1 }), 1))).toEqual([
      "REFUND 1",
    ])
    const old = [taken({ kind: "PAYMENT", taken_at: settled })]
    expect(
      show(planRefund(situation({ rows: old, captured: 3_000, refunded: 3_000 }), 3_000))
    ).toEqual(["REFUND 3000"])
    const rest = [taken({ kind: "PAYMENT", refunded_minor: 1_000 })]
    expect(
      show(planRefund(situation({ rows: rest, captured: 3_000, refunded: 3_000 }), 2_000))
    ).toEqual(["REFUND 2000"])
  })

  it("is refused without a capture that Medusa counts: a dead job's row is gone since core looked", () => {
    const given = { rows: [taken({})], captured: 0, refunded: 3_000, refundIds: ["ref_1"] }
    expect(refusal(() => planRefund(situation(given), 3_000)).message).toMatch(/No money moved/)
  })

  it("goes over the AUTHORISEs, oldest first, the whole ones voided", () => {
    const rows = [AUTHENTICATE, part("a", 1_000), part("b", 800), part("c", 700)]
    expect(show(planRefund(situation({ rows, captured: 2_500, refunded: 2_000 }), 2_000))).toEqual([
      "VOID 1000 of a",
      "(REFUND 1000 of a)",
      "VOID 800 of b",
      "(REFUND 800 of b)",
      "REFUND 200 of c",
    ])
  })

  it("leaves out what is voided or given back", () => {
    const rows = [
      AUTHENTICATE,
      part("a", 1_000, { state: "voided" }),
      part("b", 800, { refunded_minor: 800 }),
      part("c", 700, { refunded_minor: 100 }),
    ]
    expect(show(planRefund(situation({ rows, captured: 2_500, refunded: 2_500 }), 600))).toEqual([
      "REFUND 600 of c",
    ])
  })

  it("of what was given back already is nothing, and does not end what is still held", () => {
    const rows = [AUTHENTICATE, part("a", 1_000, { refunded_minor: 1_000 })]
    const given = { rows, captured: 1_000, refunded: 1_000 }
    expect(show(planRefund(situation(given), 1_000))).toEqual(["nothing"])
  })

  it("after two years is refused, with what to know", () => {
    const rows = [taken({ kind: "PAYMENT", taken_at: settled })]
    const now = new Date(NOW.getTime() + 731 * DAY)
    const given = { rows, captured: 3_000, refunded: 3_000, now }
    expect(refusal(() => planRefund(situation(given), 3_000)).message).toMatch(/730 days/)
  })
})
