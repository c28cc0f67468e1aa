import { readFileSync } from "node:fs"
import path from "node:path"
import { REFUSAL_CODES, type Refusal, type RefusalCode } from "../../protocol/refusals"
import { actionsOf } from "./press-overview"
import { judge, type PressAction, type PressFacts, type PressSituation } from "./press-rules"
import type { IntentRow, OperationRow, TransactionRow } from "./rows"

const NOW = new Date("2026-07-01T12:00:00Z")
const DAY = 86_400_000

const transaction = (over: Partial<TransactionRow>): TransactionRow =>
  ({
    id: "root",
    root_id: "root",
    kind: "PAYMENT",
    state: "taken",
    currency: "GBP",
    amount_minor: 3_000,
    taken_minor: 3_000,
    authorised_minor: 0,
    refunded_minor: 0,
    authorised_at: NOW,
    taken_at: NOW,
    settled_at: null,
    ...over,
  }) as TransactionRow

const taken = transaction({})
const held = transaction({ kind: "DEFERRED", state: "deferred", taken_minor: 0, taken_at: null })
const kept = transaction({ ...held, kind: "AUTHENTICATE", state: "authenticated" })
const refund = transaction({ id: "refund", kind: "REFUND", state: "credited", taken_minor: 0 })

const intent = (over: Partial<IntentRow>): IntentRow =>
  ({
    id: "spint_1",
    kind: "capture",
    status: "done",
    currency: "GBP",
    amount_minor: 1_000,
    moved_minor: 0,
    source: "press",
    source_id: "key",
    claimed_by: null,
    ...over,
  }) as IntentRow

type Given = Partial<PressFacts> & {
  readonly intents?: IntentRow[]
  readonly operations?: Partial<OperationRow>[]
}

function situationOf(target: TransactionRow, given: Given): PressSituation {
  const { intents = [], operations = [], ...facts } = given
  const root = target.id === "root" ? target : taken
  return {
    family: { root, transactions: root === target ? [root] : [root, target], intents },
    operations: operations as OperationRow[],
    facts: {
      order: { id: "order_1", canceled: false },
      captureIds: [],
      refundIds: [],
      capturedMinor: 0,
      refundedMinor: 0,
      payment: { id: "pay_1", amountMinor: 3_000, canceled: false },
      owed: { orderId: "order_1", currency: "GBP", minor: 500 },
      ...facts,
    },
    now: NOW,
  }
}

const canceled = { order: { id: "order_1", canceled: true } }
const nobodyOwes = { owed: { orderId: "order_1", currency: "GBP", minor: 0 } }
const canceledPayment = { payment: { id: "pay_1", amountMinor: 3_000, canceled: true } }
const inMoney = (amount_minor: number) => ({ amount_minor, currency_code: "gbp" })
const longAgo = { authorised_at: new Date(NOW.getTime() - 30 * DAY) }
const yesterday = { taken_at: new Date(NOW.getTime() - DAY) }
const medusas = [intent({ source: "medusa_refund", kind: "refund" })]
const madeIt = [{ intent_id: "spint_1", made_transaction_id: "refund" }]

type Row = [
  code: Exclude<RefusalCode, "undecided">,
  action: PressAction,
  target: TransactionRow,
  given: Given,
  values: object,
  settles?: true,
]

const ROWS: Row[] = [
  ["wrong_kind", "RELEASE", taken, {}, { action: "RELEASE", kind: "PAYMENT" }],
  ["wrong_state", "REFUND", held, {}, { action: "REFUND", state: "deferred" }],
  ["too_late", "RELEASE", transaction({ ...held, ...longAgo }), {}, { days: 30 }],
  ["settled", "VOID", transaction(yesterday), {}, {}],
  ["refund_exists", "VOID", transaction({ refunded_minor: 700 }), {}, inMoney(700)],
  ["nothing_left", "REFUND", transaction({ refunded_minor: 3_000 }), {}, inMoney(3_000)],
  ["order_cancelled", "RELEASE", held, canceled, {}],
  ["no_order", "REPEAT", taken, { owed: null }, {}, true],
  ["nothing_owed", "REPEAT", taken, nobodyOwes, {}, true],
  ["capture_awaited", "ABORT", held, { capturedMinor: 800 }, inMoney(800)],
  ["payment_cancelled", "RELEASE", held, canceledPayment, {}],
  [
    "captured_in_full",
    "AUTHORISE",
    kept,
    { capturedMinor: 3_000 },
    { action: "AUTHORISE", ...inMoney(3_000) },
  ],
  ["captured_in_part", "VOID", taken, { capturedMinor: 2_000 }, inMoney(2_000)],
  ["refund_counted", "VOID", refund, { intents: medusas, operations: madeIt }, {}],
]

describe("why a button may not be pressed", () => {
  it.each(ROWS)("%s", (...row) => {
    const [code, action, target, given, values, settles] = row
    expect(judge(action, target, situationOf(target, given), settles)).toEqual({
      allowed: false,
      code,
      values,
      reason: expect.stringMatching(/\S/),
    })
  })

  it("undecided: nothing of a payment while something on it is", () => {
    const open = intent({ status: "open", kind: "repeat" })
    const views = Object.values(actionsOf(taken, situationOf(taken, { intents: [open] })))
    expect(views).toHaveLength(8)
    for (const view of views) {
      expect(view).toEqual({
        allowed: false,
        code: "undecided",
        values: { intent_kind: "repeat", intent_id: "spint_1", ...inMoney(1_000) },
        reason: expect.stringContaining("an earlier charge of GBP 10.00"),
      })
    }
  })

  it("its code is in what the form is told, beside what would settle the order", () => {
    const { AUTHORISE, RELEASE } = actionsOf(kept, situationOf(kept, { capturedMinor: 3_000 }))
    expect(AUTHORISE).toMatchObject({ allowed: false, code: "captured_in_full", owed_minor: 500 })
    const told: Refusal["code"] | undefined = RELEASE.allowed ? undefined : RELEASE.code
    expect(told).toBe("wrong_kind")
  })

  it("each code is reached here, and stands in the documentation", () => {
    const reached = new Set<RefusalCode>([...ROWS.map(([code]) => code), "undecided"])
    expect(REFUSAL_CODES.filter((code) => !reached.has(code))).toEqual([])
    const docs = readFileSync(path.join(__dirname, "../../../docs/admin-api.md"), "utf8")
    expect(REFUSAL_CODES.filter((code) => !docs.includes(`| \`${code}\` |`))).toEqual([])
  })
})
