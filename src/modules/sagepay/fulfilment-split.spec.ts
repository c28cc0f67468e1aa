import { levelOf, type LevelLine } from "./fulfilment-level"
import type { DueOrder, DuePayment } from "./fulfilment-plan"
import { splitBy, type Leaving, type SplitLine, type SplitOrder } from "./fulfilment-split"

/** 25.00 a piece. */
const line = (id: string, over: Partial<SplitLine> = {}): SplitLine => {
  const quantity = Number(over.quantity ?? 2)
  const fulfilled = Number(over.fulfilled ?? 0)
  return {
    id,
    quantity,
    fulfilled,
    shipped: 0,
    delivered: 0,
    returned: 0,
    total: quantity * 25,
    fulfilledTotal: fulfilled * 25,
    needsShipping: true,
    profile: "default",
    ...over,
  }
}

const totalOf = (lines: readonly LevelLine[]) =>
  lines.reduce((sum, { quantity }) => sum + Number(quantity) * 25, 5)

const order = (lines: SplitLine[], over: Partial<SplitOrder> = {}): SplitOrder => ({
  currency: "gbp",
  total: totalOf(lines) - Number(over.credits ?? 0),
  credits: 0,
  refundCredits: 0,
  shipping: 5,
  lines,
  ...over,
})

const payment = (over: Partial<DuePayment> = {}): DuePayment => ({
  id: "held",
  deferred: true,
  released: false,
  amountMinor: 20_000,
  capturedMinor: 0,
  netMinor: 0,
  byFulfilmentMinor: 0,
  roomMinor: 20_000,
  authorisableMinor: 0,
  ...over,
})

const RELEASED = payment({ released: true, capturedMinor: 3_000, netMinor: 3_000 })
const CAPTURED = payment({ released: true, capturedMinor: 5_500, netMinor: 5_500, roomMinor: 0 })
const AUTHENTICATED = payment({ id: "kept", deferred: false, authorisableMinor: 23_000 })

const due = (payments: DuePayment[], over: Partial<DueOrder> = {}): DueOrder => ({
  level: levelOf(order([]), "fulfilment"),
  payments,
  othersMinor: 0,
  othersNetMinor: 0,
  owedMinor: 0,
  cancelled: { isAny: false, refundedSinceMinor: 0, refundedBetweenMinor: 0 },
  ...over,
})

const leaving = (as: Leaving["as"], items: Record<string, number>): Leaving => ({
  as,
  items: Object.entries(items).map(([id, quantity]) => ({ id, quantity })),
})

type Case = readonly [
  what: string,
  lines: SplitLine[],
  leaves: Leaving,
  waits: number,
  more?: { when?: "fulfilment" | "shipment" | "delivery"; payments?: DuePayment[] } & {
    due?: Partial<DueOrder>
    order?: Partial<SplitOrder>
  },
]

const TEAPOTS = [line("teapot")]
const BOTH = [line("teapot"), line("cup")]
const VOUCHER = line("voucher", { needsShipping: false, profile: undefined })
const PACKED = [line("teapot", { fulfilled: 2 })]
const half = leaving("fulfilled", { teapot: 1 })
const whole = leaving("fulfilled", { teapot: 2 })

const CASES: Case[] = [
  ["a part of a line", TEAPOTS, half, 3_000],
  ["one line of two", BOTH, whole, 5_500],
  ["all at once", TEAPOTS, whole, 0],
  ["all of both lines", BOTH, leaving("fulfilled", { teapot: 2, cup: 2 }), 0],
  ["one line named twice", TEAPOTS, { as: "fulfilled", items: [...half.items, ...half.items] }, 0],
  ["the rest of what was split before", [line("teapot", { fulfilled: 1 })], half, 0],
  ["more of it, and not the rest", [line("teapot", { quantity: 3, fulfilled: 1 })], half, 5_500],
  ["a line that was taken off by an edit", [...TEAPOTS, line("cup", { quantity: 0 })], whole, 0],
  ["all, and some came back", [line("teapot", { fulfilled: 1, returned: 1 })], half, 0],
  ["nothing of it", TEAPOTS, leaving("fulfilled", { teapot: 0 }), 0],
  ["less than nothing", TEAPOTS, leaving("fulfilled", { teapot: -1 }), 0],
  ["what the order does not have", TEAPOTS, leaving("fulfilled", { another: 1 }), 0],

  ["released already", TEAPOTS, half, 0, { payments: [RELEASED] }],
  ["captured first", TEAPOTS, half, 0, { payments: [CAPTURED] }],
  ["AUTHENTICATE", TEAPOTS, half, 0, { payments: [AUTHENTICATED] }],
  [
    "AUTHENTICATE gives all of the part",
    TEAPOTS,
    half,
    0,
    { payments: [AUTHENTICATED, payment()] },
  ],
  [
    "AUTHENTICATE gives some of the part",
    TEAPOTS,
    half,
    2_000,
    { payments: [{ ...AUTHENTICATED, roomMinor: 1_000 }, payment()] },
  ],
  ["paid by another provider", TEAPOTS, half, 0, { due: { othersMinor: 3_000 } }],
  ["paid with store credit", TEAPOTS, half, 0, { order: { credits: 30 } }],
  ["paid in part with store credit", TEAPOTS, half, 1_000, { order: { credits: 20 } }],

  ["all that ships, of goods with a voucher", [...TEAPOTS, VOUCHER], whole, 0],
  ["a part of it", [...TEAPOTS, VOUCHER], half, 3_000],
  ["the voucher first", [...TEAPOTS, VOUCHER], leaving("fulfilled", { voucher: 2 }), 0],
  ["half of the voucher", [...TEAPOTS, VOUCHER], leaving("fulfilled", { voucher: 1 }), 3_000],
  ["all of one shipping profile", [...TEAPOTS, line("sofa", { profile: "bulky" })], whole, 0],
  ["a line without a profile", [...TEAPOTS, line("cup", { profile: undefined })], whole, 5_500],

  ["packed, captured as shipped", TEAPOTS, half, 0, { when: "shipment" }],
  ["packed, captured as delivered", TEAPOTS, half, 0, { when: "delivery" }],
  ["shipped, captured as packed", PACKED, leaving("shipped", { teapot: 1 }), 0],
  ["shipped in part", PACKED, leaving("shipped", { teapot: 1 }), 3_000, { when: "shipment" }],
  ["shipped as a whole", PACKED, leaving("shipped", { teapot: 2 }), 0, { when: "shipment" }],
  [
    "shipped, captured as delivered",
    PACKED,
    leaving("shipped", { teapot: 1 }),
    0,
    { when: "delivery" },
  ],
  [
    "delivered and never shipped",
    PACKED,
    leaving("delivered", { teapot: 1 }),
    3_000,
    { when: "shipment" },
  ],
  [
    "delivered, and shipped before",
    [line("teapot", { fulfilled: 2, shipped: 1 })],
    leaving("delivered", { teapot: 1 }),
    0,
    { when: "shipment" },
  ],
  ["delivered in part", PACKED, leaving("delivered", { teapot: 1 }), 3_000, { when: "delivery" }],
  ["delivered as a whole", PACKED, leaving("delivered", { teapot: 2 }), 0, { when: "delivery" }],
  [
    "shipped, and some of it is not packed yet",
    [line("teapot", { fulfilled: 1 })],
    leaving("shipped", { teapot: 1 }),
    3_000,
    { when: "shipment" },
  ],
  [
    "half of the voucher, captured as shipped",
    [...TEAPOTS, VOUCHER],
    leaving("fulfilled", { voucher: 1 }),
    3_000,
    { when: "shipment" },
  ],
]

describe("rule 12: what a request would split", () => {
  const cases = CASES.map(([what, lines, leaves, waits, more = {}]) => {
    return { what, lines, leaves, waits, ...more }
  })

  it.each(cases)("$what", ({ lines, leaves, waits, ...more }) => {
    const payments = more.payments ?? [payment()]
    const othersNetMinor = more.due?.othersMinor ?? 0
    const parts = splitBy(
      due(payments, { othersNetMinor, ...more.due }),
      order(lines, more.order),
      leaves,
      more.when ?? "fulfilment"
    )
    expect(parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(waits)
    expect(parts.every(({ id }) => id === "held")).toBe(true)
  })

  it("reckons a piece by what is fulfilled of it, once something is", () => {
    const begun = line("teapot", { quantity: 3, fulfilled: 1, fulfilledTotal: 20, total: 1 })
    const [part] = splitBy(due([payment()]), order([begun]), half, "fulfilment")
    expect(part?.amountMinor).toBe(4_500)
  })
})
