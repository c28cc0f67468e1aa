import { mendingOf, type Line, type OrderList, type Row } from "./order-lists"

/** Rule 5: what core leaves in the list of an order, and what makes it right. */

const row = (id: string, amount: string): Row => ({
  id,
  reference: id.startsWith("capt") ? "capture" : "refund",
  amount,
})
const line = (id: string, reference_id: string, amount: string): Line => ({
  id,
  reference: amount.startsWith("-") ? "refund" : "capture",
  reference_id,
  amount,
})
const wanted = ({ id, reference, amount }: Row) => ({ reference, reference_id: id, amount })

const TAKEN = row("capt_1", "80")
const PART = row("ref_1", "-20")
const REST = row("ref_2", "-60")
const CAPTURED = line("x1", "capt_1", "80")
const REFUNDED = line("x2", "ref_1", "-20")
const WHOLE = line("x3", "pay_1", "-60")

const list = (canceled: boolean, rows: Row[], lines: Line[]): OrderList => ({
  canceled,
  currency_code: "gbp",
  payments: [{ payment_id: "pay_1", rows }],
  lines,
})

type Case = [string, Row[], Line[], { add: Row[]; remove: string[] } | undefined]

const check =
  (canceled: boolean) =>
  (_: string, rows: Row[], lines: Line[], expected: Case[3]): void => {
    const mending = expected && { add: expected.add.map(wanted), remove: expected.remove }
    const found = mendingOf(list(canceled, rows, lines))
    expect(found && { ...found, remove: found.remove.map(({ id }) => id) }).toEqual(mending)
  }

describe.each([true, false])("rule 5: an order, cancelled: %s", (canceled) => {
  it.each<Case>([
    ["nothing, when it is level", [TAKEN, PART], [CAPTURED, REFUNDED], undefined],
    [
      "nothing, when one line stands for what has none",
      [TAKEN, PART, REST],
      [CAPTURED, REFUNDED, WHOLE],
      undefined,
    ],
    [
      "a line whose row is gone",
      [TAKEN],
      [line("x0", "capt_9", "80"), CAPTURED, line("x9", "ref_9", "-7")],
      { add: [], remove: ["x0", "x9"] },
    ],
    [
      "lines with another amount",
      [TAKEN, PART],
      [line("x1", "capt_1", "79.99"), line("x2", "ref_1", "-80")],
      { add: [TAKEN, PART], remove: ["x1", "x2"] },
    ],
    [
      "of two for one row the second",
      [TAKEN],
      [CAPTURED, line("x4", "capt_1", "80.00")],
      { add: [], remove: ["x4"] },
    ],
    [
      "of two for one row the wrong one",
      [TAKEN],
      [line("x0", "capt_1", "1"), CAPTURED],
      { add: [], remove: ["x0"] },
    ],
  ])("%s", check(canceled))
})

describe("rule 5: an order that two people cancelled at once", () => {
  it.each<Case>([
    [
      "a refund of the whole that was never made",
      [TAKEN],
      [CAPTURED, line("x5", "pay_1", "-80")],
      { add: [], remove: ["x5"] },
    ],
    [
      "lacks the refund that was taken away again",
      [TAKEN, PART, REST],
      [CAPTURED, REFUNDED],
      { add: [REST], remove: [] },
    ],
    ["lacks a capture", [TAKEN, PART, REST], [REFUNDED, WHOLE], { add: [TAKEN], remove: [] }],
    [
      "has the refund twice",
      [TAKEN, PART, REST],
      [CAPTURED, REFUNDED, WHOLE, line("x4", "pay_1", "-60")],
      { add: [REST], remove: ["x3", "x4"] },
    ],
    [
      "counts again what was refunded beside it",
      [TAKEN, PART, REST],
      [CAPTURED, REFUNDED, line("x4", "pay_1", "-80")],
      { add: [REST], remove: ["x4"] },
    ],
    [
      "counts too little of it",
      [TAKEN, row("ref_3", "-80")],
      [CAPTURED, line("x4", "pay_1", "-50")],
      { add: [row("ref_3", "-80")], remove: ["x4"] },
    ],
  ])("%s", check(true))
})

describe("rule 5: a live order", () => {
  it.each<Case>([
    ["gets what it lacks with its credit line, not here", [TAKEN, PART], [CAPTURED], undefined],
    [
      "keeps what was paid back in another way, which is booked for the payment",
      [TAKEN, PART],
      [CAPTURED, REFUNDED, line("x4", "pay_1", "-30")],
      undefined,
    ],
    [
      "keeps it also beside lines that are wrong",
      [TAKEN],
      [line("x1", "capt_1", "79"), line("x4", "pay_1", "-80")],
      { add: [TAKEN], remove: ["x1"] },
    ],
  ])("%s", check(false))

  it("with two payments: a line for one says nothing of the other", () => {
    const second = { payment_id: "pay_2", rows: [row("capt_2", "5"), row("ref_5", "-5")] }
    const first = list(false, [TAKEN, REST], [CAPTURED, line("x2", "capt_2", "5"), WHOLE])
    expect(mendingOf({ ...first, payments: [...first.payments, second] })).toBeUndefined()
  })
})
