import { resumeInterrupted } from "../src/workflows/sweep/rows"
import { failure, LedgerBench, type Paid } from "./helpers/ledger"

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start()
})
afterEach(() => bench.simulator.control.clearFaults())
afterAll(() => bench.close())

const cancelOrder = ({ shop }: Paid) => {
  shop.order = { id: "order_1", canceled: true }
}

describe("rule 1: write, send, record", () => {
  it("rule 1: of ten captures at once one is sent, and the others are told why not", async () => {
    const paid = await bench.paid("DEFERRED")
    // In two processes on one database.
    const other = bench.anotherProcess()
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => bench.capture(paid, 3_000, n % 2 ? other : bench.ledger))
    )
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    const reasons = results.flatMap((result) =>
      result.status === "rejected" ? [(result.reason as { code: string }).code] : []
    )
    for (const reason of reasons) expect(["busy", "not_allowed"]).toContain(reason)
    expect(bench.sent("RELEASE", paid)).toBe(1)
    expect(await bench.booksOf(paid)).toEqual({ net: 3_000, held: 0 })
    await other.__hooks.onApplicationShutdown()
  })

  it("rule 1: the same Medusa row at once from two processes is one movement", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    const other = bench.anotherProcess()
    paid.shop.captures.set("capt_same", 1_000)
    const ask = bench.ask(paid.root, paid.shop, "capt_same", 1_000)
    const results = await Promise.allSettled([bench.ledger.capture(ask), other.capture(ask)])
    for (const result of results) {
      if (result.status === "rejected") {
        expect((result.reason as { code: string }).code).toBe("busy")
      }
    }
    await bench.ledger.capture(ask)
    expect(bench.sent("AUTHORISE", paid)).toBe(1)
    expect(await bench.booksOf(paid)).toEqual({ net: 1_000, held: 0 })
    await other.__hooks.onApplicationShutdown()
  })

  it("rule 1: many payments at once do not wait for each other's connections", async () => {
    const many = await Promise.all(Array.from({ length: 30 }, () => bench.paid("DEFERRED")))
    await Promise.all(many.map((paid) => bench.capture(paid, 3_000)))
    for (const paid of many) expect(await bench.booksOf(paid)).toEqual({ net: 3_000, held: 0 })
  })

  it("rule 1: what is written before the POST stands when the process dies in it", async () => {
    const paid = await bench.paid("DEFERRED")
    const { during } = await caughtInTheAct(paid)
    expect(during).toEqual([{ verb: "RELEASE", status: "sent", amount_minor: 1_234 }])
  })

  /** The operations as another process sees them while the gateway is being asked. */
  async function caughtInTheAct(paid: Paid) {
    const during: unknown[] = []
    const readShop = bench.readShop(paid.shop)
    paid.shop.captures.set("capt_1", 1_234)
    bench.simulator.control.fault({ fault: "delay", delay_ms: 400, match: { txType: "RELEASE" } })
    const capturing = bench.ledger.capture({
      root: paid.root,
      sourceId: "capt_1",
      amountMinor: 1_234,
      readShop,
    })
    while (bench.sent("RELEASE", paid) === 0) await new Promise(setImmediate)
    during.push(
      ...(await bench
        .database("sagepay_operation")
        .where({ root_id: paid.root.id })
        .select("verb", "status", "amount_minor"))
    )
    await capturing
    return { during }
  }
})

describe("capture", () => {
  it("sends exactly the part that was asked for, and the rest of a DEFERRED is gone", async () => {
    const paid = await bench.paid("DEFERRED")
    await bench.capture(paid, 1_234)
    expect(await bench.booksOf(paid)).toEqual({ net: 1_234, held: 0 })
    const again = await failure(bench.capture(paid, 100))
    expect(again.code).toBe("not_allowed")
    expect(again.message).toMatch(/only once/)
    expect(bench.sent("RELEASE", paid)).toBe(1)
  })

  it("authorises an AUTHENTICATE in parts, together at most 115 %", async () => {
    const paid = await bench.paid("AUTHENTICATE", 3_000)
    await bench.capture(paid, 1_000)
    await bench.capture(paid, 2_000)
    await bench.capture(paid, 450)
    expect(await bench.booksOf(paid)).toEqual({ net: 3_450, held: 0 })
    expect((await failure(bench.capture(paid, 1))).code).toBe("not_allowed")
    expect(bench.sent("AUTHORISE", paid)).toBe(3)
  })

  it("counts 115 % of a small amount rounded down", async () => {
    const paid = await bench.paid("AUTHENTICATE", 1_003)
    expect((await failure(bench.capture(paid, 1_154))).message).toMatch(/at most GBP 11\.53/)
    await bench.capture(paid, 1_153)
    expect(await bench.booksOf(paid)).toEqual({ net: 1_153, held: 0 })
  })

  it("sends nothing for a PAYMENT, which is taken since the order", async () => {
    const paid = await bench.paid("PAYMENT")
    paid.shop.captures.clear()
    await bench.capture(paid, 3_000)
    expect(await bench.booksOf(paid)).toEqual({ net: 3_000, held: 0 })
  })

  it("sends yen without decimals", async () => {
    const paid = await bench.paid("DEFERRED", 3_000, "JPY")
    await bench.capture(paid, 1_050)
    expect(await bench.booksOf(paid)).toEqual({ net: 1_050, held: 0 })
    await bench.refund(paid, 50)
    expect(await bench.booksOf(paid)).toEqual({ net: 1_000, held: 0 })
  })

  it("leaves the hold as it is when the bank declines, and may be asked again", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    bench.simulator.control.fault({ fault: "decline", match: { txType: "AUTHORISE" } })
    expect((await failure(bench.capture(paid, 1_000))).code).toBe("declined")
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
    await bench.capture(paid, 1_000)
    expect(await bench.booksOf(paid)).toEqual({ net: 1_000, held: 0 })
  })
})

describe("rule 3: ask what the order wants now", () => {
  it("rule 3: nothing is taken for a cancelled order", async () => {
    const paid = await bench.paid("DEFERRED")
    cancelOrder(paid)
    expect((await failure(bench.capture(paid, 3_000))).message).toMatch(/order is cancelled/)
    expect(bench.sent("RELEASE", paid)).toBe(0)
  })

  it("rule 3: what was taken for it and Medusa does not count is undone, and only that", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    await bench.capture(paid, 1_000)
    await bench.capture(paid, 500)
    // The second one's row is lost, as after an answer that came too late.
    const [, lost] = [...paid.shop.captures.keys()]
    paid.shop.captures.delete(lost ?? "")
    cancelOrder(paid)
    await bench.cancel(paid)
    expect(await bench.booksOf(paid)).toEqual({ net: 1_000, held: 0 })
    expect((await bench.rootOf(paid.root)).state).toBe("cancelled")
  })

  it("rule 3: and a hold that cannot be ended does not stand in its way", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    await bench.capture(paid, 1_000)
    paid.shop.captures.clear()
    cancelOrder(paid)
    bench.simulator.control.fault({ fault: "refuse", match: { txType: "CANCEL" } })
    await failure(bench.cancel(paid))
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
    await bench.cancel(paid)
    expect((await bench.rootOf(paid.root)).state).toBe("cancelled")
  })

  it("rule 3: a capture that never reached the gateway is not taken once it was refunded", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    paid.shop.captures.set("capt_lost", 1_000)
    paid.shop.refunds.set("ref_of_it", 1_000)
    const ask = bench.ask(paid.root, paid.shop, "capt_lost", 1_000)
    expect((await failure(bench.ledger.capture(ask))).code).toBe("not_allowed")
    expect(bench.sent("AUTHORISE", paid)).toBe(0)
  })
})

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

describe("rule 6: a Medusa row without a movement", () => {
  it("rule 6: a refund of what was never taken ends the hold and succeeds", async () => {
    for (const kind of ["DEFERRED", "AUTHENTICATE"] as const) {
      const paid = await bench.paid(kind)
      paid.shop.captures.set("capt_lost", 3_000)
      await bench.refund(paid, 3_000)
      expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
      expect(bench.sent("ABORT", paid) + bench.sent("CANCEL", paid)).toBe(1)
    }
  })

  it("rule 6: a refund of a real part and a part that was never taken sends the real one", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    await bench.capture(paid, 1_000)
    paid.shop.captures.set("capt_lost", 2_000)
    await bench.refund(paid, 3_000)
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
  })

  it("rule 6: what was given back already is recorded without a second REFUND", async () => {
    const paid = await bench.paid("PAYMENT")
    await bench.refund(paid, 3_000)
    // Core lost the row of it after the provider had answered.
    paid.shop.refunds.clear()
    await bench.refund(paid, 3_000)
    expect(bench.sent("VOID", paid)).toBe(1)
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
  })
})

describe("rule 9: cancel follows the order", () => {
  it("rule 9: while the order lives the hold is kept, and stays capturable", async () => {
    const paid = await bench.paid("DEFERRED")
    expect((await failure(bench.cancel(paid))).code).toBe("hold_kept")
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 3_000 })
    await bench.capture(paid, 2_500)
    expect(await bench.booksOf(paid)).toEqual({ net: 2_500, held: 0 })
  })

  it("rule 9: a cancelled order's hold ends at once, once, however often it is asked", async () => {
    const paid = await bench.paid("DEFERRED")
    cancelOrder(paid)
    await Promise.allSettled([bench.cancel(paid), bench.cancel(paid), bench.cancel(paid)])
    await bench.cancel(paid)
    expect(bench.sent("ABORT", paid)).toBe(1)
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
  })

  it("rule 9: what Medusa counts as captured is left to its own refund", async () => {
    const paid = await bench.paid("PAYMENT")
    cancelOrder(paid)
    await bench.cancel(paid)
    expect(await bench.booksOf(paid)).toEqual({ net: 3_000, held: 0 })
    await bench.refund(paid, 3_000)
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
  })

  it("rule 9: the rest of a partly authorised AUTHENTICATE is cancelled", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    await bench.capture(paid, 1_000)
    cancelOrder(paid)
    await bench.cancel(paid)
    expect(bench.sent("CANCEL", paid)).toBe(1)
    expect(await bench.booksOf(paid)).toEqual({ net: 1_000, held: 0 })
    expect((await failure(bench.capture(paid, 100))).code).toBe("not_allowed")
  })

  it("rule 9: without an order at all, what was taken is given back too", async () => {
    const paid = await bench.paid("PAYMENT")
    paid.shop.order = null
    paid.shop.captures.clear()
    await bench.cancel(paid)
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
    expect(bench.sent("VOID", paid)).toBe(1)
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
