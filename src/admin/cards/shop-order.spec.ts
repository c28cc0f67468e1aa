import { bestMatches, chosenOrder, soughtIn, type ShopOrder } from "./shop-order"

const order = (extra: Partial<ShopOrder> = {}): ShopOrder => ({
  id: "order_1",
  display_id: 12,
  status: "pending",
  currency_code: "gbp",
  ...extra,
})
const owed = (amount_minor: number) => ({ amount_minor, currency_code: "gbp" })

it("owes what the server says, and nothing when it is cancelled", () => {
  expect(chosenOrder(order(), owed(1100))).toMatchObject({ currency: "GBP", owedMinor: 1100 })
  expect(chosenOrder(order(), null).owedMinor).toBe(0)
  expect(chosenOrder(order({ status: "canceled" }), owed(500))).toMatchObject({
    isCancelled: true,
    owedMinor: 0,
  })
})

it.each([
  ["", { by: "nothing" }],
  ["12", { by: "number", number: "12" }],
  [" #12 ", { by: "number", number: "12" }],
  ["order_01K0ABC", { by: "id", id: "order_01K0ABC" }],
  ["4929 0000 0000 6", { by: "mistake" }],
  ["4929000000006", { by: "mistake" }],
  ["order_4929 0000", { by: "mistake" }],
  ["Ann", { by: "mistake" }],
])("seeks by number or id only: %j", (typed, sought) => {
  expect(soughtIn(typed)).toEqual(sought)
})

it("finds numbers, and not what else has these digits", () => {
  const listed = (...numbers: number[]) =>
    numbers.map((display_id) => ({ id: `order_${display_id}`, display_id }))
  const found = bestMatches("12", listed(3, 12, 120, 121, 122, 123), listed(1200, 124))
  expect(found.map(({ display_id, isDraft }) => [display_id, isDraft])).toEqual([
    [12, false],
    [120, false],
    [121, false],
    [122, false],
    [123, false],
  ])
  expect(bestMatches("124", [], listed(1240, 124))).toMatchObject([
    { display_id: 124, isDraft: true },
    { display_id: 1240 },
  ])
})
