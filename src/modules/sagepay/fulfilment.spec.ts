import fc from "fast-check"
import BigNumber from "bignumber.js"
import { capturedByFulfilment, capturedOf, fulfilmentMark, markedLevel } from "./fulfilment"
import { levelOf, type Level, type LevelLine, type LevelOrder } from "./fulfilment-level"
import { dueOf, isSure, planFulfilment, type DueOrder, type DuePayment } from "./fulfilment-plan"
import type { Family } from "./rows"

const line = (quantity: number, fulfilled: number, unit: string, over = {}): LevelLine => ({
  quantity,
  fulfilled,
  shipped: 0,
  delivered: 0,
  fulfilledTotal: new BigNumber(unit).times(fulfilled),
  needsShipping: true,
  returned: 0,
  ...over,
})

const order = (lines: LevelLine[], total: string, over: Partial<LevelOrder> = {}): LevelOrder => ({
  currency: "gbp",
  total,
  credits: 0,
  refundCredits: 0,
  shipping: "5.4",
  lines,
  ...over,
})

const held = (over: Partial<DuePayment> = {}): DuePayment => ({
  id: "root",
  deferred: false,
  released: false,
  amountMinor: 5_500,
  capturedMinor: 0,
  netMinor: 0,
  byFulfilmentMinor: 0,
  roomMinor: 5_500,
  authorisableMinor: 6_325,
  ...over,
})

const levelAt = (minor: number, keptMinor: number, comesMinor: number): Level => ({
  minor,
  comesMinor,
  keptMinor,
  isAny: minor > 0,
  isAll: minor === comesMinor,
})

/** Three teapots with shipping are 80.00; one with shipping 30.00. */
const due = (minor: number, payments: DuePayment[], over: Partial<DueOrder> = {}): DueOrder => ({
  level: levelAt(minor, minor, 5_500),
  payments,
  othersMinor: 0,
  othersNetMinor: 0,
  owedMinor: 0,
  cancelled: { isAny: false, refundedSinceMinor: 0, refundedBetweenMinor: 0 },
  ...over,
})

const part = (amountMinor: number, levelMinor = amountMinor, id = "root") => ({
  id,
  amountMinor,
  levelMinor,
})

describe("the mark of a row", () => {
  it("names its level, and no other actor has one", () => {
    expect(fulfilmentMark(3_000)).toBe("sagepay-fulfilment:3000")
    expect(markedLevel("sagepay-fulfilment:0")).toBe(0)
    for (const other of [
      null,
      undefined,
      "",
      "user_1",
      "sagepay-fulfilment",
      "sagepay-fulfilment:-1",
    ])
      expect(markedLevel(other)).toBeUndefined()
  })

  it("tells goodwill from what was given back for a cancelled fulfilment", () => {
    const intent = (kind: string, moved_minor: number, actor: string) => ({
      kind,
      moved_minor,
      actor,
    })
    const family = {
      transactions: [{ taken_minor: 3_000 }, { taken_minor: 2_500 }],
      intents: [
        intent("capture", 3_000, "user_1"),
        intent("capture", 2_500, fulfilmentMark(5_500)),
        intent("refund", 500, "user_1"),
        intent("refund", 1_000, fulfilmentMark(4_500)),
      ],
    } as unknown as Family
    expect([capturedOf(family), capturedByFulfilment(family)]).toEqual([4_500, 1_500])
  })
})

describe("rule 12: the level of an order", () => {
  /** 3 x 9.99 and 3 x 3.33 with 20 % and 10.00 off, 4.50 and 20 % for shipping: 41.352. */
  const at = (first: number, second: number) =>
    levelOf(order([line(3, first, "8.988"), line(3, second, "2.996")], "41.352"), "fulfilment")

  it("is rounded once: of 41.352 in two parts 17.38, and then all of 41.35", () => {
    expect(at(0, 0)).toEqual(levelAt(0, 0, 4_135))
    expect(at(1, 1)).toEqual(levelAt(1_738, 1_738, 4_135))
    expect(at(3, 3)).toEqual(levelAt(4_135, 4_135, 4_135))
  })

  it("is of what is shipped or delivered; what needs no shipping ships with its fulfilment", () => {
    const shipped = line(2, 2, "25", { shipped: 1 })
    const given = line(2, 2, "25", { delivered: 1 })
    const voucher = line(1, 1, "10", { needsShipping: false })
    const minor = (lines: LevelLine[], when: "shipment" | "delivery") =>
      levelOf(order(lines, "65.4"), when).minor
    expect(minor([shipped], "shipment")).toBe(3_040)
    expect(minor([given], "shipment")).toBe(3_040)
    expect(minor([shipped], "delivery")).toBe(0)
    expect(minor([given], "delivery")).toBe(3_040)
    expect(minor([shipped, voucher], "shipment")).toBe(4_040)
    expect(minor([given, voucher], "delivery")).toBe(3_040)
  })

  it("counts store credit first, and what core credits for refunds not at all", () => {
    const lines = [line(2, 1, "25")]
    expect(levelOf(order(lines, "45.4", { credits: 10 }), "fulfilment").minor).toBe(2_040)
    const goodwill = order(lines, "45.4", { credits: 10, refundCredits: 10 })
    expect(levelOf(goodwill, "fulfilment")).toEqual(levelAt(3_040, 2_040, 4_540))
    expect(levelOf(order(lines, "0", { credits: 55.4 }), "fulfilment").minor).toBe(0)
  })

  it("does not fall with returns, but what came back is not kept", () => {
    const back = order([line(2, 2, "25", { returned: 1 })], "30.4")
    expect(levelOf(back, "fulfilment")).toEqual({ ...levelAt(5_540, 3_040, 3_040), isAll: true })
    const some = order([line(3, 2, "25", { returned: 1 })], "55.4")
    expect(levelOf(some, "fulfilment")).toEqual({ ...levelAt(5_540, 3_040, 5_540), isAll: false })
  })

  it("what comes back without having left need not leave any more", () => {
    const door = (over: Partial<LevelLine>) =>
      levelOf(order([line(2, 2, "25", { returned: 1, ...over })], "30.4"), "delivery")
    expect(door({ delivered: 1 })).toEqual({ ...levelAt(3_040, 3_040, 3_040), isAll: true })
    expect(door({ delivered: 0 })).toEqual(levelAt(0, 0, 3_040))
    const unfulfilled = order([line(2, 1, "25", { returned: 1 })], "30.4")
    expect(levelOf(unfulfilled, "fulfilment")).toMatchObject({ keptMinor: 540, isAll: false })
  })
})

describe("rule 12: what is due", () => {
  const plan = (given: DueOrder, split: "ask" | "all" | "refuse" = "ask") => {
    const { beyond, ...plan } = planFulfilment(given, { split })
    return { ...plan, ...(beyond && { beyond }) }
  }
  const nothing = { captures: [], waiting: [], notHeld: [], noRoom: [], tooMuch: [] }

  it("is what is fulfilled less what is captured, whoever captured it", () => {
    expect(plan(due(3_000, [held()]))).toEqual({ ...nothing, captures: [part(3_000)] })
    const some = held({ capturedMinor: 2_000, netMinor: 2_000, roomMinor: 3_500 })
    expect(plan(due(3_000, [some]))).toEqual({ ...nothing, captures: [part(1_000, 3_000)] })
    const more = held({ capturedMinor: 4_000, netMinor: 4_000, roomMinor: 1_500 })
    expect(plan(due(3_000, [more]))).toEqual(nothing)
  })

  it("does not take goodwill back, and not what came back before it was taken", () => {
    const refunded = held({ capturedMinor: 3_000, netMinor: 2_000, roomMinor: 2_500 })
    const goodwill = (minor: number) => levelAt(minor, minor - 1_000, 4_500)
    expect(dueOf(due(3_000, [refunded], { level: goodwill(3_000) }))).toBe(0)
    expect(dueOf(due(5_500, [refunded], { level: goodwill(5_500) }))).toBe(2_500)
    const level = levelAt(5_500, 3_000, 5_500)
    expect(dueOf(due(5_500, [held()], { level }))).toBe(3_000)
    // Of 55.00 that were captured goods for 25.00 came back, and pay for the next; 7.00 were goodwill.
    const both = held({ capturedMinor: 5_500, netMinor: 4_800, roomMinor: 2_500 })
    expect(dueOf(due(8_000, [both], { level: levelAt(8_000, 4_800, 4_800) }))).toBe(0)
  })

  it("comes off what others paid first, then off our payments, the oldest first", () => {
    const two = [held({ id: "a", roomMinor: 2_000 }), held({ id: "b", roomMinor: 3_500 })]
    const paid = { othersMinor: 500, othersNetMinor: 500 }
    expect(plan(due(3_000, two, paid)).captures).toEqual([
      part(2_000, 2_000, "a"),
      part(500, 500, "b"),
    ])
  })

  const deferred = (over: Partial<DuePayment> = {}) =>
    held({ deferred: true, authorisableMinor: 0, ...over })
  const released = deferred({
    released: true,
    capturedMinor: 3_000,
    byFulfilmentMinor: 3_000,
    netMinor: 3_000,
    roomMinor: 2_500,
  })

  it("a DEFERRED is released once: for the first part, as a whole, or with the last", () => {
    expect(plan(due(3_000, [deferred()])).captures).toEqual([part(3_000)])
    expect(plan(due(3_000, [deferred()]), "all").captures).toEqual([part(5_500)])
    expect(plan(due(3_000, [deferred()]), "refuse")).toEqual({ ...nothing, waiting: [part(3_000)] })
    expect(plan(due(5_500, [deferred()]), "refuse").captures).toEqual([part(5_500)])
  })

  it("what a released DEFERRED held before is said to be held no more; an edit's rest is not", () => {
    expect(plan(due(5_500, [released]))).toEqual({ ...nothing, notHeld: [part(2_500, 5_500)] })
    const whole = deferred({ ...released, amountMinor: 3_000, roomMinor: 0 })
    expect(plan(due(5_500, [whole]))).toEqual(nothing)
  })

  it("beyond Medusa's payment an AUTHENTICATE gives it all or nothing, up to 115 %", () => {
    const full = held({
      amountMinor: 3_000,
      capturedMinor: 3_000,
      netMinor: 3_000,
      roomMinor: 0,
      authorisableMinor: 450,
    })
    const at = (minor: number) => {
      const level = levelAt(minor, minor, minor)
      return plan(due(minor, [full], { level, owedMinor: minor - 3_000 }))
    }
    expect(at(3_450)).toEqual({ ...nothing, beyond: part(450, 3_450) })
    expect(at(3_451)).toEqual(nothing)
    expect(plan(due(3_450, [full], { owedMinor: 0 }))).toEqual(nothing)
  })

  it("what an AUTHENTICATE held and has no room for after a VOID is not forgotten", () => {
    const voided = held({
      capturedMinor: 3_000,
      netMinor: 3_000,
      roomMinor: 0,
      authorisableMinor: 825,
    })
    const given = due(5_500, [voided], { owedMinor: 2_500 })
    expect(plan(given)).toEqual({ ...nothing, noRoom: [part(2_500, 5_500)] })
    const some = { ...voided, roomMinor: 2_000, authorisableMinor: 2_500 }
    expect(plan(due(5_500, [some], { owedMinor: 2_500 }))).toEqual({
      ...nothing,
      captures: [part(2_000, 5_000)],
      beyond: part(500, 5_500),
    })
  })

  const once = { isAny: true, refundedSinceMinor: 0, refundedBetweenMinor: 0 }
  const cancelled = { cancelled: once }
  const captured = held({
    capturedMinor: 5_500,
    byFulfilmentMinor: 5_500,
    netMinor: 5_500,
    roomMinor: 0,
  })

  it("too much is what was captured by fulfilment, after a cancelled one only", () => {
    expect(plan(due(3_000, [captured]))).toEqual(nothing)
    expect(plan(due(3_000, [captured], cancelled)).tooMuch).toEqual([part(2_500, 3_000)])
    const byHand = { ...captured, byFulfilmentMinor: 1_000 }
    expect(plan(due(3_000, [byHand], cancelled)).tooMuch).toEqual([part(1_000, 4_500)])
    const back = { cancelled: { ...once, refundedSinceMinor: 2_500 } }
    expect(plan(due(3_000, [{ ...captured, netMinor: 3_000 }], back)).tooMuch).toEqual([])
  })

  it("goodwill from before it does not lower it; between two of them nobody is sure", () => {
    const some = [{ ...captured, netMinor: 4_500 }]
    expect(plan(due(3_000, some, cancelled)).tooMuch).toEqual([part(2_500, 3_000)])
    const between = { ...once, refundedBetweenMinor: 1_000 }
    expect(plan(due(3_000, some, { cancelled: between })).tooMuch).toEqual([part(1_500, 4_000)])
    expect([isSure(once), isSure(between)]).toEqual([true, false])
  })

  it("what was released as a whole with the first part is not too much while a part is fulfilled", () => {
    const whole = { ...captured, deferred: true, released: true }
    expect(plan(due(3_000, [whole], cancelled), "all").tooMuch).toEqual([])
    expect(plan(due(0, [whole], cancelled), "all").tooMuch).toEqual([part(5_500, 0)])
  })
})

describe("rule 12: however an order is split, its parts add up to the penny", () => {
  const lines = fc.array(
    fc.record({
      quantity: fc.integer({ min: 1, max: 7 }),
      price: fc.integer({ min: 1, max: 99_999 }),
      discount: fc.integer({ min: 0, max: 100 }),
    }),
    { minLength: 1, maxLength: 5 }
  )

  it("and never go beyond it on the way", () => {
    fc.assert(
      fc.property(
        lines,
        fc.constantFrom(0, 5, 17.5, 20, 33.333),
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 0, max: 2_000 }),
        fc.constantFrom("gbp", "jpy"),
        fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 3 }),
        (bought, tax, shipping, credit, currency, steps, shares) => {
          const rate = new BigNumber(tax).div(100).plus(1)
          const digits = currency === "gbp" ? 2 : 0
          const units = bought.map(({ price, discount }) =>
            new BigNumber(price)
              .shiftedBy(-2)
              .times(100 - discount)
              .div(100)
              .times(rate)
          )
          const goods = BigNumber.sum(
            ...units.map((unit, at) => unit.times(bought[at]?.quantity ?? 0))
          )
          const carriage = new BigNumber(shipping).shiftedBy(-2).times(rate)
          const all = goods.plus(carriage)
          const credits = BigNumber.min(new BigNumber(credit).shiftedBy(-2), all)
          const total = all.minus(credits)
          const minor = total.shiftedBy(digits).integerValue(BigNumber.ROUND_HALF_UP).toNumber()
          const fulfilled = bought.map(() => 0)
          const payments = paymentsOf(minor, shares)
          const everything = bought.map(({ quantity }, at) => [at, quantity] as const)
          for (const [which, count] of [...steps, ...everything]) {
            const at = which % bought.length
            const left = (bought[at]?.quantity ?? 0) - (fulfilled[at] ?? 0)
            fulfilled[at] = (fulfilled[at] ?? 0) + Math.min(left, count)
            const level = levelOf(
              {
                currency,
                total,
                credits,
                refundCredits: 0,
                shipping: carriage,
                lines: bought.map(({ quantity }, index) => ({
                  ...line(quantity, fulfilled[index] ?? 0, "0"),
                  fulfilledTotal: (units[index] ?? new BigNumber(0)).times(fulfilled[index] ?? 0),
                })),
              },
              "fulfilment"
            )
            const plan = planFulfilment({ ...due(0, payments), level }, { split: "ask" })
            for (const { id, amountMinor } of plan.captures) capture(payments, id, amountMinor)
            const captured = payments.reduce((sum, { capturedMinor }) => sum + capturedMinor, 0)
            expect(captured).toBe(Math.min(level.minor, minor))
          }
          expect(payments.reduce((sum, { capturedMinor }) => sum + capturedMinor, 0)).toBe(minor)
        }
      )
    )
  })

  type Open = { -readonly [K in keyof DuePayment]: DuePayment[K] }

  /** Of the whole, in these proportions; the last takes what is left. */
  function paymentsOf(minor: number, shares: readonly number[]): Open[] {
    const whole = shares.reduce((sum, share) => sum + share, 0)
    let left = minor
    return shares.map((share, index) => {
      const isLast = index === shares.length - 1
      const amountMinor = isLast ? left : Math.min(left, Math.floor((minor * share) / whole))
      left -= amountMinor
      return held({ id: String(index), amountMinor, roomMinor: amountMinor })
    })
  }

  function capture(payments: Open[], id: string, amountMinor: number): void {
    const payment = payments.find((candidate) => candidate.id === id)
    if (!payment) throw new Error(`There is no ${id}`)
    payment.capturedMinor += amountMinor
    payment.netMinor += amountMinor
    payment.roomMinor -= amountMinor
    expect(amountMinor).toBeGreaterThan(0)
  }
})
