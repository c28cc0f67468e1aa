import { once } from "./fulfilled-once"

const line = (id: string, fulfilled: number) => ({
  id,
  detail: { fulfilled_quantity: String(fulfilled) },
})

const order = (items: ReturnType<typeof line>[], total: string, shipping = "5") => ({
  items,
  total,
  shipping_total: shipping,
  credit_line_total: "0",
})

describe("rule 12: an order that core has twice", () => {
  it("counts each line once, with the most that is known to be fulfilled of it", () => {
    const doubled = order([line("a", 1), line("b", 0), line("a", 0), line("b", 1)], "160", "10")
    expect(once(doubled)).toEqual(order([line("a", 1), line("b", 1)], "80"))
  })

  it("does not halve what is paid by credit", () => {
    const doubled = { ...order([line("a", 1), line("a", 1)], "150", "10"), credit_line_total: "10" }
    expect(once(doubled)).toMatchObject({ total: "70", credit_line_total: "10" })
  })

  it("leaves any other as it is", () => {
    const plain = order([line("a", 1), line("b", 2)], "80")
    expect(once(plain)).toBe(plain)
  })
})
