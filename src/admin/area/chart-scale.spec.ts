import {
  barsOf,
  dayAt,
  heightOf,
  isEmpty,
  labelled,
  scaleOf,
  showMark,
  sumOf,
  type ChartDay,
} from "./chart-scale"

const day = (taken = 0, refunded = 0, held = 0): ChartDay => ({
  day: "2026-11-21",
  taken_minor: taken,
  refunded_minor: refunded,
  held_minor: held,
})

describe("the scale", () => {
  it.each<[string, ChartDay[], number[], number?]>([
    ["nothing", [day()], [0, 1]],
    ["a penny", [day(1)], [0, 1]],
    ["yen, which have no decimals", [day(7)], [0, 2, 4, 6, 8]],
    ["what was held when it is more", [day(100, 0, 950)], [0, 500, 1000]],
    ["refunds alone", [day(0, 5000)], [-4000, -2000, 0], -5000],
    ["both ways", [day(30_000), day(0, 4500)], [0, 10_000, 20_000, 30_000], -4500],
  ])("holds %s in round steps", (_what, days, marks, bottom = 0) => {
    const scale = scaleOf(days)
    expect(scale.marks).toEqual(marks)
    expect([scale.bottom, scale.top]).toEqual([bottom, marks.at(-1)])
  })

  it("is of whole minor units and holds every amount, however large", () => {
    for (let amount = 1; amount < 10 ** 12; amount = amount * 3 + 1) {
      const { top, bottom, step, marks } = scaleOf([day(amount, Math.floor(amount / 7))])
      expect(Number.isInteger(step)).toBe(true)
      expect(top).toBeGreaterThanOrEqual(amount)
      expect(-bottom).toBeGreaterThanOrEqual(Math.floor(amount / 7))
      expect(marks.length).toBeLessThanOrEqual(7)
      expect(marks).toContain(0)
    }
  })
})

describe("the bars", () => {
  const days = [day(), day(1000, 500, 250), day(0, 1)]
  const scale = scaleOf(days)

  it("stand on the line or hang from it, each day in its slot", () => {
    expect(scale).toMatchObject({ top: 1000, bottom: -500 })
    const zero = heightOf(0, scale)
    const [taken, held, refunded, tiny] = barsOf(days, scale)
    expect(taken).toMatchObject({ series: "taken", x: 11.5, y: 0, height: zero })
    expect(held).toMatchObject({ series: "held", x: 15 })
    expect(held!.y + held!.height).toBeCloseTo(zero)
    expect(refunded).toMatchObject({ series: "refunded", x: 11.5, y: zero })
    expect(refunded!.y + refunded!.height).toBeCloseTo(100)
    expect(tiny).toMatchObject({ series: "refunded", x: 21.5, height: 0.75 })
  })

  it("are none for days without money", () => {
    expect(barsOf([day(), day()], scaleOf([day(), day()]))).toEqual([])
    expect([isEmpty([day(), day()]), isEmpty(days)]).toEqual([true, false])
  })
})

it.each([
  [7, [0, 2, 4, 6]],
  [30, [4, 9, 14, 19, 24, 29]],
  [90, [14, 29, 44, 59, 74, 89]],
  [1, [0]],
  [0, []],
])("writes the dates of %d days below %p", (count, at) => {
  expect(labelled(count)).toEqual(at)
})

it("finds the day under the pointer, also at the very edges", () => {
  expect([dayAt(-0.1, 7), dayAt(0, 7), dayAt(0.5, 7), dayAt(1, 7)]).toEqual([0, 0, 3, 6])
})

it("adds up", () => {
  expect(sumOf([day(1, 2, 3), day(10, 20, 30)], "refunded")).toBe(22)
})

it.each([
  [150_000, "gbp", 50_000, "£1.5K"],
  [2_000, "gbp", 1_000, "£20"],
  [50, "gbp", 50, "£0.50"],
  [-2_000, "gbp", 1_000, "-£20"],
  [2_000, "jpy", 1_000, "¥2K"],
  [5, "jpy", 1, "¥5"],
])("writes %d of %s beside its line", (minor, currency, step, shown) => {
  expect(showMark(minor, currency, step, "en")).toBe(shown)
})
