import { compareAccount, type Compared } from "../src/modules/sagepay/compare"
import { QUESTIONS_PER_RUN } from "../src/modules/sagepay/compare-run"
import type { LedgerContext } from "../src/modules/sagepay/context"
import type { IntentRow, TransactionRow } from "../src/modules/sagepay/rows"
import { askAgain } from "../src/modules/sagepay/resolve"
import type { SagepayModuleService } from "../src/modules/sagepay/service"
import { raiseOpenOperations } from "../src/modules/sagepay/upkeep"
import { FakeReports, pressInConsole } from "./helpers/gateway-books"
import { failure, FakeShop, LedgerBench, type Paid } from "./helpers/ledger"

/** The comparison with the gateway: what was done elsewhere is adopted once, and what differs is raised. */

type Tail<T extends unknown[]> = T extends [unknown, ...infer Rest] ? Rest : never

let bench: LedgerBench
let reports: FakeReports
let context: LedgerContext
const shops = new Map<string, FakeShop>()

beforeAll(async () => {
  bench = await LedgerBench.start({ reply_timeout_ms: 150 })
})
beforeEach(async () => {
  reports = new FakeReports(bench.simulator)
  context = contextOf(bench.ledger)
  // Each test has the gateway and the ledger to itself.
  for (const table of ["transaction", "intent", "operation", "finding", "installation"]) {
    await bench.database(`sagepay_${table}`).del()
  }
  bench.simulator.control.reset()
})
afterAll(() => bench.close())

function contextOf(ledger: SagepayModuleService, aheadMs = 0): LedgerContext {
  const now = () => new Date(Date.now() + aheadMs)
  return { ...ledger.context, now, reportingFor: () => reports }
}

const options = (again = false) => ({
  again,
  readShop: (_: unknown, root: TransactionRow) =>
    Promise.resolve((shops.get(root.id) ?? new FakeShop()).facts()),
})

async function compare(again = false, given = context): Promise<Compared> {
  const compared = await compareAccount(given, null, options(again))
  if (!compared) throw new Error("Nobody could be asked")
  return compared
}

async function paid(...args: Parameters<LedgerBench["paid"]>): Promise<Paid> {
  const made = await bench.paid(...args)
  shops.set(made.root.id, made.shop)
  return made
}

/** Long enough ago that no report lags behind. */
async function quiet({ root }: Paid): Promise<void> {
  const ago = new Date(Date.now() - 3_600_000)
  await bench
    .database("sagepay_transaction")
    .where({ root_id: root.id })
    .update({ updated_at: ago })
  await bench
    .database("sagepay_intent")
    .where({ root_id: root.id })
    .update({ updated_at: ago, created_at: ago })
}

async function intents({ root }: Paid): Promise<Pick<IntentRow, "kind" | "moved_minor">[]> {
  const { intents: rows } = await bench.ledger.family(root.id)
  return rows
    .filter((row) => row.source === "console")
    .map(({ kind, moved_minor }) => ({ kind, moved_minor }))
}

const kinds = async () => (await bench.findings()).map(({ kind }) => kind)
const atGateway = (...args: Tail<Parameters<typeof pressInConsole>>) =>
  pressInConsole(bench.simulator, ...args)
const vps = ({ root }: Paid) => root.vps_tx_id ?? ""

describe("what was done in the gateway's console", () => {
  const CASES = [
    ["RELEASE", "DEFERRED", 2_000, { state: "taken", taken_minor: 2_000 }, "capture", 2_000],
    ["AUTHORISE", "AUTHENTICATE", 2_000, { authorised_minor: 2_000 }, "capture", 2_000],
    ["REFUND", "PAYMENT", 1_000, { refunded_minor: 1_000 }, "refund", 1_000],
    ["VOID", "PAYMENT", undefined, { state: "voided" }, "refund", 3_000],
    ["ABORT", "DEFERRED", undefined, { state: "aborted" }, "cancel", 0],
    ["CANCEL", "AUTHENTICATE", undefined, { state: "cancelled" }, "cancel", 0],
  ] as const

  it.each(CASES)("a %s is adopted once", async (verb, type, amount, after, kind, moved) => {
    const payment = await paid(type)
    const made = atGateway(verb, vps(payment), amount)
    const { moved: roots } = await compare()
    expect(roots).toEqual([payment.root.id])
    await compare(true)
    expect(await bench.rootOf(payment.root)).toMatchObject(after)
    expect(await intents(payment)).toEqual([{ kind, moved_minor: moved }])
    expect(await bench.net(payment)).toBe((await bench.gateway(payment)).net)
    const key = made === vps(payment) ? `${made}:${verb}` : made
    const { intents: rows } = await bench.ledger.family(payment.root.id)
    expect(rows.map(({ source_id }) => source_id)).toEqual([key])
  })

  it.each(CASES)("a %s found by two processes is one", async (verb, type, amount, _, kind) => {
    const payment = await paid(type)
    atGateway(verb, vps(payment), amount)
    const other = contextOf(bench.anotherProcess())
    await Promise.all([compare(), compare(true, other), compare(true), compare(false, other)])
    await compare(true)
    expect((await intents(payment)).map((row) => row.kind)).toEqual([kind])
    expect(await bench.net(payment)).toBe((await bench.gateway(payment)).net)
  })

  it.each(CASES)(
    "a %s that another process found meanwhile",
    async (verb, type, amount, _, kind) => {
      const payment = await paid(type)
      atGateway(verb, vps(payment), amount)
      const other = contextOf(bench.anotherProcess())
      reports.meanwhile = async () => {
        await compare(true, other)
      }
      await compare()
      expect((await intents(payment)).map((row) => row.kind)).toEqual([kind])
      expect(await bench.net(payment)).toBe((await bench.gateway(payment)).net)
    }
  )

  it("a refund's key is taken over sealed, so that it can be acted upon", async () => {
    const payment = await paid("PAYMENT")
    const made = atGateway("REFUND", vps(payment), 1_000)
    await compare()
    const row = await bench.ledger.transactionBy({ vps_tx_id: made })
    const { security_key, tx_auth_no } = bench.simulator.control.transaction(made)
    expect(row).toMatchObject({ kind: "REFUND", state: "credited", tx_auth_no })
    expect(row?.security_key).not.toContain(security_key)
    expect(context.sealer.open(row?.security_key ?? "", made)).toBe(security_key)
  })

  it("limits what the store may refund afterwards", async () => {
    const payment = await paid("PAYMENT")
    atGateway("REFUND", vps(payment), 1_000)
    await compare()
    payment.shop.refunds.set((await only(payment)).id, 1_000)
    expect((await failure(bench.refund(payment, 2_001))).code).toBe("not_allowed")
    await bench.refund(payment, 2_000)
    expect(await bench.booksOf(payment)).toEqual({ net: 0, held: 0 })
  })

  it("a release and a refund of it, both since the last look", async () => {
    const payment = await paid("DEFERRED")
    atGateway("RELEASE", vps(payment), 2_500)
    atGateway("REFUND", vps(payment), 500)
    await compare()
    expect(await intents(payment)).toEqual([
      { kind: "capture", moved_minor: 2_500 },
      { kind: "refund", moved_minor: 500 },
    ])
    expect(await bench.net(payment)).toBe(2_000)
  })

  it("a release that was voided again ends the hold, and nothing was taken", async () => {
    const payment = await paid("DEFERRED")
    atGateway("RELEASE", vps(payment))
    atGateway("VOID", vps(payment))
    await compare()
    expect(await bench.rootOf(payment.root)).toMatchObject({ state: "voided", taken_minor: 0 })
    expect(await intents(payment)).toEqual([{ kind: "cancel", moved_minor: 0 }])
    expect(await kinds()).toEqual(["hold_gone"])
  })

  it("an AUTHORISE that was voided again", async () => {
    const payment = await paid("AUTHENTICATE")
    const made = atGateway("AUTHORISE", vps(payment), 1_000)
    atGateway("VOID", made)
    await compare()
    expect((await bench.rootOf(payment.root)).authorised_minor).toBe(1_000)
    expect(await bench.net(payment)).toBe(0)
    expect(await intents(payment)).toEqual([
      { kind: "capture", moved_minor: 1_000 },
      { kind: "refund", moved_minor: 1_000 },
    ])
  })

  it("a refund that was voided again is known and moved nothing", async () => {
    const payment = await paid("PAYMENT")
    const made = atGateway("REFUND", vps(payment), 500)
    atGateway("VOID", made)
    await compare()
    expect(await intents(payment)).toEqual([])
    expect(await bench.ledger.transactionBy({ vps_tx_id: made })).toMatchObject({ state: "voided" })
    expect(await kinds()).toEqual([])
  })

  it("a refund of ours that was voided there is raised, for Medusa cannot take it back", async () => {
    const payment = await paid("PAYMENT")
    await bench.refund(payment, 1_000)
    const refund = bench.familyAtGateway(payment.root).find((row) => row.tx_type === "REFUND")
    atGateway("VOID", refund?.vps_tx_id ?? "")
    await compare()
    expect((await bench.rootOf(payment.root)).refunded_minor).toBe(0)
    expect(await bench.net(payment)).toBe((await bench.gateway(payment)).net)
    expect(await intents(payment)).toEqual([{ kind: "cancel", moved_minor: 1_000 }])
    expect(await kinds()).toEqual(["refund_voided"])
  })

  it("a REPEAT becomes a payment of its own, and is raised", async () => {
    const payment = await paid("PAYMENT")
    const made = atGateway("REPEAT", vps(payment), 700)
    await compare()
    const row = await bench.ledger.transactionBy({ vps_tx_id: made })
    expect(row).toMatchObject({ root_id: row?.id, related_id: payment.root.id, taken_minor: 700 })
    expect(await bench.net(payment)).toBe(3_000)
    expect(await kinds()).toEqual(["charged_in_console"])
  })

  it("takes what the store was told about it off the list", async () => {
    const payment = await paid("PAYMENT")
    atGateway("VOID", vps(payment))
    expect((await failure(bench.refund(payment, 3_000))).code).toBe("refused")
    expect(await kinds()).toContain("done_elsewhere")
    await compare()
    expect(await kinds()).not.toContain("done_elsewhere")
    expect(await bench.net(payment)).toBe(0)
  })

  it("a refund there and a void by the store before anybody knew of it: paid back twice, and said", async () => {
    const payment = await paid("PAYMENT")
    atGateway("REFUND", vps(payment), 500)
    await bench.refund(payment, 3_000)
    expect((await bench.gateway(payment)).net).toBe(-500)
    await compare()
    await compare(true)
    expect(await bench.findings()).toMatchObject([
      {
        kind: "paid_back_twice",
        message: expect.stringContaining("has that money twice") as string,
      },
    ])
  })

  it("ends the hold of a live order: raised; of a cancelled one: not", async () => {
    const [live, dead] = [await paid("DEFERRED"), await paid("DEFERRED")]
    dead.shop.order = { id: "order_2", canceled: true }
    for (const payment of [live, dead]) atGateway("ABORT", vps(payment))
    await compare()
    const found = await bench.findings()
    expect(found.map(({ kind, subject_id }) => [kind, subject_id])).toEqual([
      ["hold_gone", live.root.id],
    ])
  })

  async function only({ root }: Paid): Promise<IntentRow> {
    const { intents: rows } = await bench.ledger.family(root.id)
    const [row] = rows
    if (!row) throw new Error("There is none")
    return row
  }
})

describe("while something else is going on with the payment", () => {
  it("what is undecided is left to those who decide it, and adopted after that", async () => {
    const payment = await paid("PAYMENT")
    bench.simulator.control.fault({ fault: "reset_before", match: { txType: "REFUND" } })
    expect((await failure(bench.refund(payment, 1_000))).code).toBe("unknown")
    atGateway("REFUND", vps(payment), 500)
    expect((await compare()).moved).toEqual([])
    expect(await kinds()).toEqual([])
    await bench.settle(payment, { happened: false, by: "user_ann", note: "not there" })
    expect((await compare()).moved).toEqual([payment.root.id])
    expect(await bench.net(payment)).toBe(2_500)
  })

  it("a refund of what a message of ours in doubt has made is not taken for another shop's", async () => {
    const payment = await paid("AUTHENTICATE")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "AUTHORISE" } })
    expect((await failure(bench.capture(payment, 3_000))).code).toBe("unknown")
    const made = bench.simulator.control
      .transactions()
      .find((one) => one.tx_type === "AUTHORISE" && one.root_vps_tx_id === vps(payment))
    const vpsTxId = made?.vps_tx_id ?? ""
    atGateway("REFUND", vpsTxId, 500)
    expect((await compare()).moved).toEqual([])
    const seen = { happened: true, vpsTxId, by: "user_ann", note: "it is there" }
    await bench.settle(payment, seen)
    expect((await compare()).moved).toEqual([payment.root.id])
    expect(await bench.net(payment)).toBe(2_500)
    expect((await bench.gateway(payment)).net).toBe(2_500)
  })

  it("what waits for long is written down, so that it is not forgotten", async () => {
    const payment = await paid("PAYMENT")
    bench.simulator.control.fault({ fault: "reset_before", match: { txType: "REFUND" } })
    await failure(bench.refund(payment, 1_000))
    const made = atGateway("REFUND", vps(payment), 500)
    await compare(false, contextOf(bench.ledger, 2 * 3_600_000))
    const waiting = (await bench.findings()).filter(({ kind }) => kind === "waiting_at_gateway")
    expect(waiting.map(({ subject_id }) => subject_id)).toEqual([made])
    await bench.settle(payment, { happened: false, by: "user_ann", note: "not there" })
    // A week later no list has it any more.
    const later = contextOf(bench.ledger, 7 * 86_400_000)
    await bench.database("sagepay_installation").update({ compared_until: later.now() })
    await compare(false, later)
    expect(await bench.net(payment)).toBe(2_500)
    expect(await kinds()).not.toContain("waiting_at_gateway")
  })

  it("what changed while the question was on its way is left to the next run", async () => {
    const payment = await paid("DEFERRED")
    const before = bench.simulator.control.transaction(vps(payment))
    // The report says 14; before it arrives, staff capture.
    reports.meanwhile = () => bench.capture(payment, 3_000)
    await compare()
    expect(before.state).toBe("deferred")
    expect(await intents(payment)).toEqual([])
    expect(await bench.booksOf(payment)).toEqual({ net: 3_000, held: 0 })
    await quiet(payment)
    await compare(true)
    expect(await kinds()).toEqual([])
  })

  it("what the report says of a payment that staff are at is left to the next run, too", async () => {
    const payment = await paid("AUTHENTICATE")
    reports.laidOver.set(vps(payment), { stateId: 22 })
    reports.meanwhile = () => bench.capture(payment, 1_000)
    await compare()
    expect((await bench.rootOf(payment.root)).state).toBe("authenticated")
    await compare(true)
    expect((await bench.rootOf(payment.root)).state).toBe("cancelled")
  })

  it("staff and the comparison at once end in one movement each", async () => {
    const payment = await paid("PAYMENT")
    atGateway("REFUND", vps(payment), 1_000)
    await Promise.all(
      [compare(), bench.refund(payment, 500), compare(true), compare(true)].map((work) =>
        work.catch(String)
      )
    )
    await compare(true)
    expect(await intents(payment)).toEqual([{ kind: "refund", moved_minor: 1_000 }])
    expect(await bench.net(payment)).toBe((await bench.gateway(payment)).net)
  })
})

describe("what differs", () => {
  const GONE = [8, 9, 11, 13, 20]

  it.each(GONE)("state %s: our OK was lost, so the order has no payment", async (stateId) => {
    const payment = await paid("PAYMENT")
    reports.laidOver.set(vps(payment), { stateId })
    await compare()
    expect(await bench.rootOf(payment.root)).toMatchObject({ state: "failed", taken_minor: 0 })
    expect(await kinds()).toEqual(["order_without_payment"])
  })

  it("state 9 of one that was accepted, and whose run died before it answered", async () => {
    const payment = await paid("DEFERRED")
    const ago = new Date(Date.now() - 3_600_000)
    await bench
      .database("sagepay_transaction")
      .update({ state: "notified", answer_status: null, claimed_at: ago })
    await compare()
    expect(await kinds()).toEqual([])
    reports.laidOver.set(vps(payment), { stateId: 9 })
    await compare(true)
    expect(await bench.rootOf(payment.root)).toMatchObject({
      state: "failed",
      answer_status: "INVALID",
    })
    expect(await kinds()).toEqual(["order_without_payment"])
  })

  it("unless something was done with the money: then a person looks", async () => {
    const payment = await paid("DEFERRED")
    await bench.capture(payment, 3_000)
    reports.laidOver.set(vps(payment), { stateId: 9 })
    await compare()
    expect(await kinds()).toEqual([])
    await quiet(payment)
    await compare(true)
    expect(await kinds()).toEqual(["differs_at_gateway"])
    expect(await bench.net(payment)).toBe(3_000)
  })

  it.each([
    ["DEFERRED", 27, "lapsed"],
    ["AUTHENTICATE", 26, "spent"],
  ] as const)("a hold that has ended by itself: %s, state %s", async (type, stateId, state) => {
    const payment = await paid(type)
    reports.laidOver.set(vps(payment), { stateId })
    await compare()
    expect((await bench.rootOf(payment.root)).state).toBe(state)
    expect(await kinds()).toEqual(["hold_gone"])
  })

  it("a taking that the bank did not pay changes no sum, and is raised until it is paid", async () => {
    const payment = await paid("PAYMENT")
    reports.laidOver.set(vps(payment), { stateId: 23 })
    await compare()
    expect(await bench.rootOf(payment.root)).toMatchObject({ state: "taken", gateway_state: 23 })
    expect(await bench.net(payment)).toBe(3_000)
    expect(await kinds()).toEqual(["settlement_failed"])
    reports.laidOver.set(vps(payment), { stateId: 16, batchId: "77" })
    await compare(true)
    expect(await bench.rootOf(payment.root)).toMatchObject({ batch_id: "77" })
    expect(await kinds()).toEqual([])
  })

  it.each([2, 3, 6, 7, 28])("state %s is waited for", async (stateId) => {
    const payment = await paid("DEFERRED")
    reports.laidOver.set(vps(payment), { stateId })
    await quiet(payment)
    await compare()
    expect(await bench.rootOf(payment.root)).toMatchObject({ state: "deferred" })
    expect(await kinds()).toEqual([])
  })

  it("not found counts the second time, a quiet period apart", async () => {
    const payment = await paid("DEFERRED")
    reports.laidOver.set(vps(payment), "not_found")
    await compare()
    await compare(true)
    expect(await kinds()).toEqual([])
    await compare(true, contextOf(bench.ledger, 700_000))
    expect(await kinds()).toEqual(["missing_at_gateway"])
    reports.laidOver.clear()
    await compare(true, contextOf(bench.ledger, 800_000))
    expect(await kinds()).toEqual([])
    expect((await bench.rootOf(payment.root)).missing_at).toBeNull()
  })

  it("another amount is raised, and taken off the list when it is right again", async () => {
    const payment = await paid("PAYMENT")
    reports.laidOver.set(vps(payment), { amountMinor: 2_999 })
    await compare()
    expect(await kinds()).toEqual([])
    await quiet(payment)
    await compare(true)
    expect(await bench.findings()).toMatchObject([
      { kind: "differs_at_gateway", message: expect.stringContaining("GBP 29.99") as string },
    ])
    reports.laidOver.clear()
    await compare(true)
    expect(await kinds()).toEqual([])
  })

  it("a release of a part agrees with both amounts that a report may show", async () => {
    const payment = await paid("DEFERRED")
    await bench.capture(payment, 2_000)
    await quiet(payment)
    await compare(true)
    expect(await kinds()).toEqual([])
    reports.laidOver.set(vps(payment), { amountMinor: 3_000 })
    await compare(true)
    expect(await kinds()).toEqual(["reports_hold_amount"])
    expect(await bench.net(payment)).toBe(2_000)
  })

  it("a taking that the gateway still holds", async () => {
    const payment = await paid("DEFERRED")
    await bench.capture(payment, 3_000)
    await quiet(payment)
    reports.laidOver.set(vps(payment), { stateId: 14 })
    await compare()
    expect(await kinds()).toEqual(["differs_at_gateway"])
  })

  it("a request that was settled as not done, and was done", async () => {
    const [refunded, voided] = [await paid("PAYMENT"), await paid("PAYMENT")]
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "REFUND" } })
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "VOID" } })
    await failure(bench.refund(refunded, 1_000))
    await failure(bench.refund(voided, 3_000))
    for (const payment of [refunded, voided]) {
      const intent = await bench.openIntent(payment)
      await bench.settle(payment, { happened: false, by: "user_ann", note: "not there" })
      await bench.ledger.resume(intent, bench.readShop(payment.shop))
    }
    const { moved } = await compare()
    expect([...moved].sort()).toEqual([refunded.root.id, voided.root.id].sort())
    await compare(true)
    for (const payment of [refunded, voided]) {
      expect(await intents(payment)).toEqual([])
      expect(await bench.net(payment)).toBe((await bench.gateway(payment)).net)
    }
    expect(await kinds()).toEqual(["late_reply", "late_reply"])
  })

  it("a payment that was let go here, and lives there", async () => {
    const payment = await paid("DEFERRED")
    await bench
      .database("sagepay_transaction")
      .update({ state: "failed", answer_status: "INVALID" })
    await compare()
    expect((await bench.rootOf(payment.root)).state).toBe("failed")
    await quiet(payment)
    await compare()
    expect((await bench.rootOf(payment.root)).state).toBe("deferred")
    await compare(true)
    expect(await kinds()).toEqual(["differs_at_gateway"])
  })

  it("what ended here and there is asked about once", async () => {
    const payment = await paid("DEFERRED")
    await bench
      .database("sagepay_transaction")
      .update({ state: "failed", answer_status: "INVALID" })
    reports.laidOver.set(vps(payment), { stateId: 9 })
    await quiet(payment)
    for (const again of [false, true, true]) await compare(again)
    expect(reports.asked.filter((about) => about === vps(payment))).toHaveLength(1)
  })

  it("a payment with a code of ours that the ledger lost; others' are nothing to it", async () => {
    const [lost, other] = [await paid("PAYMENT"), await paid("PAYMENT")]
    reports.laidOver.set(vps(other), { vendorTxCode: "another-shop-17" })
    await bench.database("sagepay_transaction").del()
    await compare()
    expect(await bench.findings()).toMatchObject([
      { kind: "unknown_at_gateway", subject_id: vps(lost) },
    ])
    expect(reports.asked.filter((about) => about !== "list")).toEqual([vps(lost)])
  })

  it("another shop's refunds are asked about once", async () => {
    const other = await paid("PAYMENT")
    const made = atGateway("REFUND", vps(other), 100)
    reports.laidOver.set(vps(other), { vendorTxCode: "another-shop-17" })
    await bench.database("sagepay_transaction").del()
    for (const again of [false, false, true]) await compare(again)
    expect(reports.asked.filter((about) => about === made)).toHaveLength(1)
    expect(await kinds()).toEqual([])
  })
})

describe("how much was released", () => {
  it("is the reported amount, until a report is seen to show what was held", async () => {
    const [part, known, later] = [
      await paid("DEFERRED"),
      await paid("DEFERRED"),
      await paid("DEFERRED"),
    ]
    atGateway("RELEASE", vps(known))
    await compare()
    expect(await intents(known)).toEqual([{ kind: "capture", moved_minor: 3_000 }])
    await bench.capture(part, 2_000)
    reports.laidOver.set(vps(part), { amountMinor: 3_000 })
    await compare(true)
    expect(await bench.findings()).toMatchObject([
      { kind: "reports_hold_amount", subject_id: "default" },
    ])
    const [memory] = await bench.findings()
    await bench.ledger.resolveFinding(memory?.id ?? "", "seen", "user_ann")
    atGateway("RELEASE", vps(later), 1_000)
    reports.laidOver.set(vps(later), { amountMinor: 3_000 })
    await compare(true)
    await compare(true)
    expect(await intents(later)).toEqual([])
    expect((await bench.rootOf(later.root)).state).toBe("deferred")
    expect(await bench.findings()).toMatchObject([
      {
        kind: "differs_at_gateway",
        subject_id: later.root.id,
        message: expect.stringContaining("only its console tells how much") as string,
      },
    ])
  })

  it("a part that a person says was released teaches nothing about reports", async () => {
    const payment = await paid("DEFERRED")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "RELEASE" } })
    expect((await failure(bench.capture(payment, 2_000))).code).toBe("unknown")
    const yes = { happened: true, by: "user_ann", note: "it is in the console" }
    await bench.settle(payment, yes)
    reports.laidOver.set(vps(payment), { amountMinor: 3_000 })
    await compare(true)
    expect(await kinds()).toEqual([])
  })

  it("ours is not to be called not done when the report shows the hold as released", async () => {
    const payment = await paid("DEFERRED")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "RELEASE" } })
    expect((await failure(bench.capture(payment, 2_000))).code).toBe("unknown")
    reports.laidOver.set(vps(payment), { amountMinor: 3_000 })
    await bench.age(payment)
    const readShop = () => Promise.resolve(payment.shop.facts())
    await askAgain(context, await bench.openIntent(payment), readShop)
    await raiseOpenOperations(context)
    const [{ message } = { message: "" }] = await bench.findings()
    expect(message).toContain("as released, with GBP 30.00: that may be what was held")
    expect(message).toContain("If it shows GBP 20.00, say that it happened.")
    expect(message).not.toContain("did not happen")
  })

  it("ours, settled as not done, may be what was released of the hold that a report shows", async () => {
    const payment = await paid("DEFERRED")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "RELEASE" } })
    expect((await failure(bench.capture(payment, 2_000))).code).toBe("unknown")
    await bench.settle(payment, { happened: false, by: "user_ann", note: "not there" })
    reports.laidOver.set(vps(payment), { amountMinor: 3_000 })
    await compare(true)
    expect(await intents(payment)).toEqual([])
    expect(await bench.findings()).toMatchObject([
      {
        kind: "differs_at_gateway",
        message: expect.stringContaining("our own RELEASE of GBP 20.00") as string,
      },
    ])
  })
})

describe("what a person has seen to", () => {
  const see = async () => {
    for (const { id } of await bench.findings()) {
      await bench.ledger.resolveFinding(id, "seen to", "user_ann")
    }
  }

  it("another amount is not raised again, but a third one is", async () => {
    const payment = await paid("PAYMENT")
    await quiet(payment)
    reports.laidOver.set(vps(payment), { amountMinor: 2_999 })
    await compare(true)
    expect(await kinds()).toEqual(["differs_at_gateway"])
    await see()
    // In other words, it is the same.
    reports.laidOver.set(vps(payment), { amountMinor: 2_999, status: "Settled" })
    await compare(true)
    expect(await kinds()).toEqual([])
    reports.laidOver.set(vps(payment), { amountMinor: 2_998 })
    await compare(true)
    expect(await kinds()).toEqual(["differs_at_gateway"])
  })

  it("what has come right by itself and goes wrong again is raised again", async () => {
    const payment = await paid("PAYMENT")
    await quiet(payment)
    for (const wrong of [true, false, true]) {
      if (wrong) reports.laidOver.set(vps(payment), { amountMinor: 2_999 })
      else reports.laidOver.clear()
      await compare(true)
    }
    expect(await kinds()).toEqual(["differs_at_gateway"])
  })

  it("what the bank did not pay is not raised again every day", async () => {
    const payment = await paid("PAYMENT")
    reports.laidOver.set(vps(payment), { stateId: 23 })
    await compare(true)
    expect(await kinds()).toEqual(["settlement_failed"])
    await see()
    await compare(true)
    expect(await kinds()).toEqual([])
  })

  it("what the gateway does not know is raised again only in another state", async () => {
    const payment = await paid("DEFERRED")
    reports.laidOver.set(vps(payment), "not_found")
    await compare(true)
    const later = contextOf(bench.ledger, 700_000)
    await compare(true, later)
    expect(await kinds()).toEqual(["missing_at_gateway"])
    await see()
    await compare(true, later)
    expect(await kinds()).toEqual([])
    await bench.capture(payment, 3_000)
    await compare(true, later)
    expect(await kinds()).toEqual(["missing_at_gateway"])
  })
})

describe("what is settled", () => {
  it("has a batch, is asked about no more, and cannot be voided, whatever the clock says", async () => {
    const payment = await paid("PAYMENT")
    bench.simulator.control.settle()
    await compare()
    const root = await bench.rootOf(payment.root)
    expect(root.batch_id).toBe("1")
    expect(root.settled_at).not.toBeNull()
    const before = reports.asked.length
    await compare(true)
    expect(reports.asked.slice(before)).toEqual(["list"])
    await bench.refund(payment, 3_000)
    expect(bench.sent("VOID", payment)).toBe(0)
    expect(bench.sent("REFUND", payment)).toBe(1)
  })
})

describe("how much is asked", () => {
  it("the list goes on where it ended, with an overlap", async () => {
    await paid("PAYMENT")
    await compare()
    const [row] = await bench.database<{ compared_until: Date }>("sagepay_installation")
    const spans: { from: Date; to: Date }[] = []
    const list = reports.transactionList.bind(reports)
    reports.transactionList = (span) => (spans.push(span), list(span))
    const later = contextOf(bench.ledger, 86_400_000)
    await compare(false, later)
    expect(spans[0]?.from).toEqual(new Date((row?.compared_until.getTime() ?? 0) - 7_200_000))
    expect(spans.at(-1)?.to.getTime()).toBeGreaterThan(later.now().getTime())
    const longAfter = contextOf(bench.ledger, 100 * 86_400_000)
    spans.length = 0
    await compare(false, longAfter)
    const furthest = longAfter.now().getTime() - 31 * 86_400_000
    expect(Math.abs((spans[0]?.from.getTime() ?? 0) - furthest)).toBeLessThan(60_000)
    expect(spans.length).toBeLessThanOrEqual(QUESTIONS_PER_RUN / 2)
  })

  it("a row is asked about again only after a while, the longest unasked first", async () => {
    const [a, b] = [await paid("DEFERRED"), await paid("DEFERRED")]
    await compare()
    await compare()
    const asked = () => reports.asked.filter((about) => about !== "list")
    expect(asked()).toEqual([vps(a), vps(b)])
    await bench
      .database("sagepay_transaction")
      .where({ id: a.root.id })
      .update({ compared_at: null })
    await compare()
    expect(asked()).toEqual([vps(a), vps(b), vps(a)])
  })

  it("no more than a run may ask, and the rest comes first the next time", async () => {
    const payment = await paid("DEFERRED")
    const { id: _id, vps_tx_id: _vps, ...like } = await bench.rootOf(payment.root)
    const copies = Array.from({ length: QUESTIONS_PER_RUN + 20 }, (_, n) => ({
      ...like,
      id: `sptx_copy_${n}`,
      root_id: `sptx_copy_${n}`,
      vendor_tx_code: `copy-${n}`,
      vps_tx_id: `{copy-${n}}`,
      return_token: null,
      claim: null,
      results: null,
    }))
    await bench.database("sagepay_transaction").insert(copies)
    const first = await compare()
    expect(first).toMatchObject({ questions: QUESTIONS_PER_RUN })
    expect(first.stopped).toMatch(/questions/)
    const second = await compare()
    expect(second.stopped).toBeNull()
    const asked = reports.asked.filter((about) => about !== "list")
    expect(new Set(asked).size).toBe(copies.length + 1)
    expect(asked).toHaveLength(copies.length + 1)
  })

  it.each([
    { kind: "unavailable", reason: "no answer" },
    { kind: "refused", code: "2213", reason: "too many commands", lockout: false },
  ] as const)("a run ends at the first answer that is none: %p", async (broken) => {
    await paid("DEFERRED")
    await paid("DEFERRED")
    reports.broken = broken
    expect((await compare()).stopped).toContain(broken.reason)
    expect(reports.asked).toHaveLength(1)
    expect(await kinds()).toEqual([])
  })

  it("a login that was refused is not tried again", async () => {
    await paid("DEFERRED")
    const login = { ...context.options, reporting: { user: "u", password: "p" } }
    const given = { ...context, options: login }
    reports.broken = { kind: "refused", code: "0008", reason: "no", lockout: true }
    await compare(false, given)
    expect(await compareAccount(given, null, options())).toBeUndefined()
    expect(reports.asked).toHaveLength(1)
    expect(await kinds()).toEqual(["reporting_refused"])
  })

  it("nothing without a login", async () => {
    const given = { ...context, reportingFor: () => undefined }
    expect(await compareAccount(given, null, options())).toBeUndefined()
  })
})

describe("with the reports of the gateway itself", () => {
  let real: LedgerBench
  beforeAll(async () => {
    real = await LedgerBench.start({
      reporting: { user: "reportuser", password: "s3cretPass" },
    })
  })
  afterAll(() => real.close())

  it("what was done in the console, what is settled, and what the bank did not pay", async () => {
    const types = ["PAYMENT", "DEFERRED", "AUTHENTICATE", "PAYMENT", "PAYMENT"] as const
    const made: Paid[] = []
    for (const type of types) {
      const payment = await real.paid(type)
      shops.set(payment.root.id, payment.shop)
      made.push(payment)
    }
    const [refunded, released, authorised, failed, settled] = made as [Paid, Paid, Paid, Paid, Paid]
    pressInConsole(real.simulator, "REFUND", vps(refunded), 1_000)
    pressInConsole(real.simulator, "RELEASE", vps(released), 2_000)
    pressInConsole(real.simulator, "AUTHORISE", vps(authorised), 1_500)
    real.simulator.control.failSettlement({ vps_tx_id: vps(failed) })
    real.simulator.control.settle()
    const compared = await compareAccount(real.ledger.context, null, options())
    expect(compared?.stopped).toBeNull()
    for (const payment of [refunded, released, authorised, settled]) {
      expect(await real.net(payment)).toBe((await real.gateway(payment)).net)
    }
    expect(await real.findings()).toMatchObject([
      { kind: "settlement_failed", subject_id: failed.root.id },
    ])
    expect((await real.rootOf(settled.root)).batch_id).not.toBeNull()
    const { transactions } = await real.ledger.family(authorised.root.id)
    const child = transactions.find(({ kind }) => kind === "AUTHORISE")
    expect(child?.security_key).toMatch(/^s1\./)
    expect(real.logged.join()).not.toContain("s3cretPass")
  })

  it("a gateway whose reports show what was held: a RELEASE in the console is left to a person", async () => {
    const { control } = real.simulator
    await real.database("sagepay_finding").del()
    control.account("testvendor", { reports_released_amount: false })
    const [part, console_] = [await real.paid("DEFERRED"), await real.paid("DEFERRED")]
    for (const payment of [part, console_]) shops.set(payment.root.id, payment.shop)
    await real.capture(part, 2_000)
    await compareAccount(real.ledger.context, null, options())
    pressInConsole(real.simulator, "RELEASE", vps(console_), 500)
    await compareAccount(real.ledger.context, null, options(true))
    expect(await real.net(console_)).toBe(0)
    const raised = (await real.findings()).map(({ kind }) => kind)
    expect(raised).toEqual(expect.arrayContaining(["reports_hold_amount", "differs_at_gateway"]))
  })
})
