import { askAgain } from "../src/modules/sagepay/resolve"
import { raiseOpenOperations } from "../src/modules/sagepay/upkeep"
import { CompareBench, vps } from "./helpers/compare-bench"
import { failure } from "./helpers/ledger"

/** The comparison with the gateway: what differs is raised, and waited for where it may come right. */

let lab: CompareBench
let bench: CompareBench["bench"]
let compare: CompareBench["compare"]
let contextOf: CompareBench["contextOf"]
let paid: CompareBench["paid"]
let quiet: CompareBench["quiet"]
let intents: CompareBench["intents"]
let kinds: CompareBench["kinds"]
let atGateway: CompareBench["atGateway"]
beforeAll(async () => {
  lab = await CompareBench.start()
  ;({ bench, compare, contextOf, paid, quiet, intents, kinds, atGateway } = lab)
})
beforeEach(() => lab.fresh())
afterAll(() => lab.bench.close())

describe("what differs", () => {
  const GONE = [8, 9, 11, 13, 20]

  it.each(GONE)("state %s: our OK was lost, so the order has no payment", async (stateId) => {
    const payment = await paid("PAYMENT")
    lab.reports.laidOver.set(vps(payment), { stateId })
    await compare()
    expect(await bench.rootOf(payment.root)).toMatchObject({ state: "failed", taken_minor: 0 })
    // Medusa counts its capture, which may be taken back there where the order cannot be cancelled.
    expect(await bench.findings()).toEqual([
      expect.objectContaining({
        kind: "order_without_payment",
        facts: expect.objectContaining({ payment_id: "pay_of_the_shop" }),
      }),
    ])
  })

  it("state 9 of one that was accepted, and whose run died before it answered", async () => {
    const payment = await paid("DEFERRED")
    const ago = new Date(Date.now() - 3_600_000)
    await bench
      .database("sagepay_transaction")
      .update({ state: "notified", answer_status: null, claimed_at: ago })
    await compare()
    expect(await kinds()).toEqual([])
    lab.reports.laidOver.set(vps(payment), { stateId: 9 })
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
    lab.reports.laidOver.set(vps(payment), { stateId: 9 })
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
    lab.reports.laidOver.set(vps(payment), { stateId })
    await compare()
    expect((await bench.rootOf(payment.root)).state).toBe(state)
    expect(await kinds()).toEqual(["hold_gone"])
  })

  it("a taking that the bank did not pay changes no sum, and is raised until it is paid", async () => {
    const payment = await paid("PAYMENT")
    lab.reports.laidOver.set(vps(payment), { stateId: 23 })
    await compare()
    expect(await bench.rootOf(payment.root)).toMatchObject({ state: "taken", gateway_state: 23 })
    expect(await bench.net(payment)).toBe(3_000)
    expect(await kinds()).toEqual(["settlement_failed"])
    lab.reports.laidOver.set(vps(payment), { stateId: 16, batchId: "77" })
    await compare(true)
    expect(await bench.rootOf(payment.root)).toMatchObject({ batch_id: "77" })
    expect(await kinds()).toEqual([])
  })

  it.each([2, 3, 6, 7, 28])("state %s is waited for", async (stateId) => {
    const payment = await paid("DEFERRED")
    lab.reports.laidOver.set(vps(payment), { stateId })
    await quiet(payment)
    await compare()
    expect(await bench.rootOf(payment.root)).toMatchObject({ state: "deferred" })
    expect(await kinds()).toEqual([])
  })

  it("not found counts the second time, a quiet period apart", async () => {
    const payment = await paid("DEFERRED")
    lab.reports.laidOver.set(vps(payment), "not_found")
    await compare()
    await compare(true)
    expect(await kinds()).toEqual([])
    await compare(true, contextOf(bench.ledger, 700_000))
    expect(await kinds()).toEqual(["missing_at_gateway"])
    lab.reports.laidOver.clear()
    await compare(true, contextOf(bench.ledger, 800_000))
    expect(await kinds()).toEqual([])
    expect((await bench.rootOf(payment.root)).missing_at).toBeNull()
  })

  it("another amount is raised, and taken off the list when it is right again", async () => {
    const payment = await paid("PAYMENT")
    lab.reports.laidOver.set(vps(payment), { amountMinor: 2_999 })
    await compare()
    expect(await kinds()).toEqual([])
    await quiet(payment)
    await compare(true)
    expect(await bench.findings()).toMatchObject([
      { kind: "differs_at_gateway", message: expect.stringContaining("GBP 29.99") as string },
    ])
    lab.reports.laidOver.clear()
    await compare(true)
    expect(await kinds()).toEqual([])
  })

  it("a release of a part agrees with both amounts that a report may show", async () => {
    const payment = await paid("DEFERRED")
    await bench.capture(payment, 2_000)
    await quiet(payment)
    await compare(true)
    expect(await kinds()).toEqual([])
    lab.reports.laidOver.set(vps(payment), { amountMinor: 3_000 })
    await compare(true)
    expect(await kinds()).toEqual(["reports_hold_amount"])
    expect(await bench.net(payment)).toBe(2_000)
  })

  it("a taking that the gateway still holds", async () => {
    const payment = await paid("DEFERRED")
    await bench.capture(payment, 3_000)
    await quiet(payment)
    lab.reports.laidOver.set(vps(payment), { stateId: 14 })
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
    lab.reports.laidOver.set(vps(payment), { stateId: 9 })
    await quiet(payment)
    for (const again of [false, true, true]) await compare(again)
    expect(lab.reports.asked.filter((about) => about === vps(payment))).toHaveLength(1)
  })

  it("a payment with a code of ours that the ledger lost; others' are nothing to it", async () => {
    const [lost, other] = [await paid("PAYMENT"), await paid("PAYMENT")]
    lab.reports.laidOver.set(vps(other), { vendorTxCode: "another-shop-17" })
    await bench.database("sagepay_transaction").del()
    await compare()
    expect(await bench.findings()).toMatchObject([
      { kind: "unknown_at_gateway", subject_id: vps(lost) },
    ])
    expect(lab.reports.asked.filter((about) => about !== "list")).toEqual([vps(lost)])
  })

  it("another shop's refunds are asked about once", async () => {
    const other = await paid("PAYMENT")
    const made = atGateway("REFUND", vps(other), 100)
    lab.reports.laidOver.set(vps(other), { vendorTxCode: "another-shop-17" })
    await bench.database("sagepay_transaction").del()
    for (const again of [false, false, true]) await compare(again)
    expect(lab.reports.asked.filter((about) => about === made)).toHaveLength(1)
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
    lab.reports.laidOver.set(vps(part), { amountMinor: 3_000 })
    await compare(true)
    expect(await bench.findings()).toMatchObject([
      { kind: "reports_hold_amount", subject_id: "default" },
    ])
    const [memory] = await bench.findings()
    await bench.ledger.resolveFinding(memory?.id ?? "", "seen", "user_ann")
    atGateway("RELEASE", vps(later), 1_000)
    lab.reports.laidOver.set(vps(later), { amountMinor: 3_000 })
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
    lab.reports.laidOver.set(vps(payment), { amountMinor: 3_000 })
    await compare(true)
    expect(await kinds()).toEqual([])
  })

  it("ours is not to be called not done when the report shows the hold as released", async () => {
    const payment = await paid("DEFERRED")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "RELEASE" } })
    expect((await failure(bench.capture(payment, 2_000))).code).toBe("unknown")
    lab.reports.laidOver.set(vps(payment), { amountMinor: 3_000 })
    await bench.age(payment)
    const readShop = () => Promise.resolve(payment.shop.facts())
    await askAgain(lab.context, await bench.openIntent(payment), readShop)
    await raiseOpenOperations(lab.context)
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
    lab.reports.laidOver.set(vps(payment), { amountMinor: 3_000 })
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
