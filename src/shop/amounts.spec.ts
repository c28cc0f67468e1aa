import { minorOf } from "./amounts"

const row = (amount: string, over: { whole?: string; left?: string } = {}) => ({
  id: "capt_1",
  amount,
  whole: over.whole ?? "30",
  left: over.left ?? over.whole ?? "30",
})

describe("the amount of a Medusa row", () => {
  it.each([
    ["12.34", 1_234],
    ["30", 3_000],
    ["0.01", 1],
    ["1e2", 10_000],
  ])("is taken to the penny: %s", (amount, minor) => {
    expect(minorOf(row(amount), "gbp")).toBe(minor)
  })

  it.each(["3.235", "0.001", "29.999"])("is refused when somebody typed %s", (amount) => {
    expect(() => minorOf(row(amount), "gbp")).toThrow(/more than 2 decimals.*Nothing was sent/)
  })

  it("is rounded once, half up, when core computed it: the whole, or what is left of it", () => {
    expect(minorOf(row("41.352", { whole: "41.352" }), "gbp")).toBe(4_135)
    expect(minorOf(row("98.9009", { whole: "98.9009" }), "gbp")).toBe(9_890)
    expect(minorOf(row("1.005", { whole: "1.005" }), "gbp")).toBe(101)
    expect(minorOf(row("23.972", { whole: "41.352", left: "23.972" }), "gbp")).toBe(2_397)
  })

  it("knows the decimals of the currency", () => {
    expect(minorOf(row("3000", { whole: "3000" }), "jpy")).toBe(3_000)
    expect(() => minorOf(row("10.50", { whole: "3000" }), "jpy")).toThrow(/JPY has none/)
  })

  it.each(["0", "-1", "100000.01"])("is refused out of the gateway's range: %s", (amount) => {
    expect(() => minorOf(row(amount, { whole: "200000" }), "gbp")).toThrow(/cannot be sent/)
  })

  it("is refused when what core computed rounds to nothing", () => {
    const left = "0.002"
    expect(() => minorOf(row(left, { whole: "41.352", left }), "gbp")).toThrow(/cannot be sent/)
  })
})
