import { failure, LedgerBench, type Paid } from "./helpers/ledger"
import { Requests } from "./helpers/verbs"

/** Rules 1 and 2: a process that was frozen, an answer that comes late, and who decides meanwhile. */

let bench: LedgerBench
let requests: Requests
beforeAll(async () => {
  bench = await LedgerBench.start({ reply_timeout_ms: 150 })
  requests = new Requests(bench)
})
afterEach(() => bench.simulator.control.clearFaults())
afterAll(() => bench.close())

describe("rule 1: a process that was frozen before it could send", () => {
  it("rule 1: does not send when it wakes up, for others have decided by then", async () => {
    const frozen = bench.anotherProcess()
    const { gatewayFor } = frozen.context
    let asleep = 0
    Object.assign(frozen.context, {
      now: () => new Date(Date.now() + asleep),
      gatewayFor: (...of: Parameters<typeof gatewayFor>) => {
        asleep = 22_000
        return gatewayFor(...of)
      },
    })
    const paid = await bench.paid("DEFERRED")
    const error = await failure(bench.capture(paid, 3_000, frozen))
    expect(error.code).toBe("not_sent")
    expect(error.message).toMatch(/no money moved: It waited 22 s before it could leave/)
    expect(bench.sent("RELEASE", paid)).toBe(0)
    await bench.capture(paid, 3_000)
    await frozen.__hooks.onApplicationShutdown()
  })
})

describe("rule 2: who owns an operation", () => {
  it("rule 2: while its answer may still come, nobody else may decide it", async () => {
    const paid = await crashed()
    const intent = await bench.openIntent(paid)
    const decision = { happened: false, by: "user_ann", note: "not there" }
    expect((await failure(bench.ledger.settle(intent, decision))).code).toBe("busy")
    await bench.ledger.raiseOpenOperations()
    expect(await requests.kindsOf(intent)).toEqual([])
    await bench.age(paid)
    await bench.ledger.raiseOpenOperations()
    await bench.ledger.raiseOpenOperations()
    expect(await requests.kindsOf(intent)).toEqual(["open_operation"])
    await bench.ledger.settle(intent, decision)
    expect(await requests.kindsOf(intent)).toEqual([])
    expect((await failure(bench.ledger.settle(intent, decision))).code).toBe("not_allowed")
    await bench.capture(paid, 3_000)
    expect(await bench.booksOf(paid)).toEqual({ net: 3_000, held: 0 })
  })

  it("rule 2: an answer that cannot be recorded leaves it open, and it is never repeated", async () => {
    const paid = await bench.paid("DEFERRED")
    await bench.database.raw(`create function refuse_it() returns trigger as $$
      begin raise exception 'disk full'; end $$ language plpgsql`)
    await bench.database.raw(`create trigger full_disk before update on sagepay_operation
      for each row execute function refuse_it()`)
    const error = await failure(bench.capture(paid, 3_000))
    await bench.database.raw("drop trigger full_disk on sagepay_operation")
    expect(error.code).toBe("unknown")
    expect(error.message).toMatch(/could not be recorded: money may have moved/)
    expect((await failure(bench.capture(paid, 3_000))).code).toBe("busy")
    await bench.settle(paid, requests.read("RELEASE", paid))
    await bench.capture(paid, 3_000)
    expect(bench.sent("RELEASE", paid)).toBe(1)
    expect(await bench.booksOf(paid)).toEqual({ net: 3_000, held: 0 })
  })

  /** The process died right before or in the POST: the operation counts as sent. */
  async function crashed(): Promise<Paid> {
    const paid = await bench.paid("DEFERRED")
    bench.simulator.control.fault({ fault: "reset_before", match: { txType: "RELEASE" } })
    await failure(bench.capture(paid, 3_000))
    await bench
      .database("sagepay_operation")
      .where({ root_id: paid.root.id })
      .update({ status: "sent" })
    return paid
  }
})

describe("a reply that comes late", () => {
  const late = async (delay_ms: number) => {
    const paid = await bench.paid("DEFERRED")
    bench.simulator.control.fault({
      fault: "act_then_late",
      delay_ms,
      match: { txType: "RELEASE" },
    })
    expect((await failure(bench.capture(paid, 2_000))).code).toBe("unknown")
    return paid
  }
  const until = async (done: () => Promise<boolean>) => {
    while (!(await done())) await new Promise(setImmediate)
  }

  it("rule 1: a late reply still decides the operation, and a retry claims it", async () => {
    const paid = await late(400)
    await until(async () => (await bench.net(paid)) === 2_000)
    await bench.capture(paid, 2_000)
    expect(bench.sent("RELEASE", paid)).toBe(1)
    expect(await bench.booksOf(paid)).toEqual({ net: 2_000, held: 0 })
  })

  it("rule 2: while it is listened for, nobody may say that it did not happen", async () => {
    const paid = await late(400)
    const intent = await bench.openIntent(paid)
    const decision = { happened: false, by: "user_ann", note: "not there yet" }
    const early = await failure(bench.ledger.settle(intent, decision))
    expect(early.code).toBe("busy")
    expect(early.message).toMatch(/may still arrive by itself, up to 3 minutes after/)
    await bench.ledger.raiseOpenOperations()
    expect(await requests.kindsOf(intent)).toEqual([])
    await until(async () => (await bench.net(paid)) === 2_000)
  })

  it("rule 2: it takes what it decides off the attention list", async () => {
    const paid = await late(700)
    const intent = await bench.openIntent(paid)
    await bench.age(paid)
    await bench.ledger.raiseOpenOperations()
    expect(await requests.kindsOf(intent)).toEqual(["open_operation"])
    await until(async () => (await bench.net(paid)) === 2_000)
    expect(await requests.kindsOf(intent)).toEqual([])
  })

  it("rule 1: that somebody settled it otherwise meanwhile is recorded as what it is, and raised", async () => {
    const paid = await late(700)
    await bench.settle(paid, { happened: false, by: "user_ann", note: "not there yet" })
    await until(async () => (await bench.net(paid)) === 2_000)
    expect((await bench.findings()).map((row) => row.kind)).toContain("late_reply")
    await bench.capture(paid, 2_000)
    expect(bench.sent("RELEASE", paid)).toBe(1)
    expect(await bench.booksOf(paid)).toEqual({ net: 2_000, held: 0 })
  })

  it("rule 1: while the leg that went instead is in doubt, its intent stays open", async () => {
    const paid = await bench.paid("PAYMENT")
    const fault = { fault: "act_then_late", delay_ms: 1_000, match: { txType: "VOID" } } as const
    bench.simulator.control.fault(fault)
    bench.simulator.control.fault({ fault: "reset_before", match: { txType: "REFUND" } })
    paid.shop.refunds.set("ref_both", 3_000)
    await failure(bench.ledger.refund(bench.ask(paid.root, paid.shop, "ref_both", 3_000)))
    const no = { happened: false, by: "user_ann", note: "not there yet" }
    await bench.settle(paid, no)
    const intent = await bench.openIntent(paid)
    expect((await failure(bench.ledger.resume(intent, bench.readShop(paid.shop)))).code).toBe(
      "unknown"
    )
    await until(async () => (await bench.rootOf(paid.root)).state === "voided")
    expect((await bench.ledger.intent(intent)).intent).toMatchObject({
      status: "open",
      moved_minor: 3_000,
    })
    expect((await failure(bench.refund(paid, 1))).code).toBe("busy")
    await bench.settle(paid, no)
    expect((await bench.ledger.intent(intent)).intent.status).toBe("done")
    await bench.booksOf(paid)
  })

  it("rule 1: it brings the ids that a person could not know", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    bench.simulator.control.fault({
      fault: "act_then_late",
      delay_ms: 700,
      match: { txType: "AUTHORISE" },
    })
    await failure(bench.capture(paid, 2_000))
    const { vpsTxId } = requests.read("AUTHORISE", paid)
    await bench.settle(paid, {
      happened: true,
      by: "user_ann",
      note: "it is there",
      vpsTxId,
    })
    await bench.capture(paid, 2_000)
    await until(async () => {
      const { transactions } = await bench.ledger.family(paid.root.id)
      return transactions.every((row) => row.security_key !== null)
    })
    await bench.refund(paid, 2_000)
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
  })
})
