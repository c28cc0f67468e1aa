import { aPayment, aTransaction, anEntry } from "./__fixtures__/payment"
import { FEW, fewOf, lifeRows } from "./life-rows"

const minute = (count: number) => `2026-11-20T10:${String(count).padStart(2, "0")}:00.000Z`

/** An AUTHENTICATE with two AUTHORISEs, and a refund of the first after the second. */
const family = aPayment({
  kind: "AUTHENTICATE",
  transactions: [
    aTransaction({ id: "one", kind: "AUTHORISE", related_id: "sptx_root" }),
    aTransaction({ id: "two", kind: "AUTHORISE", related_id: "sptx_root" }),
    aTransaction({ id: "back", kind: "REFUND", related_id: "one" }),
  ],
  timeline: [
    anEntry({ at: minute(0), what: "registered" }),
    anEntry({ at: minute(1), what: "authenticated" }),
    anEntry({ at: minute(2), what: "authorised", transaction_id: "one" }),
    anEntry({ at: minute(3), what: "authorised", transaction_id: "two" }),
    anEntry({ at: minute(4), what: "refunded", transaction_id: "back" }),
    anEntry({ at: minute(5), what: "settled", transaction_id: "two" }),
    anEntry({ at: minute(6), what: "repeated", transaction_id: "sptx_elsewhere" }),
  ],
})

const told = (rows: ReturnType<typeof lifeRows>) =>
  rows.map(({ entry, depth, opens }) => [entry.what, depth, opens?.id])

describe("the life of a payment", () => {
  it("has what was made from something below it and further in", () => {
    expect(told(lifeRows(family))).toEqual([
      ["registered", 0, undefined],
      ["authenticated", 0, undefined],
      ["authorised", 1, "one"],
      ["refunded", 2, "back"],
      ["authorised", 1, "two"],
      ["settled", 1, undefined],
      ["repeated", 0, undefined],
    ])
  })

  it("loses no entry and shows none twice", () => {
    const shown = lifeRows(family).map(({ entry }) => entry)
    expect(new Set(shown)).toEqual(new Set(family.timeline))
    expect(shown).toHaveLength(family.timeline.length)
  })

  it("keeps the order of what happened at the same instant", () => {
    const timeline = [anEntry({ what: "registered" }), anEntry({ what: "deferred" })]
    expect(told(lifeRows(aPayment({ timeline }))).map(([what]) => what)).toEqual([
      "registered",
      "deferred",
    ])
  })

  it("is empty where nothing happened", () => {
    expect(lifeRows(aPayment())).toEqual([])
  })
})

describe("a long life", () => {
  const whats = ["unknown", "registered", "deferred", "released"] as const
  const timeline = [
    ...whats.map((what, index) => anEntry({ what, at: minute(index) })),
    ...Array.from({ length: 6 }, (_, index) =>
      anEntry({ what: "refused", at: minute(10 + index), transaction_id: `made_${index}` })
    ),
  ]
  const transactions = Array.from({ length: 6 }, (_, index) =>
    aTransaction({ id: `made_${index}`, kind: "REFUND", related_id: "sptx_root" })
  )
  const rows = lifeRows(aPayment({ timeline, transactions }))

  it("is cut to the newest few, and what nobody knows yet", () => {
    const few = fewOf(rows)
    expect(few).toHaveLength(FEW)
    expect(few.map(({ entry }) => entry.at)).toEqual([0, 11, 12, 13, 14, 15].map(minute))
  })

  it("is not cut where the page is about it", () => {
    expect(fewOf(rows, "made_0").map(({ entry }) => entry.transaction_id)).toContain("made_0")
  })

  it("is shown whole up to the few", () => {
    expect(fewOf(rows.slice(0, FEW))).toHaveLength(FEW)
  })
})
