import { MAX_BULK_ORDERS } from "../../modules/sagepay/bulk"
import { aTransaction } from "../panel/__fixtures__/payment"
import type { ListedTransaction } from "../lib/types"
import {
  endsHolds,
  isSelectable,
  MAX_ORDERS,
  ordersOf,
  selectedFrom,
  stillHeld,
  sumsOf,
} from "./choice"

const listed = (more: Partial<ListedTransaction>): ListedTransaction => ({
  ...aTransaction({ state: "deferred" }),
  display_id: 1,
  ...more,
})
const one = listed({ id: "one", order_id: "order_1" })
const two = listed({ id: "two", order_id: "order_2", currency_code: "eur", amount_minor: 500 })
const part = listed({
  id: "part",
  order_id: "order_1",
  state: "authenticated",
  amount_minor: 2_000,
  authorised_minor: 1_250,
})
const taken = listed({ id: "taken", state: "taken" })

it.each([
  ["a hold", one, true],
  ["what may be taken in parts", part, true],
  ["what is used up", { ...part, authorised_minor: 2_000 }, false],
  ["what is taken", taken, false],
  ["what no order stands for", listed({ order_id: null }), false],
])("%s can be selected: %#", (_, row, can) => {
  expect(isSelectable(row)).toBe(can)
})

describe("the selection", () => {
  const ids = (selected: ReadonlyMap<string, unknown>) => [...selected.keys()]
  const first = selectedFrom(new Map(), [one, taken], { one: true })

  it("keeps what was selected on another page, and lets go what was unselected", () => {
    const both = selectedFrom(first, [two, part], { one: true, two: true })
    expect(ids(both)).toEqual(["one", "two"])
    expect(ids(selectedFrom(both, [two, part], { two: true, one: false }))).toEqual(["two"])
  })

  it("loses what is no hold any more", () => {
    expect(ids(stillHeld(first, [{ ...one, state: "taken" }]))).toEqual([])
    expect(ids(stillHeld(first, [two]))).toEqual(["one"])
  })
})

it("asks for an order once, whatever holds it has", () => {
  expect(ordersOf([one, two, part])).toEqual(["order_1", "order_2"])
})

it("adds up what is left of each, by currency", () => {
  expect(sumsOf([one, two, part])).toEqual([
    { currency: "gbp", minor: 3_750 },
    { currency: "eur", minor: 500 },
  ])
})

it("has the server's limit", () => {
  expect(MAX_ORDERS).toBe(MAX_BULK_ORDERS)
})

it("says whether a hold ends with it", () => {
  expect([endsHolds([part]), endsHolds([part, one])]).toEqual([false, true])
})
