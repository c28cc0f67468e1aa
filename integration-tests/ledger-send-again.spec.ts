import { randomUUID } from "node:crypto"
import { press } from "../src/modules/sagepay/press"
import { record } from "../src/modules/sagepay/recording"
import { resolveOpen } from "../src/modules/sagepay/resolve"
import type { FaultRequest } from "../src/simulator"
import { failure, LedgerBench, type Paid } from "./helpers/ledger"
import { Requests, VERBS, type Verb } from "./helpers/verbs"

/** Rules 2 and 3 without a reporting login: what is harmless twice is sent again, the rest is for a person. */

let bench: LedgerBench
let requests: Requests
beforeAll(async () => {
  bench = await LedgerBench.start({ reply_timeout_ms: 150 })
  requests = new Requests(bench)
})
afterEach(async () => {
  bench.simulator.control.clearFaults()
  for (const table of ["operation", "intent", "finding"]) {
    await bench.database(`sagepay_${table}`).del()
  }
})
afterAll(() => bench.close())

const AGAIN = ["ABORT", "VOID", "CANCEL"] as const
type Again = (typeof AGAIN)[number]

/** A cancelled order's money that Medusa counts nothing of; its VOID is the cancel's. */
async function prepare(verb: Again): Promise<Paid> {
  const paid = await requests.prepare(verb)
  if (verb === "VOID") {
    paid.shop.order = { id: "order_1", canceled: true }
    paid.shop.captures.clear()
  }
  return paid
}

async function lost(verb: Again, fault: Omit<FaultRequest, "match">): Promise<Paid> {
  const paid = await prepare(verb)
  bench.simulator.control.fault({ ...fault, match: { txType: verb } })
  expect((await failure(bench.cancel(paid))).code).toBe("unknown")
  return paid
}

describe.each(AGAIN)("rule 2: %s without reporting", (verb) => {
  it.each(["reset_before", "act_then_reset"] as const)(
    "rule 2: is sent again after its time, and the second answer decides it: %s",
    async (fault) => {
      const paid = await lost(verb, { fault })
      await requests.resolve()
      expect(bench.sent(verb, paid)).toBe(1)
      await requests.later(paid)
      await requests.resolve()
      expect(bench.sent(verb, paid)).toBe(2)
      const operation = await requests.operation(verb, paid)
      expect(operation.status).toBe("done")
      expect(operation.reply_detail).toMatch(/^sent again: /)
      expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
      expect(await bench.findings()).toEqual([])
      await bench.cancel(paid)
      expect(bench.sent(verb, paid)).toBe(2)
    }
  )

  it("rule 2: is sent again with growing pauses while no answer comes, and stays open", async () => {
    const paid = await lost(verb, { fault: "reset_before" })
    bench.simulator.control.fault({ fault: "http_500", times: 9, match: { txType: verb } })
    await requests.later(paid)
    await requests.resolve()
    await requests.later(paid, 61_000)
    await requests.resolve()
    // Its answer may still come: nobody sends, and nobody decides.
    expect(bench.sent(verb, paid)).toBe(2)
    expect((await failure(bench.cancel(paid))).code).toBe("busy")
    await requests.later(paid, 1_200_000)
    await requests.resolve()
    await requests.resolve()
    expect(bench.sent(verb, paid)).toBe(3)
    expect((await requests.operation(verb, paid)).status).toBe("unknown")
  })

  it("rule 3: is not sent again for an order that lives, or lives again", async () => {
    const paid = await lost(verb, { fault: "reset_before" })
    paid.shop.order = { id: "order_1", canceled: false }
    await requests.later(paid)
    await requests.resolve()
    expect(bench.sent(verb, paid)).toBe(1)
    expect((await bench.findings()).map((row) => row.kind)).toEqual(["open_operation"])
  })

  it("rule 2: two jobs send it once more, not twice", async () => {
    const paid = await lost(verb, { fault: "reset_before" })
    await requests.later(paid)
    const other = bench.anotherProcess()
    await Promise.all([requests.resolve(), requests.resolve(other)])
    expect(bench.sent(verb, paid)).toBe(2)
    await other.__hooks.onApplicationShutdown()
  })

  it("rule 2: a job that slept while another one sent it does not send it as well", async () => {
    const paid = await lost(verb, { fault: "reset_before" })
    bench.simulator.control.fault({ fault: "http_500", match: { txType: verb } })
    await requests.later(paid)
    const { context } = bench.ledger
    let transactions = 0
    const slow: typeof context = {
      ...context,
      transaction: async (work) => {
        transactions += 1
        // Its own claim is the first, what it asks about the second; the third takes its turn.
        if (transactions === 3) {
          await bench.database("sagepay_operation").update({ ask_after: new Date(0) })
          await requests.resolve()
        }
        return context.transaction(work)
      },
    }
    await resolveOpen(slow, requests.readShop)
    expect(bench.sent(verb, paid)).toBe(2)
  })

  it("rule 1: a job that was frozen before it could send it leaves it open", async () => {
    const paid = await lost(verb, { fault: "reset_before" })
    await requests.later(paid)
    const { context } = bench.ledger
    let asleep = 0
    const now = () => new Date(Date.now() + asleep)
    const gatewayFor: typeof context.gatewayFor = (...of) => {
      asleep = 22_000
      return context.gatewayFor(...of)
    }
    await resolveOpen({ ...context, now, gatewayFor }, requests.readShop)
    expect(bench.sent(verb, paid)).toBe(1)
    expect((await requests.operation(verb, paid)).status).toBe("unknown")
  })

  it("rule 2: what the first one did not do says nothing once it was sent again", async () => {
    const paid = await lost(verb, { fault: "reset_before" })
    const first = await requests.operation(verb, paid)
    bench.simulator.control.fault({ fault: "http_500", match: { txType: verb } })
    await requests.later(paid)
    await requests.resolve()
    const words = { reply_status: null, reply_detail: "It waited." }
    for (const status of ["not_sent", "refused"] as const) {
      await record(bench.ledger.context, first, { status, words })
      expect((await requests.operation(verb, paid)).status).toBe("unknown")
    }
  })

  it("rule 2: a second answer that proves nothing is for a person", async () => {
    const paid = await lost(verb, { fault: "act_then_reset" })
    const status_detail = "4041 : The Transaction type does not support it."
    bench.simulator.control.fault({ fault: "refuse", status_detail, match: { txType: verb } })
    await requests.later(paid)
    await requests.resolve()
    expect((await requests.operation(verb, paid)).status).toBe("unknown")
    await requests.later(paid)
    await bench.ledger.raiseOpenOperations()
    expect((await bench.findings()).map((row) => row.kind)).toEqual(["open_operation"])
  })
})

it("rule 3: a VOID of what Medusa counts by now is left to its refunds", async () => {
  const paid = await lost("VOID", { fault: "reset_before" })
  paid.shop.captures.set("capt_since", 3_000)
  await requests.later(paid)
  await requests.resolve()
  expect(bench.sent("VOID", paid)).toBe(1)
})

it("rule 3: a VOID that takes back a refund is not sent again, however cancelled the order is", async () => {
  const paid = await requests.paid("PAYMENT")
  await bench.refund(paid, 1_000)
  const { transactions } = await bench.ledger.family(paid.root.id)
  const refund = transactions.find(({ kind }) => kind === "REFUND")
  // Nothing of it is Medusa's: what it counts as refunded is never voided.
  paid.shop.captures.clear()
  paid.shop.refunds.clear()
  bench.simulator.control.fault({ fault: "reset_before", match: { txType: "VOID" } })
  const pressed = press(bench.ledger.context, {
    transactionId: refund?.id ?? "",
    action: "VOID",
    key: randomUUID(),
    actor: "user_ann",
    reason: "refunded by mistake",
    settlesOrder: false,
    readFacts: () => Promise.resolve({ ...paid.shop.facts(), payment: null, owed: null }),
  })
  expect((await failure(pressed)).code).toBe("unknown")
  paid.shop.order = { id: "order_1", canceled: true }
  await requests.later(paid)
  await requests.resolve()
  expect(bench.sent("VOID", paid)).toBe(1)
  expect(await requests.findingsOf(paid)).toEqual(["open_operation"])
})

it("rule 2: an ABORT whose second answer is 'released' did not happen, which is raised", async () => {
  const paid = await lost("ABORT", { fault: "reset_before" })
  const status_detail = "4038 : The Transaction has already been released."
  bench.simulator.control.fault({ fault: "refuse", status_detail, match: { txType: "ABORT" } })
  await requests.later(paid)
  await requests.resolve()
  expect((await requests.operation("ABORT", paid)).status).toBe("refused")
  expect((await bench.findings()).map((row) => row.kind)).toEqual(["done_elsewhere"])
})

const NEVER = VERBS.filter((verb) => !(AGAIN as readonly Verb[]).includes(verb))

it.each(NEVER)("rule 2: %s is never sent again, and raised", async (verb) => {
  const paid = await requests.prepare(verb)
  bench.simulator.control.fault({ fault: "reset_before", match: { txType: verb } })
  await failure(requests.ask(verb, paid))
  for (let run = 0; run < 4; run += 1) {
    await requests.later(paid)
    await requests.resolve()
  }
  expect(bench.sent(verb, paid)).toBe(1)
  expect(await requests.findingsOf(paid)).toEqual(["open_operation"])
})

it("rule 3: the VOID of a refund whose row Medusa has deleted is not sent again", async () => {
  const paid = await requests.prepare("VOID")
  bench.simulator.control.fault({ fault: "reset_before", match: { txType: "VOID" } })
  await failure(requests.ask("VOID", paid))
  await requests.later(paid)
  await requests.resolve()
  expect(bench.sent("VOID", paid)).toBe(1)
})

it.each(["AUTHORISE", "REFUND"] as const)(
  "rule 2: a first 4042 to %s means that it was delivered twice: unknown",
  async (verb) => {
    const paid = await requests.prepare(verb)
    const status_detail = "4042 : The VendorTxCode has been used before."
    bench.simulator.control.fault({ fault: "refuse", status_detail, match: { txType: verb } })
    expect((await failure(requests.ask(verb, paid))).code).toBe("unknown")
    expect((await failure(requests.ask(verb, paid))).code).toBe("busy")
    expect((await requests.operation(verb, paid)).reply_detail).toMatch(/^4042 /)
  }
)
