import { createGateway } from "../src/gateway"
import type { Decision } from "../src/modules/sagepay/settle"
import type { FaultRequest } from "../src/simulator"
import { failure, LedgerBench, type Paid } from "./helpers/ledger"

/** Rules 2 and 5: what nobody knows is never repeated; a person decides it, and a retry claims it. */

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start({ reply_timeout_ms: 150 })
})
afterEach(() => bench.simulator.control.clearFaults())
afterAll(() => bench.close())

type Verb = "RELEASE" | "ABORT" | "AUTHORISE" | "CANCEL" | "VOID" | "REFUND"

/** How each verb comes about, and the request that brings it. */
const CASES: Record<Verb, { prepare: () => Promise<Paid>; ask: (paid: Paid) => Promise<void> }> = {
  RELEASE: {
    prepare: () => bench.paid("DEFERRED"),
    ask: (paid) => bench.capture(paid, 2_000),
  },
  AUTHORISE: {
    prepare: () => bench.paid("AUTHENTICATE"),
    ask: (paid) => bench.capture(paid, 2_000),
  },
  ABORT: { prepare: () => cancelled("DEFERRED"), ask: (paid) => bench.cancel(paid) },
  CANCEL: { prepare: () => cancelled("AUTHENTICATE"), ask: (paid) => bench.cancel(paid) },
  VOID: { prepare: () => bench.paid("PAYMENT"), ask: (paid) => bench.refund(paid, 3_000) },
  REFUND: {
    prepare: () => bench.paid("PAYMENT"),
    ask: (paid) => bench.refund(paid, 1_000),
  },
}

const FAULTS: readonly Omit<FaultRequest, "match">[] = [
  { fault: "reset_before" },
  { fault: "act_then_reset" },
  { fault: "act_then_late" },
  { fault: "half_reply" },
  { fault: "html" },
  { fault: "html", act: true },
  { fault: "http_500" },
  { fault: "http_500", act: true },
  { fault: "empty", act: true },
  { fault: "no_status" },
  { fault: "no_status", act: true },
  { fault: "error_status" },
  { fault: "error_status", act: true },
  { fault: "bank_timeout" },
]

async function cancelled(kind: "DEFERRED" | "AUTHENTICATE"): Promise<Paid> {
  const paid = await bench.paid(kind)
  paid.shop.order = { id: "order_1", canceled: true }
  return paid
}

const MAKES: readonly string[] = ["AUTHORISE", "REFUND"]
const ENDS: Partial<Record<Verb, string>> = {
  RELEASE: "released",
  ABORT: "aborted",
  CANCEL: "cancelled",
  VOID: "voided",
}

/** What a person reads in the gateway's console. */
function read(verb: Verb, { root }: Paid): Decision {
  const family = bench.familyAtGateway(root)
  const made = family.find((row) => row.tx_type === verb && row.state === "authorised")
  const happened = MAKES.includes(verb) ? made !== undefined : family[0]?.state === ENDS[verb]
  return {
    happened,
    by: "user_ann",
    note: "read in the console",
    ...(made && {
      vpsTxId: made.vps_tx_id,
      txAuthNo: made.tx_auth_no ?? "",
      securityKey: made.security_key,
    }),
  }
}

describe.each(Object.keys(CASES) as Verb[])("rule 2: an unknown %s", (verb) => {
  const { prepare, ask } = CASES[verb]

  it.each(FAULTS)("rule 2: is sent once and decided by a person: %p", async (fault) => {
    const paid = await prepare()
    bench.simulator.control.fault({ ...fault, match: { txType: verb } })
    const lost = await failure(ask(paid))
    expect(lost.code).toBe("unknown")
    expect(lost.message).toMatch(/money may have moved, and it will not be sent again/)
    const again = await failure(ask(paid))
    expect(again.code).toBe("busy")
    // Nor is anything else sent for this payment.
    expect((await failure(bench.refund(paid, 1))).code).toBe("busy")
    expect((await failure(bench.capture(paid, 1))).code).toBe("busy")
    expect(bench.sent(verb, paid)).toBe(1)

    const decision = read(verb, paid)
    await bench.settle(paid, decision)
    await resumeAll(paid)
    await ask(paid)
    expect(bench.sent(verb, paid)).toBe(decision.happened ? 1 : 2)
    const { intents } = await bench.ledger.family(paid.root.id)
    expect(intents.filter((row) => row.status === "open")).toEqual([])
    expect(intents.some((row) => row.decided_by === "user_ann")).toBe(true)
    await bench.booksOf(paid)
  })
})

/** What the admin route does after a decision. */
async function resumeAll(paid: Paid): Promise<void> {
  const { intents } = await bench.ledger.family(paid.root.id)
  for (const { id } of intents) await bench.ledger.resume(id, bench.readShop(paid.shop))
}

describe("rule 2: what certainly did not happen", () => {
  it("rule 2: a gateway that cannot be reached leaves nothing open", async () => {
    const unreachable = bench.anotherProcess()
    const nowhere = createGateway({ vendor: "testvendor", host: "http://127.0.0.1:9" })
    Object.assign(unreachable.context, { gatewayFor: () => nowhere })
    const paid = await bench.paid("DEFERRED")
    const error = await failure(bench.capture(paid, 3_000, unreachable))
    expect(error.code).toBe("not_sent")
    expect(error.message).toMatch(/no money moved.*Try again/)
    await bench.capture(paid, 3_000)
    expect(await bench.booksOf(paid)).toEqual({ net: 3_000, held: 0 })
    await nowhere.close()
    await unreachable.__hooks.onApplicationShutdown()
  })

  it("rule 2: a SecurityKey that cannot be opened is said to be that, and nothing is sent", async () => {
    const key = { id: "other", key: Buffer.alloc(32, 9).toString("base64") }
    const blind = bench.anotherProcess({ encryption_keys: [key] })
    const paid = await bench.paid("DEFERRED")
    const error = await failure(bench.capture(paid, 3_000, blind))
    expect(error.code).toBe("invalid")
    expect(error.message).toMatch(/no money moved.*encryption key "test"/)
    expect(bench.sent("RELEASE", paid)).toBe(0)
    await bench.capture(paid, 3_000)
    await blind.__hooks.onApplicationShutdown()
  })

  it("rule 2: an account that is gone from the options is said to be that, and nothing is sent", async () => {
    const paid = await bench.paid("DEFERRED")
    const account = (name: string | null) =>
      bench.database("sagepay_transaction").where({ id: paid.root.id }).update({ account: name })
    await account("gone")
    const error = await failure(bench.capture(paid, 3_000))
    expect(error.code).toBe("invalid")
    expect(error.message).toMatch(/^No money moved: .*"gone" is not among the options' accounts/)
    await account(null)
    await bench.capture(paid, 3_000)
    expect(bench.sent("RELEASE", paid)).toBe(1)
  })

  it("rule 2: a hold that was aborted already is gone, which is raised and no success", async () => {
    const paid = await cancelled("DEFERRED")
    const status_detail = "4040 : The Transaction has already been aborted."
    bench.simulator.control.fault({ fault: "refuse", status_detail, match: { txType: "ABORT" } })
    expect((await failure(bench.cancel(paid))).code).toBe("refused")
    expect((await bench.rootOf(paid.root)).state).toBe("aborted")
    expect(await kindsOf(paid.root.id)).toEqual(["done_elsewhere"])
    await bench.cancel(paid)
    expect(bench.sent("ABORT", paid)).toBe(1)
  })

  it("rule 2: a first answer that it is done already is no success, and is raised", async () => {
    const paid = await bench.paid("DEFERRED")
    const status_detail = "4038 : The Transaction has already been released."
    bench.simulator.control.fault({ fault: "refuse", status_detail, match: { txType: "RELEASE" } })
    expect((await failure(bench.capture(paid, 3_000))).code).toBe("refused")
    expect(await bench.findings()).toContainEqual(
      expect.objectContaining({ kind: "done_elsewhere", subject_id: paid.root.id })
    )
  })
})

async function kindsOf(subject: string): Promise<string[]> {
  const found = await bench.findings()
  return found.filter((row) => row.subject_id === subject).map((row) => row.kind)
}

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
    expect(await kindsOf(intent)).toEqual([])
    await bench.age(paid)
    await bench.ledger.raiseOpenOperations()
    await bench.ledger.raiseOpenOperations()
    expect(await kindsOf(intent)).toEqual(["open_operation"])
    await bench.ledger.settle(intent, decision)
    expect(await kindsOf(intent)).toEqual([])
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
    await bench.settle(paid, read("RELEASE", paid))
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
    expect(await kindsOf(intent)).toEqual([])
    await until(async () => (await bench.net(paid)) === 2_000)
  })

  it("rule 2: it takes what it decides off the attention list", async () => {
    const paid = await late(700)
    const intent = await bench.openIntent(paid)
    await bench.age(paid)
    await bench.ledger.raiseOpenOperations()
    expect(await kindsOf(intent)).toEqual(["open_operation"])
    await until(async () => (await bench.net(paid)) === 2_000)
    expect(await kindsOf(intent)).toEqual([])
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
    const { vpsTxId } = read("AUTHORISE", paid)
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

describe("rule 5: claims", () => {
  /** A capture of 10.00 that happened, and of which Medusa has no row. */
  async function unclaimed(): Promise<Paid> {
    const paid = await bench.paid("AUTHENTICATE")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "AUTHORISE" } })
    await failure(bench.capture(paid, 1_000))
    await bench.settle(paid, read("AUTHORISE", paid))
    return paid
  }

  it("rule 5: another amount is refused, naming the one that happened", async () => {
    const paid = await unclaimed()
    const other = await failure(bench.capture(paid, 2_000))
    expect(other.code).toBe("not_allowed")
    expect(other.message).toMatch(/capture of GBP 10\.00 did happen.*exactly GBP 10\.00/)
    await bench.capture(paid, 1_000)
    await bench.capture(paid, 2_000)
    expect(bench.sent("AUTHORISE", paid)).toBe(2)
    expect(await bench.booksOf(paid)).toEqual({ net: 3_000, held: 0 })
  })

  it("rule 5: of two claims at once one claims; the other is a capture of its own", async () => {
    const paid = await unclaimed()
    await Promise.allSettled([bench.capture(paid, 1_000), bench.capture(paid, 1_000)])
    await bench.booksOf(paid)
  })

  it("rule 5: a claim whose row is lost again can be claimed again", async () => {
    const paid = await unclaimed()
    await bench.capture(paid, 1_000)
    paid.shop.captures.clear()
    await bench.capture(paid, 1_000)
    expect(bench.sent("AUTHORISE", paid)).toBe(1)
    expect(await bench.booksOf(paid)).toEqual({ net: 1_000, held: 0 })
  })

  it("rule 5: a VOID of captured money is claimed as the refund that it is", async () => {
    const paid = await bench.paid("PAYMENT")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "VOID" } })
    await failure(bench.refund(paid, 3_000))
    await bench.settle(paid, read("VOID", paid))
    await resumeAll(paid)
    expect((await failure(bench.refund(paid, 1_000))).message).toMatch(/exactly GBP 30\.00/)
    await bench.refund(paid, 3_000)
    expect([bench.sent("VOID", paid), bench.sent("REFUND", paid)]).toEqual([1, 0])
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
  })

  it("rule 5: an order cancelled instead: what was taken and never counted is given back", async () => {
    const paid = await unclaimed()
    paid.shop.order = { id: "order_1", canceled: true }
    await bench.cancel(paid)
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
  })
})

describe("settling needs what the ledger cannot guess", () => {
  it("asks for the VPSTxId of what was made, and takes no other transaction's", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "AUTHORISE" } })
    await failure(bench.capture(paid, 1_000))
    const intent = await bench.openIntent(paid)
    await bench.age(paid)
    const yes = { happened: true, by: "user_ann", note: "it is there" }
    expect((await failure(bench.ledger.settle(intent, yes))).code).toBe("invalid")
    const wrong = { ...yes, vpsTxId: paid.root.vps_tx_id ?? "" }
    expect((await failure(bench.ledger.settle(intent, wrong))).message).toMatch(/has .* already/)
    expect((await failure(bench.ledger.settle("spint_none", yes))).code).toBe("not_found")
    expect(await bench.openIntent(paid)).toBe(intent)
  })

  it("without the SecurityKey a later refund says to do it in the console, and sends nothing", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "AUTHORISE" } })
    await failure(bench.capture(paid, 1_000))
    const { vpsTxId } = read("AUTHORISE", paid)
    const yes = { happened: true, by: "user_ann", note: "it is there", vpsTxId }
    await bench.settle(paid, yes)
    await bench.capture(paid, 1_000)
    const error = await failure(bench.refund(paid, 400))
    expect(error.code).toBe("not_allowed")
    expect(error.message).toMatch(/gateway's own console/)
    expect(bench.sent("REFUND", paid)).toBe(0)
    expect(await bench.booksOf(paid)).toEqual({ net: 1_000, held: 0 })
  })
})
