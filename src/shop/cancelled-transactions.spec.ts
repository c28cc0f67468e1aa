import { mendingOf, type Line, type PaymentLines } from "./cancelled-transactions"

/** Rule 5: what core leaves in the list of an order that two people cancel at once. */

const line = (id: string, reference: Line["reference"], reference_id: string, amount: string) => ({
  id,
  reference,
  reference_id,
  amount,
})
const CAPTURED = line("x1", "capture", "capt_1", "80")
const PART = line("x2", "refund", "ref_1", "-20")
const WHOLE = line("x3", "refund", "pay_1", "-60")

const PAYMENT: PaymentLines = {
  payment_id: "pay_1",
  currency_code: "gbp",
  captures: [{ id: "capt_1", amount: "80" }],
  refunds: [
    { id: "ref_2", amount: "60" },
    { id: "ref_1", amount: "20" },
  ],
  lines: [WHOLE, PART, CAPTURED],
}

const refund = (reference_id: string, amount: string) => ({
  reference: "refund",
  reference_id,
  amount,
})

it.each<[string, Partial<PaymentLines>, ReturnType<typeof mendingOf> | object]>([
  ["nothing, when it is level", {}, undefined],
  [
    "the refund that was taken away again",
    { lines: [PART, CAPTURED] },
    { add: [refund("ref_2", "-60")], remove: [] },
  ],
  [
    "both refunds",
    { lines: [CAPTURED] },
    { add: [refund("ref_2", "-60"), refund("ref_1", "-20")], remove: [] },
  ],
  [
    "what no row explains, for the payment",
    {
      refunds: [{ id: "ref_2", amount: "80" }],
      lines: [line("x4", "refund", "pay_1", "-50"), CAPTURED],
    },
    { add: [refund("pay_1", "-30")], remove: [] },
  ],
  [
    "one of two, the newer",
    { lines: [line("x4", "refund", "pay_1", "-60"), WHOLE, PART, CAPTURED] },
    { add: [], remove: ["x4"] },
  ],
  [
    "a cancel that booked what was refunded beside it",
    { lines: [line("x4", "refund", "pay_1", "-80"), PART, CAPTURED] },
    { add: [refund("pay_1", "-60")], remove: ["x4"] },
  ],
  [
    "a capture that was lost",
    { lines: [WHOLE, PART] },
    { add: [{ reference: "capture", reference_id: "capt_1", amount: "80" }], remove: [] },
  ],
  [
    "nothing, when no line explains it",
    {
      lines: [
        line("x6", "refund", "ref_9", "-7"),
        line("x5", "refund", "ref_9", "-7"),
        line("x4", "refund", "ref_2", "-60"),
        PART,
        CAPTURED,
      ],
    },
    undefined,
  ],
])("rule 5: adds or takes away %s", (_, over, expected) => {
  expect(mendingOf({ ...PAYMENT, ...over })).toEqual(expected)
})
