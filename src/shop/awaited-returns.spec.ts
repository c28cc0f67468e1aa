import { returningTotal, type ReturningItem } from "./awaited-returns"

const item = (over: Partial<ReturningItem> = {}): ReturningItem => ({
  id: "line_1",
  quantity: "3",
  returning: "1",
  unit_price: "9.99",
  is_tax_inclusive: false,
  tax_rates: [],
  adjustments: [],
  ...over,
})

describe("what is on its way back", () => {
  it.each<[string, Partial<ReturningItem>, string]>([
    ["is its price", {}, "9.99"],
    ["of several, of each", { returning: "2" }, "19.98"],
    ["with its tax", { tax_rates: ["20"] }, "11.988"],
    ["with the tax in its price", { tax_rates: ["20"], is_tax_inclusive: true }, "9.99"],
    [
      "less its part of a discount, before tax",
      { tax_rates: ["20"], adjustments: [{ amount: "7.5", is_tax_inclusive: false }] },
      "8.988",
    ],
  ])("%s", (_, over, total) => {
    expect(returningTotal([item(over)]).toFixed(3)).toBe(Number(total).toFixed(3))
  })

  it("is nothing where nothing comes back, and the sum of several lines", () => {
    expect(returningTotal([]).toString()).toBe("0")
    expect(returningTotal([item(), item({ id: "line_2", returning: "3" })]).toFixed(2)).toBe(
      "39.96"
    )
  })
})
