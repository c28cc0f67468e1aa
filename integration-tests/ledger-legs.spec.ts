import { resumeInterrupted } from "../src/workflows/sweep/rows"
import { failure, LedgerBench, type Paid } from "./helpers/ledger"

/** Rules 4 and 10: requests of several messages, and what is voided or refunded. */

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start()
})
afterEach(() => bench.simulator.control.clearFaults())
afterAll(() => bench.close())

const cancelOrder = ({ shop }: Paid) => {
  shop.order = { id: "order_1", canceled: true }
}

describe("rule 4: legs in order", () => {
  it("rule 4: a refund over three AUTHORISEs goes oldest first, each leg after the one before", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    for (const part of [1_000, 800, 700]) await bench.capture(paid, part)
    await bench.settledAtMidnight(paid)
    await bench.refund(paid, 2_000)
    expect(await bench.booksOf(paid)).toEqual({ net: 500, held: 0 })
    await bench.refund(paid, 500)
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
    expect(bench.simulator.control.requests({ tx_type: "REFUND" }).slice(-4)).toMatchObject([
      { fields: { Amount: "10.00" } },
      { fields: { Amount: "8.00" } },
      { fields: { Amount: "2.00" } },
      { fields: { Amount: "5.00" } },
    ])
  })

  it("rule 4: when a later leg is refused, what moved is said and asked for before the rest", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    for (const part of [1_000, 800]) await bench.capture(paid, part)
    await bench.settledAtMidnight(paid)
    bench.simulator.control.fault({ fault: "refuse", match: { txType: "REFUND", nth: 2 } })
    const partly = await failure(bench.refund(paid, 1_800))
    expect(partly.code).toBe("partly")
    expect(partly.message).toMatch(/GBP 10\.00 did move/)
    expect((await failure(bench.refund(paid, 1_800))).message).toMatch(/exactly GBP 10\.00/)
    await bench.refund(paid, 1_000)
    await bench.refund(paid, 800)
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
  })

  it("rule 4: a VOID that is refused becomes a REFUND; one that is unknown does not", async () => {
    const paid = await bench.paid("PAYMENT")
    bench.simulator.control.settle()
    await bench.refund(paid, 3_000)
    expect([bench.sent("VOID", paid), bench.sent("REFUND", paid)]).toEqual([1, 1])
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })

    const other = await bench.paid("PAYMENT")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "VOID" } })
    expect((await failure(bench.refund(other, 3_000))).code).toBe("unknown")
    expect(bench.sent("REFUND", other)).toBe(0)
  })

  it("rule 4: a process that died between two legs leaves the rest to the sweep, if Medusa has the row", async () => {
    const paid = await diedBetweenLegs()
    const readShop = bench.readShop(paid.shop)
    expect(await bench.ledger.interruptedIntents()).toHaveLength(0)
    await bench.age(paid)
    const [intent] = await bench.ledger.interruptedIntents()
    // Twice at once, as two processes would.
    const other = bench.anotherProcess()
    await Promise.allSettled([
      bench.ledger.resume(intent?.id ?? "", readShop),
      other.resume(intent?.id ?? "", readShop),
    ])
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
    // The first leg, the second that was refused, and the second again.
    expect(bench.sent("REFUND", paid)).toBe(3)
    await other.__hooks.onApplicationShutdown()
  })

  it("rule 4: and without the row it is closed as it stands, to be claimed", async () => {
    const paid = await diedBetweenLegs()
    paid.shop.refunds.clear()
    await bench.age(paid)
    const [intent] = await bench.ledger.interruptedIntents()
    await bench.ledger.resume(intent?.id ?? "", bench.readShop(paid.shop))
    await bench.refund(paid, 1_000)
    await bench.refund(paid, 800)
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
  })

  it("rule 4: one that cannot go on does not stop the others, and is for a person", async () => {
    const stuck = [await diedBetweenLegs(), await diedBetweenLegs()]
    const failed: string[] = []
    const logger = { error: (line: string) => failed.push(line) }
    // Without a store around it, what the shop wants cannot be read.
    const tools = { ledger: bench.ledger, logger } as never
    for (const paid of stuck) await bench.age(paid)
    await resumeInterrupted(tools)
    expect(failed).toHaveLength(2)
    expect(await bench.findings()).toEqual([])
    for (const table of ["intent", "operation"]) {
      const hour = "- interval '1 hour'"
      await bench.database.raw(`update sagepay_${table} set created_at = created_at ${hour}`)
    }
    await bench.database("sagepay_operation").update({ sent_at: new Date(Date.now() - 3_600_000) })
    await resumeInterrupted(tools)
    const raised = await bench.findings()
    expect(raised.map(({ kind }) => kind)).toEqual(["interrupted", "interrupted"])
    // Raised once, however often it fails.
    await resumeInterrupted(tools)
    expect(await bench.findings()).toEqual(raised)

    const [one, two] = stuck
    if (!one || !two) throw new Error("Nothing is stuck")
    await bench.ledger.resume(await bench.openIntent(one), bench.readShop(one.shop))
    expect(await bench.booksOf(one)).toEqual({ net: 0, held: 0 })
    const yes = { happened: true, by: "user_ann", note: "so it says" }
    const intent = await bench.openIntent(two)
    expect((await failure(bench.ledger.settle(intent, yes))).message).toMatch(/was never sent/)
    two.shop.refunds.clear()
    await bench.ledger.settle(intent, { ...yes, happened: false })
    expect(await bench.findings()).toEqual([])
    await bench.refund(two, 1_000)
    await bench.refund(two, 800)
    expect(await bench.booksOf(two)).toEqual({ net: 0, held: 0 })
  })

  /** A refund of two legs of which the first went: the second is put back to where the process died. */
  async function diedBetweenLegs(): Promise<Paid> {
    const paid = await bench.paid("AUTHENTICATE")
    for (const part of [1_000, 800]) await bench.capture(paid, part)
    await bench.settledAtMidnight(paid)
    bench.simulator.control.fault({ fault: "refuse", match: { txType: "REFUND", nth: 2 } })
    const id = `ref_${paid.root.id}`
    paid.shop.refunds.set(id, 1_800)
    await failure(bench.ledger.refund(bench.ask(paid.root, paid.shop, id, 1_800)))
    await bench
      .database("sagepay_operation")
      .where({ root_id: paid.root.id, verb: "REFUND", status: "refused" })
      .update({ status: "planned", sent_at: null })
    await bench
      .database("sagepay_intent")
      .where({ root_id: paid.root.id, kind: "refund" })
      .update({ status: "open" })
    return paid
  }
})

describe("rule 10: VOID and REFUND", () => {
  it("rule 10: the whole is voided before settlement and refunded after it", async () => {
    const early = await bench.paid("PAYMENT")
    await bench.refund(early, 3_000)
    expect([bench.sent("VOID", early), bench.sent("REFUND", early)]).toEqual([1, 0])
    const late = await bench.paid("PAYMENT")
    await bench.settledAtMidnight(late)
    await bench.refund(late, 3_000)
    expect([bench.sent("VOID", late), bench.sent("REFUND", late)]).toEqual([0, 1])
    for (const paid of [early, late]) {
      expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
    }
  })

  it("rule 10: a part is never voided, nor the rest while a refund of it lives", async () => {
    const paid = await bench.paid("PAYMENT")
    await bench.refund(paid, 1_000)
    await bench.refund(paid, 2_000)
    expect([bench.sent("VOID", paid), bench.sent("REFUND", paid)]).toEqual([0, 2])
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
  })

  it("rule 10: not a penny more than was taken, although core would let it through", async () => {
    const paid = await bench.paid("PAYMENT", 4_135)
    await bench.refund(paid, 4_135)
    const penny = await failure(bench.refund(paid, 1))
    expect(penny.code).toBe("not_allowed")
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
  })

  it("rule 10: void_unsettled false never voids", async () => {
    const careful = bench.anotherProcess({ void_unsettled: false })
    const paid = await bench.paid("PAYMENT")
    await bench.refund(paid, 3_000, careful)
    expect([bench.sent("VOID", paid), bench.sent("REFUND", paid)]).toEqual([0, 1])
    await careful.__hooks.onApplicationShutdown()
  })

  it("rule 10: refunds at once never exceed what was taken", async () => {
    const paid = await bench.paid("PAYMENT")
    await Promise.allSettled(Array.from({ length: 8 }, () => bench.refund(paid, 1_000)))
    const { net } = await bench.booksOf(paid)
    expect(net).toBeGreaterThanOrEqual(0)
    expect(3_000 - net).toBe(1_000 * bench.sent("REFUND", paid))
  })
})
describe("what nobody need do any more", () => {
  it.each([
    ["DEFERRED", 30, "lapsed"],
    ["AUTHENTICATE", 90, "spent"],
  ] as const)(
    "rule 9: a %s of %i days ago has ended by itself: nothing is sent",
    async (...row) => {
      const [kind, days, state] = row
      const paid = await bench.paid(kind)
      cancelOrder(paid)
      await bench.daysAgo(paid, days - 1)
      await bench.ledger.lapseHolds()
      expect((await bench.rootOf(paid.root)).state).toBe(paid.root.state)
      await bench.daysAgo(paid, days)
      await bench.cancel(paid)
      expect(bench.sent("ABORT", paid) + bench.sent("CANCEL", paid)).toBe(0)
      await bench.ledger.lapseHolds()
      expect((await bench.rootOf(paid.root)).state).toBe(state)
    }
  )

  it("rule 2: but not while something that was sent for it is not decided", async () => {
    const paid = await bench.paid("DEFERRED")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "RELEASE" } })
    await failure(bench.capture(paid, 3_000))
    await bench.daysAgo(paid, 31)
    await bench.ledger.lapseHolds()
    expect((await bench.rootOf(paid.root)).state).toBe("deferred")
  })

  it("an accepted payment without an answer is raised once, and not again when it is resolved", async () => {
    const { root } = await bench.paid("DEFERRED")
    await bench
      .database("sagepay_transaction")
      .where({ id: root.id })
      .update({ state: "notified", answer_status: null, claimed_at: new Date(0) })
    const raised = async () =>
      (await bench.findings()).filter(({ subject_id }) => subject_id === root.id)
    await bench.ledger.closeStaleClaims()
    const [finding] = await raised()
    expect(finding?.kind).toBe("unanswered")
    await bench
      .database("sagepay_finding")
      .where({ id: finding?.id ?? "" })
      .update({ status: "resolved", resolved_at: new Date() })
    await bench.ledger.closeStaleClaims()
    expect(await raised()).toEqual([])
  })
})
