import { aPayment, someMoney } from "./__fixtures__/payment"
import { figuresOf, isTooMuchBack, partsOf } from "./money-parts"

const money = (held: number, taken: number, refunded: number) =>
  someMoney({
    held_minor: held,
    taken_minor: taken,
    refunded_minor: refunded,
    left_minor: taken - refunded,
  })

describe("the money of a payment", () => {
  it("is four figures", () => {
    const payment = aPayment({ money: money(0, 2000, 500) })
    expect(figuresOf(payment).map(({ key, minor }) => [key, minor])).toEqual([
      ["held", 0],
      ["taken", 2000],
      ["refunded", 500],
      ["left", 1500],
    ])
  })

  it("is not held where it only may be taken", () => {
    const payment = aPayment({ kind: "AUTHENTICATE", money: money(3000, 0, 0) })
    expect(figuresOf(payment)[0]).toMatchObject({ key: "takeable", minor: 3000 })
  })

  it("is one figure where it was paid to a card, and not too much", () => {
    const payment = aPayment({ kind: "DIRECTREFUND", money: money(0, 0, 3000) })
    expect(figuresOf(payment)).toMatchObject([{ key: "paid_out", minor: 3000 }])
    expect(isTooMuchBack(payment)).toBe(false)
  })

  it("is too much back where more was refunded than taken", () => {
    expect(isTooMuchBack(aPayment({ money: money(0, 500, 700) }))).toBe(true)
    expect(isTooMuchBack(aPayment({ money: money(0, 700, 700) }))).toBe(false)
  })
})

describe("the bar", () => {
  it.each([
    [money(3000, 0, 0), [["held", 100]]],
    [money(0, 3000, 0), [["left", 100]]],
    [
      money(0, 1500, 750),
      [
        ["left", 25],
        ["refunded", 25],
      ],
    ],
    [money(0, 0, 0), []],
  ])("of %j is %j of the amount", (of, parts) => {
    expect(partsOf(aPayment({ money: of }))).toEqual(parts)
  })

  it("never goes beyond its end, whatever was taken or given back", () => {
    for (const given of [money(0, 3450, 0), money(1000, 3450, 200), money(0, 500, 9000)]) {
      const sum = partsOf(aPayment({ money: given })).reduce(
        (total, [, percent]) => total + percent,
        0
      )
      expect(sum).toBeLessThanOrEqual(100.0001)
    }
  })

  it("is empty for a payment of nothing", () => {
    expect(partsOf(aPayment({ amount_minor: 0 }))).toEqual([])
  })
})
