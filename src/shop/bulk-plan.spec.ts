import { capturedSince, planOrder, sayLess, type OrderFacts, type OrderPayment } from "./bulk-plan"

const payment = (given: Partial<OrderPayment> = {}): OrderPayment => ({
  id: "pay_1",
  amount: "30",
  canceled: false,
  captured: "0",
  refunded: "0",
  unbooked: "0",
  actors: "0",
  rootId: "sptx_1",
  state: "deferred",
  oursMinor: 0,
  unsent: false,
  raised: false,
  open: null,
  ...given,
})

const order = (given: Partial<OrderFacts> = {}): OrderFacts => ({
  currency: "GBP",
  canceled: false,
  total: "30",
  booked: "0",
  onItsWayMinor: 0,
  payments: [payment()],
  ...given,
})

const captures = (facts: OrderFacts) => {
  const plan = planOrder(facts)
  return plan.do === "capture" ? plan.captures.map((one) => [one.paymentId, one.amountMinor]) : plan
}

const other = { rootId: null, state: null, oursMinor: null }
const open = { id: "spint_1", kind: "capture", amount_minor: 3_000, currency: "GBP" } as const

describe("what is captured: what Medusa's payment has left, and never more than the order comes to", () => {
  const AUTHENTICATED = { state: "authenticated", amount: "30" } as const
  const table: readonly (readonly [string, OrderFacts, readonly (readonly [string, number])[]])[] =
    [
      ["a hold", order(), [["pay_1", 3_000]]],
      [
        "the rest of an AUTHENTICATE",
        order({
          booked: "12.5",
          payments: [payment({ ...AUTHENTICATED, captured: "12.5", oursMinor: 1_250 })],
        }),
        [["pay_1", 1_750]],
      ],
      [
        "a total with many digits, rounded once",
        order({ total: "41.352", payments: [payment({ amount: "41.352" })] }),
        [["pay_1", 4_135]],
      ],
      [
        "what is left of such a total",
        order({
          total: "41.352",
          booked: "17.38",
          payments: [
            payment({ ...AUTHENTICATED, amount: "41.352", captured: "17.38", oursMinor: 1_738 }),
          ],
        }),
        [["pay_1", 2_397]],
      ],
      [
        "two holds",
        order({ total: "50", payments: [payment(), payment({ id: "pay_2", amount: "20" })] }),
        [
          ["pay_1", 3_000],
          ["pay_2", 2_000],
        ],
      ],
      [
        "an order that comes to less than its two holds",
        order({ total: "35", payments: [payment(), payment({ id: "pay_2", amount: "20" })] }),
        [
          ["pay_1", 3_000],
          ["pay_2", 500],
        ],
      ],
      ["an order that grew, up to the hold", order({ total: "55" }), [["pay_1", 3_000]]],
      [
        "beside what another provider took",
        order({
          total: "40",
          booked: "15",
          payments: [payment(), payment({ ...other, id: "pay_2", captured: "15" })],
        }),
        [["pay_1", 2_500]],
      ],
      [
        "less what another provider took and the order has not counted yet",
        order({
          payments: [payment(), payment({ ...other, id: "pay_2", captured: "15", unbooked: "15" })],
        }),
        [["pay_1", 1_500]],
      ],
      [
        "less what the ledger has taken and nobody has counted yet",
        order({
          payments: [
            payment(),
            payment({ id: "pay_2", amount: "10", state: "taken", oursMinor: 1_000 }),
          ],
        }),
        [["pay_1", 2_000]],
      ],
      ["less a charge on its way", order({ onItsWayMinor: 2_900 }), [["pay_1", 100]]],
      [
        "yen",
        order({ currency: "JPY", total: "3000", payments: [payment({ amount: "3000" })] }),
        [["pay_1", 3_000]],
      ],
    ]

  it.each(table)("%s", (_name, facts, expected) => {
    expect(captures(facts)).toEqual(expected)
  })
})

describe("what is not captured, and why", () => {
  const table: readonly (readonly [string, OrderFacts, string, RegExp])[] = [
    ["no payment", order({ payments: [] }), "nothing", /no payment by Sage Pay/],
    [
      "another provider's",
      order({ payments: [payment(other)] }),
      "nothing",
      /no payment by Sage Pay/,
    ],
    ["a cancelled order", order({ canceled: true }), "nothing", /cancelled/],
    [
      "captured already",
      order({
        booked: "30",
        payments: [payment({ state: "taken", captured: "30", oursMinor: 3_000 })],
      }),
      "nothing",
      /captured already/,
    ],
    [
      "a hold that has ended",
      order({ payments: [payment({ state: "aborted" })] }),
      "nothing",
      /Nothing is held/,
    ],
    [
      "a cancelled payment",
      order({ payments: [payment({ canceled: true })] }),
      "nothing",
      /Nothing is held/,
    ],
    [
      "nothing owed",
      order({ booked: "30" }),
      "nothing",
      /no more than what is paid.*30\.00.*stays held/,
    ],
    ["no total", order({ total: null }), "fail", /no total/],
    [
      "in doubt",
      order({ payments: [payment({ open: { ...open, inDoubt: true } })] }),
      "fail",
      /spint_1/,
    ],
    [
      "on its way",
      order({ payments: [payment({ open: { ...open, inDoubt: false } })] }),
      "wait",
      /spint_1/,
    ],
    ["not sent yet", order({ payments: [payment({ unsent: true })] }), "wait", /not sent yet/],
    [
      "never sent, and raised",
      order({ payments: [payment({ unsent: true, raised: true })] }),
      "fail",
      /attention list/,
    ],
    [
      "another payment of it is in doubt",
      order({ payments: [payment(), payment({ id: "pay_2", open: { ...open, inDoubt: true } })] }),
      "fail",
      /not decided/,
    ],
    [
      "in doubt and cancelled: it is not said that all is well",
      order({ canceled: true, payments: [payment({ open: { ...open, inDoubt: true } })] }),
      "fail",
      /not decided/,
    ],
  ]

  it.each(table)("%s", (_name, facts, what, why) => {
    expect(planOrder(facts)).toEqual({ do: what, message: expect.stringMatching(why) })
  })
})

it("says how much of what was held is not captured", () => {
  const facts = order({ total: "30", payments: [payment({ amount: "55" })] })
  const plan = planOrder(facts)
  if (plan.do !== "capture") throw new Error(plan.message)
  expect(sayLess(plan.captures, facts)).toMatch(/25\.00/)
  expect(sayLess([{ paymentId: "pay_1", amountMinor: 1, leftMinor: 1 }], facts)).toBeNull()
})

it("counts what the person captured since, of all payments", () => {
  const payments = [payment({ actors: "10.1" }), payment({ id: "pay_2", actors: "20.2" })]
  expect(capturedSince(order({ payments }))).toBe(3_030)
})
