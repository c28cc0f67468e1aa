import {
  raise,
  resolveById,
  resolveFinding,
  type NewFinding,
} from "../src/modules/sagepay/findings"
import { attentionList, transactionOf } from "../src/modules/sagepay/attention-list"
import { resolveSettled } from "../src/workflows/attention/settled"
import { LedgerBench } from "./helpers/ledger"

/** What is raised, once, what can be done about it, and when it leaves the list. */

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.database("sagepay_finding").delete()
  await bench.database("sagepay_outbox").delete()
})

const FINDING: NewFinding = {
  kind: "books_apart",
  subject_id: "sptx_1",
  order_id: "order_1",
  message: "GBP 20.00 here, GBP 30.00 there.",
  facts: { ours_minor: 2_000 },
}

const say = (finding: Partial<NewFinding> = {}) => bench.ledger.raise({ ...FINDING, ...finding })
const open = () => bench.database("sagepay_finding").where({ status: "open" })
const events = () => bench.database("sagepay_outbox").orderBy("created_at")

const raised = async (count: number) => {
  for (let n = 0; n < count; n++) await say({ subject_id: `sptx_${n}` })
}
describe("a finding", () => {
  it("is raised once, with one event that tells of it", async () => {
    await say()
    await say()
    const [finding, ...others] = await open()
    expect(others).toEqual([])
    expect(finding).toMatchObject(FINDING)
    const { facts: _facts, ...told } = FINDING
    expect(await events()).toEqual([
      expect.objectContaining({
        name: "sagepay.attention_required",
        payload: { ...told, id: finding.id },
        delivered_at: null,
        attempts: 0,
      }),
    ])
  })

  it("raised by many at once is raised once", async () => {
    const others = [bench.anotherProcess(), bench.anotherProcess()]
    await Promise.all(
      [bench.ledger, ...others].flatMap((ledger) => [ledger.raise(FINDING), ledger.raise(FINDING)])
    )
    expect(await open()).toHaveLength(1)
    expect(await events()).toHaveLength(1)
  })

  it("has its words and facts brought up to date while it is open, and says it no second time", async () => {
    await say()
    const message = "GBP 10.00 here, GBP 30.00 there."
    await say({ message })
    expect(await open()).toEqual([expect.objectContaining({ message, facts: FINDING.facts })])
    await say({ message, facts: { ours_minor: 1_000 } })
    expect(await open()).toEqual([expect.objectContaining({ facts: { ours_minor: 1_000 } })])
    expect(await events()).toHaveLength(1)
  })

  it("keeps the order that it knows of, and learns of one", async () => {
    await say({ order_id: null })
    await say()
    await say({ order_id: null })
    expect(await open()).toEqual([expect.objectContaining({ order_id: "order_1" })])
  })

  it("that stands as it is takes no lock: two sweeps in opposite orders do not wait for each other", async () => {
    await raised(2)
    await bench.database.transaction(async (one) => {
      await raise(one, { ...FINDING, subject_id: "sptx_0" })
      await bench.database.transaction(async (other) => {
        await other.raw("set local lock_timeout = '1s'")
        await raise(other, { ...FINDING, subject_id: "sptx_1" })
        await raise(other, { ...FINDING, subject_id: "sptx_0" })
      })
      await raise(one, { ...FINDING, subject_id: "sptx_1" })
    })
  })

  it("and its event stand or fall with the transaction around them", async () => {
    const undone = bench.ledger.inTransaction(async (knex) => {
      await raise(knex, FINDING)
      throw new Error("The rest failed")
    })
    await expect(undone).rejects.toThrow("The rest failed")
    expect([...(await open()), ...(await events())]).toEqual([])
  })

  it("is resolved once, by kind and subject or by id, with one event that says by whom", async () => {
    await say()
    await say({ kind: "hold_kept" })
    const resolve = () =>
      resolveFinding(bench.database, "books_apart", "sptx_1", "They agree again.", "sagepay")
    await resolve()
    await resolve()
    const [kept] = await open()
    const by = await resolveById(bench.database, kept.id, "seen to", "user_1")
    expect(by).toMatchObject({ status: "resolved", resolution: "seen to", resolved_by: "user_1" })
    expect(await resolveById(bench.database, kept.id, "seen to", "user_2")).toBeUndefined()
    const told = (await events()).filter(({ name }) => name === "sagepay.attention_resolved")
    expect(told.map(({ payload }) => payload)).toEqual([
      expect.objectContaining({ kind: "books_apart", resolved_by: "sagepay" }),
      expect.objectContaining({ id: kept.id, kind: "hold_kept", resolution: "seen to" }),
    ])
  })

  it("that comes back is a new one", async () => {
    await say()
    await resolveFinding(bench.database, "books_apart", "sptx_1", "They agree.", "sagepay")
    await say()
    expect(await open()).toHaveLength(1)
    expect(await events()).toHaveLength(3)
  })
})

describe("what can be done about a finding", () => {
  const offered = async (kind: string) => {
    const { attention } = await attentionList(bench.database, { kind, limit: 9, offset: 0 })
    return attention[0]?.choices.map(({ id, path }) => [id, path.split("/")[4]])
  }

  it("money of a cancelled order, or of none, is given back at the gateway, where it was taken", async () => {
    const { root } = await bench.paid("PAYMENT")
    const held = await bench.paid("AUTHENTICATE")
    await bench.capture(held, 1_000)
    const { transactions } = await bench.ledger.family(held.root.id)
    const taking = transactions.find(({ kind }) => kind === "AUTHORISE")?.id
    await say({ kind: "taken_without_order", subject_id: root.id })
    await say({ kind: "cancelled_order_not_refunded", subject_id: held.root.id })
    const [ofRoot, ofTaking] = [
      await offered("taken_without_order"),
      await offered("cancelled_order_not_refunded"),
    ]
    expect(ofRoot).toEqual([
      ["refund_at_gateway", root.id],
      ["void_at_gateway", root.id],
      ["look_again", expect.any(String)],
      ["resolve", expect.any(String)],
    ])
    expect(ofTaking?.slice(1, 3)).toEqual([
      ["refund_at_gateway", taking],
      ["void_at_gateway", taking],
    ])
    await bench.refund(held, 1_000)
    expect((await offered("cancelled_order_not_refunded"))?.map(([id]) => id)).toEqual([
      "retry",
      "resolve",
    ])
  })

  it.each([
    ["PAYMENT", ["refund_at_gateway"]],
    ["DEFERRED", ["released", "abort_at_gateway"]],
    ["AUTHENTICATE", ["cancel_at_gateway"]],
  ] as const)(
    "a difference about a %s: %p, of the transaction that its facts name",
    async (type, ids) => {
      const { root } = await bench.paid(type)
      await say({
        kind: "differs_at_gateway",
        subject_id: "{made}",
        facts: { transaction_id: root.id },
      })
      expect(await offered("differs_at_gateway")).toEqual([
        ["look_again", expect.any(String)],
        ...ids.map((id) => [id, root.id]),
        ["resolve", expect.any(String)],
      ])
      const [{ id: finding }] = await open()
      expect((await transactionOf(bench.database, finding))?.id).toBe(root.id)
    }
  )
})

describe("a hold that is gone leaves the list", () => {
  const TABLES = ["payment", "order", "order_payment_collection", "capture", "refund"]
  beforeAll(async () => {
    for (const table of TABLES) {
      await bench.database.schema.createTable(table, (row) => {
        for (const id of ["id", "payment_id", "payment_collection_id", "payment_session_id"])
          row.text(id)
        for (const id of ["order_id", "status"]) row.text(id)
        row.decimal("amount")
        row.jsonb("raw_amount")
        row.timestamp("deleted_at")
      })
    }
  })
  afterAll(async () => {
    for (const table of TABLES) await bench.database.schema.dropTable(table)
  })

  it.each([
    ["nothing was captured", "pending", [], 1],
    ["a part was captured", "pending", [20], 1],
    ["what was captured covers the payment", "pending", [20, 10], 0],
    ["the order is cancelled", "canceled", [], 0],
  ] as const)("when %s", async (_, status, captures, left) => {
    for (const table of TABLES) await bench.database(table).del()
    const { root } = await bench.paid("DEFERRED")
    await bench
      .database("payment")
      .insert({ id: root.payment_id, payment_collection_id: "pc", amount: 30 })
    await bench
      .database("order_payment_collection")
      .insert({ payment_collection_id: "pc", order_id: "order_1" })
    await bench.database("order").insert({ id: "order_1", status })
    for (const amount of captures) {
      const raw_amount = JSON.stringify({ value: String(amount) })
      await bench.database("capture").insert({ payment_id: root.payment_id, amount, raw_amount })
    }
    await say({ kind: "hold_gone", subject_id: root.id })
    await resolveSettled(bench.ledger)
    expect(await open()).toHaveLength(left)
  })
})
