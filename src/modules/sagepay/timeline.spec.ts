import type { Family, IntentRow, OperationRow, TransactionRow } from "./rows"
import { moneyOf } from "./takings"
import { timelineOf, type Maker } from "./timeline"

const NOW = new Date("2026-11-21T12:00:00Z")
const at = (day: number, hour = 9) => new Date(Date.UTC(2026, 10, day, hour))

function transaction(over: Partial<TransactionRow> = {}): TransactionRow {
  const row: Partial<TransactionRow> = {
    id: "t",
    root_id: "t",
    related_id: null,
    session_id: "payses_1",
    kind: "DEFERRED",
    state: "deferred",
    currency: "GBP",
    amount_minor: 3_000,
    taken_minor: 0,
    authorised_minor: 0,
    refunded_minor: 0,
    created_at: at(1),
    updated_at: at(20),
    notified_at: at(1, 10),
    authorised_at: at(1, 10),
    answered_at: at(1, 11),
    answer_status: "OK",
    answer_detail: "",
    notification_status: "OK",
    settled_at: null,
    compared_at: null,
    adopted_by: null,
    ...over,
  }
  return row as TransactionRow
}

function intent(over: Partial<IntentRow> = {}): IntentRow {
  const row: Partial<IntentRow> = {
    id: "i",
    root_id: "t",
    kind: "capture",
    source: "press",
    currency: "GBP",
    actor: "user_1",
    reason: "it was shipped",
    decided_by: null,
    decided_note: null,
    ...over,
  }
  return row as IntentRow
}

function operation(over: Partial<OperationRow> = {}): OperationRow {
  const row: Partial<OperationRow> = {
    id: "o",
    intent_id: "i",
    root_id: "t",
    transaction_id: "t",
    verb: "RELEASE",
    status: "done",
    amount_minor: 2_000,
    sent_at: at(2),
    created_at: at(2),
    reply_detail: null,
    made_transaction_id: null,
    ...over,
  }
  return row as OperationRow
}

function family(transactions: TransactionRow[], intents: IntentRow[] = []): Family {
  const [root] = transactions
  if (!root) throw new Error("A family has a root")
  return { root, transactions, intents }
}

const told = (of: Family, operations: OperationRow[] = [], maker?: Maker) =>
  timelineOf(of, operations, maker, NOW).map(({ what, by, at: when }) =>
    [what, by, when.toISOString().slice(5, 13)].join(" ")
  )

describe("what the shopper did", () => {
  it.each([
    ["a hold", {}, ["registered shopper 11-01T09", "deferred shopper 11-01T10"]],
    [
      "a payment",
      { kind: "PAYMENT", state: "taken" },
      ["registered shopper 11-01T09", "paid shopper 11-01T10"],
    ],
    [
      "on the page",
      { state: "registered", authorised_at: null, answer_status: null },
      ["registered shopper 11-01T09"],
    ],
    [
      "told, not answered",
      { state: "notified", answer_status: null },
      ["registered shopper 11-01T09", "notified gateway 11-01T10"],
    ],
    [
      "declined",
      { state: "declined", authorised_at: null },
      ["registered shopper 11-01T09", "refused gateway 11-01T11"],
    ],
    [
      "left",
      { state: "abandoned", authorised_at: null },
      ["registered shopper 11-01T09", "refused shopper 11-01T11"],
    ],
    [
      "turned away by us",
      { state: "failed", answer_status: "INVALID" },
      ["registered shopper 11-01T09", "refused shop 11-01T11"],
    ],
    [
      "let go after our OK",
      { state: "failed" },
      ["registered shopper 11-01T09", "deferred shopper 11-01T10", "refused gateway 11-20T09"],
    ],
  ] as const)("%s", (_what, over, expected) => {
    expect(told(family([transaction(over)]))).toEqual(expected)
  })

  it("says why it was refused", () => {
    const row = transaction({
      state: "failed",
      answer_status: "INVALID",
      answer_detail: "Too late.",
    })
    expect(timelineOf(family([row]), [], undefined, NOW)[1]).toMatchObject({
      reason: "Too late.",
      status: "OK",
    })
  })
})

describe("what was sent", () => {
  it("in order, each with who and why; a refused one with the gateway's words", () => {
    const row = transaction({ state: "taken", taken_minor: 2_000 })
    const refunded = transaction({ id: "r", related_id: "t", kind: "REFUND", state: "credited" })
    const operations = [
      operation({
        id: "o3",
        intent_id: "i2",
        verb: "REFUND",
        made_transaction_id: "r",
        sent_at: at(3, 10),
      }),
      operation({
        id: "o2",
        intent_id: "i2",
        verb: "VOID",
        status: "refused",
        sent_at: at(3),
        reply_detail: "5004 : settled",
      }),
      operation(),
      operation({ id: "o4", intent_id: "i3", status: "skipped" }),
    ]
    const of = family(
      [row, refunded],
      [intent(), intent({ id: "i2", actor: null, source: "medusa_refund" })]
    )
    const entries = timelineOf(of, operations, undefined, NOW)
    expect(entries.slice(2)).toMatchObject([
      {
        what: "released",
        by: "user_1",
        reason: "it was shipped",
        operation_id: "o",
        status: "done",
      },
      {
        what: "refused",
        verb: "VOID",
        by: "medusa",
        reason: "5004 : settled",
        transaction_id: "t",
      },
      { what: "refunded", verb: "REFUND", transaction_id: "r", amount_minor: 2_000 },
    ])
    expect(entries).toHaveLength(5)
  })

  it.each([
    ["sent", "unknown"],
    ["unknown", "unknown"],
    ["planned", "planned"],
    ["not_sent", "not_sent"],
  ] as const)("%s is %s", (status, what) => {
    const of = family([transaction()], [intent({ actor: null, source: "sweep" })])
    expect(told(of, [operation({ status })]).at(-1)).toBe(`${what} sagepay-sweep 11-02T09`)
  })

  it("a REPEAT begins with the press that made it", () => {
    const root = transaction({
      id: "n",
      root_id: "n",
      related_id: "t",
      session_id: null,
      kind: "REPEAT",
      state: "taken",
    })
    const maker = {
      operation: operation({ verb: "REPEAT", made_transaction_id: "n" }),
      intent: intent(),
    }
    expect(told(family([root]), [], maker)).toEqual(["repeated user_1 11-02T09"])
  })

  it("what was typed in by staff, or adopted, has no shopper", () => {
    const typed = transaction({ kind: "MANUAL", state: "taken", session_id: null })
    const made = operation({ verb: "MANUAL", made_transaction_id: "t" })
    expect(told(family([typed], [intent()]), [made])).toEqual(["paid user_1 11-02T09"])
    const lost = transaction({ ...typed, state: "registering", authorised_at: null })
    const sent = operation({ verb: "MANUAL", status: "unknown" })
    expect(told(family([lost], [intent()]), [sent])).toEqual(["unknown user_1 11-02T09"])
    const adopted = transaction({ adopted_by: "user_2", session_id: null, created_at: at(9) })
    const refund = transaction({ ...adopted, id: "r", kind: "REFUND", authorised_at: at(4) })
    expect(told(family([adopted, refund]))).toEqual([
      "deferred  11-01T10",
      "refunded  11-04T09",
      "adopted user_2 11-09T09",
    ])
  })
})

describe("what the gateway does by itself", () => {
  it("a hold lapses on its last day, or when it was found gone before", () => {
    const old = transaction({ state: "lapsed", authorised_at: new Date("2026-10-01T09:00:00Z") })
    expect(told(family([old]))).toContain("lapsed gateway 10-31T09")
    const early = transaction({ state: "lapsed", compared_at: at(15) })
    expect(told(family([early])).at(-1)).toBe("lapsed gateway 11-15T09")
  })

  it("an AUTHENTICATE that is used up has not lapsed; one with something left has", () => {
    const used = { kind: "AUTHENTICATE", state: "spent", compared_at: at(15) } as const
    expect(told(family([transaction({ ...used, authorised_minor: 3_450 })]))).toHaveLength(2)
    expect(told(family([transaction({ ...used, authorised_minor: 1_000 })])).at(-1)).toBe(
      "lapsed gateway 11-15T09"
    )
  })

  it("settlement, of what was taken", () => {
    const row = transaction({ state: "taken", taken_minor: 2_000, settled_at: at(3) })
    expect(timelineOf(family([row]), [], undefined, NOW).at(-1)).toMatchObject({
      what: "settled",
      amount_minor: 2_000,
    })
  })
})

describe("the money of a payment", () => {
  it.each([
    [[{}], [3_000, 0, 0, 0]],
    [
      [
        { kind: "AUTHENTICATE", state: "authenticated", authorised_minor: 1_000 },
        { state: "taken", taken_minor: 1_000, refunded_minor: 400 },
      ],
      [2_000, 1_000, 400, 600],
    ],
    [[{ kind: "AUTHENTICATE", state: "authenticated", authorised_minor: 3_300 }], [0, 0, 0, 0]],
    [[{ state: "voided", taken_minor: 3_000, refunded_minor: 500 }], [0, 0, 500, -500]],
    [[{ kind: "DIRECTREFUND", state: "credited" }], [0, 0, 3_000, -3_000]],
    [[{ state: "aborted" }], [0, 0, 0, 0]],
  ] as const)("%#", (rows, [held, taken, refunded, left]) => {
    const of = family(rows.map((row, at) => transaction({ id: `t${at}`, ...row })))
    expect(moneyOf(of)).toEqual({
      held_minor: held,
      taken_minor: taken,
      refunded_minor: refunded,
      left_minor: left,
    })
  })
})
