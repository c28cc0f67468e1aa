import { failure, LedgerBench, type Paid } from "./helpers/ledger"

/** Rules 1, 3, 6 and 9: captures, refunds and cancels as Medusa asks for them, and what is sent of them. */

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
