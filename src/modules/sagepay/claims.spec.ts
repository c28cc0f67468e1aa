import { claimOf, lackingMinor, NETTED, SWEEP, unclaimed } from "./claims"
import type { Family, IntentRow, TransactionRow } from "./rows"
import type { Situation } from "./rules"

const NOW = new Date("2026-07-01T12:00:00Z")
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000)

/** Of 30.00 nothing is left, so that a refund of whatever size is lacking in full. */
const TAKING = { kind: "DEFERRED", state: "taken", taken_minor: 3_000, refunded_minor: 3_000 }

function intent(over: Partial<IntentRow>): IntentRow {
  return {
    id: "spint_1",
    kind: "refund",
    source: "medusa_refund",
    source_id: "ref_lost",
    status: "done",
    currency: "GBP",
    moved_minor: 1_000,
    claimed_by: null,
    levelled_at: null,
    warned_at: null,
    ...over,
  } as IntentRow
}

function situation(intents: readonly IntentRow[], refundIds: readonly string[] = []): Situation {
  return {
    family: { root: TAKING, transactions: [TAKING], intents } as unknown as Family,
    shop: { order: null, captureIds: [], refundIds, capturedMinor: 3_000, refundedMinor: 0 },
    now: NOW,
    voidUnsettled: true,
  }
}

const refund = (amountMinor: number, actor?: string) =>
  ({ kind: "refund", amountMinor, actor }) as const

describe("a row that names an intent", () => {
  it.each(["medusa_refund", "console", "press"] as const)("claims that of a %s", (source) => {
    const intents = [intent({ id: "spint_0" }), intent({ source })]
    expect(claimOf(situation(intents), refund(1_000, "spint_1"))).toEqual({
      do: "claim",
      intent: intents[1],
      levels: true,
    })
  })

  it.each([
    ["another amount", intent({}), 999],
    ["another kind", intent({ kind: "capture" }), 1_000],
    ["one that Medusa counts", intent({ claimed_by: "ref_1" }), 1_000],
    ["one that is not decided", intent({ status: "open" }), 1_000],
    ["one that moved nothing", intent({ moved_minor: 0 }), 0],
    ["another payment's", intent({ id: "spint_2" }), 1_000],
  ])("is refused for %s, and never becomes a request of its own", (_, row, amount) => {
    const ask = () => claimOf(situation([row], ["ref_1"]), refund(amount, "spint_1"))
    expect(ask).toThrow(/^Nothing was sent: this refund names spint_1/)
  })
})

describe("a row that names nobody's intent", () => {
  it.each([undefined, "user_1", SWEEP])("of %s claims by the amount", (actor) => {
    const lost = intent({})
    expect(claimOf(situation([lost]), refund(1_000, actor))).toEqual({ do: "claim", intent: lost })
  })

  it.each(["console", "press"] as const)("does not claim what a %s made", (source) => {
    expect(claimOf(situation([intent({ source })]), refund(1_000, "user_1"))).toBeUndefined()
  })
})

describe("a page that may be stale", () => {
  const levelled = (over: Partial<IntentRow> = {}) =>
    intent({ source: "console", claimed_by: "ref_1", levelled_at: minutesAgo(14), ...over })
  const ask = (row: IntentRow, amount = 1_000, actor?: string) =>
    claimOf(situation([row], ["ref_1"]), refund(amount, actor))

  it("is told once what is done already", () => {
    expect(ask(levelled())).toMatchObject({
      do: "warn",
      message: expect.stringMatching(
        /a refund of GBP 10\.00 is done, in the gateway's console, .* 11:46 UTC/
      ),
    })
  })

  it.each([
    ["it was told", levelled({ warned_at: minutesAgo(1) }), 1_000],
    ["a quarter of an hour has passed", levelled({ levelled_at: minutesAgo(15) }), 1_000],
    ["the amount is another", levelled(), 999],
    ["the kind is another", levelled({ kind: "capture" }), 1_000],
    ["a person recorded it", levelled({ levelled_at: null }), 1_000],
  ])("not when %s", (_, row, amount) => {
    expect(ask(row, amount)).toBeUndefined()
  })

  it("is not what a job of ours looks at", () => {
    expect(ask(levelled(), 1_000, SWEEP)).toBeUndefined()
  })
})

describe("rule 6: a row that never moved stands for a part of what was given back elsewhere", () => {
  /** 30.00 captured, 15.00 refunded by a row without a movement, all of it voided in the console. */
  const voided = intent({ source: "console", moved_minor: 3_000, source_id: "{A}:VOID" })
  const rows = [
    intent({ id: "spint_c", kind: "capture", source_id: "capt_1", moved_minor: 3_000 }),
    intent({ id: "spint_r", source_id: "ref_dead", moved_minor: 0 }),
    voided,
  ]
  const family = {
    root: TAKING,
    transactions: [{ ...TAKING, state: "voided", refunded_minor: 0 } as TransactionRow],
    intents: rows,
  } as unknown as Family
  const shop = (refundIds: string[], refundedMinor: number) => {
    return { order: null, captureIds: ["capt_1"], refundIds, capturedMinor: 3_000, refundedMinor }
  }

  it("so that Medusa lacks the rest", () => {
    expect(lackingMinor(family, shop(["ref_dead"], 1_500), voided)).toBe(1_500)
  })

  it("not while a row is on its way, but when a person was asked about it", () => {
    const waits = { ...shop(["ref_dead"], 1_500), captureIds: ["capt_1", "capt_never"] }
    expect(lackingMinor(family, waits, voided)).toBeUndefined()
    expect(lackingMinor(family, { ...waits, raisedIds: ["capt_never"] }, voided)).toBe(1_500)
  })

  it("and a person's refund of it is lacking as it was asked for", () => {
    const asked = intent({ id: "spint_r", amount_minor: 4_500, moved_minor: 3_000 })
    const whole = { ...family, intents: [rows[0], asked] } as unknown as Family
    const counted = { ...shop([], 0), capturedMinor: 4_500 }
    expect(lackingMinor(whole, counted, asked)).toBe(4_500)
    expect(lackingMinor(whole, { ...counted, capturedMinor: 3_000 }, asked)).toBe(3_000)
  })

  it("which a row of that amount claims, and no other", () => {
    const ask = (amount: number) =>
      claimOf(
        {
          family,
          shop: shop(["ref_dead", "ref_new"], 1_500 + amount),
          now: NOW,
          voidUnsettled: true,
        },
        refund(amount, "spint_1")
      )
    expect(ask(1_500)).toMatchObject({ do: "claim", intent: voided })
    expect(() => ask(1_499)).toThrow(/Nothing was sent/)
  })

  it("and nothing is known while another row is on its way", () => {
    const onTheirWay = shop(["ref_dead", "ref_pressed"], 2_500)
    expect(lackingMinor(family, onTheirWay, voided)).toBeUndefined()
  })

  it("nor while a capture is yet to be counted, though without it the sums agree", () => {
    const lost = intent({ id: "spint_l", kind: "capture", source_id: "capt_gone" })
    const waiting = { ...family, intents: [...rows, lost] }
    const counts = shop(["ref_dead"], 3_000)
    expect(lackingMinor(waiting, counts, voided)).toBeUndefined()
    const canceled = { ...counts, order: { id: "order_1", canceled: true } }
    expect(lackingMinor(waiting, canceled, voided)).toBe(0)
  })

  it("nothing is lacking where the sums agree, and then it is claimed by no row", () => {
    expect(lackingMinor(family, shop(["ref_dead"], 3_000), voided)).toBe(0)
    const netted = { ...family, intents: [...rows.slice(0, 2), { ...voided, claimed_by: NETTED }] }
    expect(unclaimed(netted as Family, shop(["ref_dead"], 3_000))).toEqual([])
  })
})
