import { createGateway } from "../src/gateway"
import type { FaultRequest } from "../src/simulator"
import { failure, LedgerBench, type Paid } from "./helpers/ledger"
import { Requests, VERBS } from "./helpers/verbs"

/** Rules 2 and 5: what nobody knows is never repeated; a person decides it, and a retry claims it. */

let bench: LedgerBench
let requests: Requests
beforeAll(async () => {
  bench = await LedgerBench.start({ reply_timeout_ms: 150 })
  requests = new Requests(bench)
})
afterEach(() => bench.simulator.control.clearFaults())
afterAll(() => bench.close())

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

describe.each(VERBS)("rule 2: an unknown %s", (verb) => {
  it.each(FAULTS)("rule 2: is sent once and decided by a person: %p", async (fault) => {
    const paid = await requests.prepare(verb)
    bench.simulator.control.fault({ ...fault, match: { txType: verb } })
    const lost = await failure(requests.ask(verb, paid))
    expect(lost.code).toBe("unknown")
    expect(lost.message).toMatch(/money may have moved, and it will not be sent again/)
    const again = await failure(requests.ask(verb, paid))
    expect(again.code).toBe("busy")
    // Nor is anything else sent for this payment.
    expect((await failure(bench.refund(paid, 1))).code).toBe("busy")
    expect((await failure(bench.capture(paid, 1))).code).toBe("busy")
    expect(bench.sent(verb, paid)).toBe(1)

    const decision = requests.read(verb, paid)
    await bench.settle(paid, decision)
    await resumeAll(paid)
    await requests.ask(verb, paid)
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
    const paid = await requests.cancelled("DEFERRED")
    const status_detail = "4040 : The Transaction has already been aborted."
    bench.simulator.control.fault({ fault: "refuse", status_detail, match: { txType: "ABORT" } })
    expect((await failure(bench.cancel(paid))).code).toBe("refused")
    expect((await bench.rootOf(paid.root)).state).toBe("aborted")
    expect(await requests.kindsOf(paid.root.id)).toEqual(["done_elsewhere"])
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

describe("rule 5: claims", () => {
  /** A capture of 10.00 that happened, and of which Medusa has no row. */
  async function unclaimed(): Promise<Paid> {
    const paid = await bench.paid("AUTHENTICATE")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "AUTHORISE" } })
    await failure(bench.capture(paid, 1_000))
    await bench.settle(paid, requests.read("AUTHORISE", paid))
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
    await bench.settle(paid, requests.read("VOID", paid))
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
    const { vpsTxId } = requests.read("AUTHORISE", paid)
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
