import { randomUUID } from "node:crypto"
import { securityKeyOf } from "../src/modules/sagepay/context"
import { press } from "../src/modules/sagepay/press"
import { askAgain } from "../src/modules/sagepay/resolve"
import type { FaultRequest } from "../src/simulator"
import { failure, LedgerBench, type Paid } from "./helpers/ledger"
import { MAKES, Requests, VERBS } from "./helpers/verbs"

/** Rules 2 to 4 with a reporting login: what nobody knows is asked for, at once, by the job, and for a person. */

const LOGIN = { reporting: { user: "reportuser", password: "s3cretPass" } }

let bench: LedgerBench
let requests: Requests
beforeAll(async () => {
  bench = await LedgerBench.start({ ...LOGIN, reply_timeout_ms: 300, resolve_patience_ms: 1_000 })
  requests = new Requests(bench)
})
afterEach(() => bench.simulator.control.clearFaults())
afterAll(() => bench.close())

const fault = (request: FaultRequest) => bench.simulator.control.fault(request)
/** Nothing is asked at once, so that it is left to the job. */
const patience = (ms: number) => Object.assign(bench.ledger.options, { resolve_patience_ms: ms })

const REPLIES_LOST: readonly Omit<FaultRequest, "match">[] = [
  { fault: "act_then_reset" },
  { fault: "act_then_late", delay_ms: 600 },
  { fault: "half_reply" },
  { fault: "html", act: true },
  { fault: "http_500", act: true },
  { fault: "empty", act: true },
  { fault: "error_status", act: true },
]

describe.each(VERBS)("rule 2: %s", (verb) => {
  it.each(REPLIES_LOST)("rule 2: its reply was lost, and it is asked at once: %p", async (lost) => {
    const paid = await requests.prepare(verb)
    fault({ ...lost, match: { txType: verb } })
    await requests.ask(verb, paid)
    expect(bench.sent(verb, paid)).toBe(1)
    const { intents, transactions } = await bench.ledger.family(paid.root.id)
    expect(intents.filter(({ status }) => status === "open")).toEqual([])
    expect(intents.at(-1)).toMatchObject({ status: "done", decided_by: "gateway report" })
    if (MAKES.includes(verb)) {
      const made = transactions.find((row) => row.kind === verb)
      const theirs = bench.familyAtGateway(paid.root).find((row) => row.tx_type === verb)
      if (!made || !theirs) throw new Error("It made nothing")
      expect(made.vps_tx_id).toBe(theirs.vps_tx_id)
      expect(made.tx_auth_no).toBe(theirs.tx_auth_no)
      expect(made.security_key).not.toContain(theirs.security_key)
      expect(securityKeyOf(bench.ledger.context, made)).toBe(theirs.security_key)
    }
    await bench.booksOf(paid)
  })

  it("rule 2: it never arrived: counts the second time, when its answer can come no more", async () => {
    const paid = await requests.prepare(verb)
    fault({ fault: "reset_before", match: { txType: verb } })
    const error = await failure(requests.ask(verb, paid))
    expect(error.code).toBe("unknown")
    expect(error.message).toMatch(/money may have moved.*The gateway is asked about it by itself/)

    // While its answer may still come, nobody looks and a person who asks proves nothing.
    await requests.resolve()
    const intent = await bench.openIntent(paid)
    await askAgain(bench.ledger.context, intent, requests.readShop)
    await requests.later(paid, 61_000)
    await askAgain(bench.ledger.context, intent, requests.readShop)
    expect(await requests.operation(verb, paid)).toMatchObject({ absent_at: null, asks: 2 })

    await requests.later(paid)
    await requests.resolve()
    expect(await requests.operation(verb, paid)).toMatchObject({ status: "unknown", asks: 3 })
    // A minute must lie between the two looks, whoever asks.
    await requests.resolve()
    await askAgain(bench.ledger.context, intent, requests.readShop)
    expect(await requests.operation(verb, paid)).toMatchObject({ status: "unknown", asks: 4 })
    expect((await failure(requests.ask(verb, paid))).code).toBe("busy")

    await requests.later(paid, 61_000)
    await requests.resolve()
    const refused = await requests.operation(verb, paid)
    expect(refused.status).toBe("refused")
    expect(refused.reply_detail).toMatch(/^asked about it, the gateway says: /)
    expect(await requests.findingsOf(paid)).toEqual([])
    expect(bench.sent(verb, paid)).toBe(1)

    await requests.ask(verb, paid)
    expect(bench.sent(verb, paid)).toBe(2)
    await bench.booksOf(paid)
  })

  it("rule 2: the process died after sending it: the job of another one finds it", async () => {
    const paid = await requests.prepare(verb)
    patience(0)
    fault({ fault: "act_then_reset", match: { txType: verb } })
    await failure(requests.ask(verb, paid))
    await bench
      .database("sagepay_operation")
      .where({ root_id: paid.root.id, status: "unknown" })
      .update({ status: "sent", process: "dead" })
    patience(1_000)
    const other = bench.anotherProcess()
    await requests.resolve(other)
    expect((await requests.operation(verb, paid)).status).toBe("sent")
    await requests.later(paid)
    await requests.resolve(other)
    expect((await requests.operation(verb, paid)).status).toBe("done")
    await requests.ask(verb, paid)
    expect(bench.sent(verb, paid)).toBe(1)
    await bench.booksOf(paid)
    await other.__hooks.onApplicationShutdown()
  })

  it("rule 2: two jobs, a person and a late reply at once end in one decision", async () => {
    const paid = await requests.prepare(verb)
    patience(0)
    fault({ fault: "act_then_late", delay_ms: 700, match: { txType: verb } })
    await failure(requests.ask(verb, paid))
    patience(1_000)
    const intent = await bench.openIntent(paid)
    await requests.later(paid)
    const other = bench.anotherProcess()
    const word = { happened: false, by: "user_ann", note: "not there yet" }
    await Promise.allSettled([
      requests.resolve(),
      requests.resolve(other),
      askAgain(other.context, intent, requests.readShop),
      askAgain(bench.ledger.context, intent, requests.readShop),
      other.settle(intent, word),
      bench.ledger.settle(intent, word),
    ])
    const { transactions, intents, operations } = await bench.ledger.family(paid.root.id)
    expect(intents.find(({ id }) => id === intent)?.status).toBe("done")
    expect(operations.filter((row) => row.verb === verb).map((row) => row.status)).toEqual(["done"])
    const made = transactions.filter((row) => row.kind === verb)
    expect(made).toHaveLength(MAKES.includes(verb) ? 1 : 0)
    await requests.ask(verb, paid)
    expect(bench.sent(verb, paid)).toBe(1)
    await bench.booksOf(paid)
    await other.__hooks.onApplicationShutdown()
  })
})

describe("rule 4: what waits behind a leg in doubt", () => {
  it("rule 4: a VOID that is unknown is followed by its REFUND only when it is known not to be done", async () => {
    const paid = await requests.paid("PAYMENT")
    fault({ fault: "reset_before", match: { txType: "VOID" } })
    const row = "ref_that_stays"
    paid.shop.refunds.set(row, 3_000)
    await failure(bench.ledger.refund(bench.ask(paid.root, paid.shop, row, 3_000)))
    await requests.later(paid)
    await requests.resolve()
    expect(bench.sent("REFUND", paid)).toBe(0)
    await requests.later(paid, 61_000)
    await requests.resolve()
    expect([bench.sent("VOID", paid), bench.sent("REFUND", paid)]).toEqual([1, 1])
    expect(await bench.booksOf(paid)).toEqual({ net: 0, held: 0 })
  })

  it("rule 3: its REFUND is not sent when the shop does not want it any more", async () => {
    const paid = await requests.paid("PAYMENT")
    fault({ fault: "reset_before", match: { txType: "VOID" } })
    await failure(bench.refund(paid, 3_000))
    await requests.later(paid)
    await requests.resolve()
    await requests.later(paid, 61_000)
    await requests.resolve()
    expect([bench.sent("VOID", paid), bench.sent("REFUND", paid)]).toEqual([1, 0])
    expect(await bench.booksOf(paid)).toEqual({ net: 3_000, held: 0 })
  })

  it("rule 4: what was found at once goes on with the legs behind it", async () => {
    const paid = await requests.paid("AUTHENTICATE")
    await bench.capture(paid, 1_000)
    await bench.capture(paid, 1_000)
    await bench.settledAtMidnight(paid)
    fault({ fault: "act_then_reset", match: { txType: "REFUND" } })
    await bench.refund(paid, 1_500)
    expect(bench.sent("REFUND", paid)).toBe(2)
    expect((await bench.booksOf(paid)).net).toBe(500)
  })
})

describe.each(["REPEAT", "REPEATDEFERRED"] as const)("rule 2: a %s", (action) => {
  const charge = async (paid: Paid, key: string) =>
    press(bench.ledger.context, {
      transactionId: paid.root.id,
      action,
      amountMinor: 700,
      key,
      actor: "user_ann",
      reason: "agreed by telephone",
      settlesOrder: false,
      readFacts: () => Promise.resolve({ ...paid.shop.facts(), payment: null, owed: null }),
    })

  it.each(["act_then_reset", "duplicate"] as const)(
    "rule 2: is asked at once by its own code, and becomes a payment with its keys: %s",
    async (lost) => {
      const paid = await requests.paid("PAYMENT")
      fault({ fault: lost, match: { txType: action } })
      const { made, operation } = await charge(paid, randomUUID())
      expect(operation.reply_detail).toMatch(/^asked about it/)
      const theirs = bench.simulator.control.transactions({ tx_type: action }).at(-1)
      expect(made?.vps_tx_id).toBe(theirs?.vps_tx_id)
      expect(made?.root_id).toBe(made?.id)
      expect(made && securityKeyOf(bench.ledger.context, made)).toBe(theirs?.security_key)
    }
  )

  it("rule 2: that never arrived is known after two looks, and is never sent by itself", async () => {
    const paid = await requests.paid("PAYMENT")
    const before = bench.simulator.control.transactions({ tx_type: action }).length
    fault({ fault: "reset_before", match: { txType: action } })
    expect((await failure(charge(paid, randomUUID()))).code).toBe("unknown")
    await requests.later(paid)
    await requests.resolve()
    await requests.later(paid, 61_000)
    await requests.resolve()
    expect((await requests.operation(action, paid)).status).toBe("refused")
    expect(bench.simulator.control.transactions({ tx_type: action })).toHaveLength(before)
  })
})

it.each(MAKES)("rule 2: a %s delivered twice is one, with the keys of the first", async (verb) => {
  const paid = await requests.prepare(verb)
  fault({ fault: "duplicate", match: { txType: verb } })
  await requests.ask(verb, paid)
  expect(bench.familyAtGateway(paid.root).filter((row) => row.tx_type === verb)).toHaveLength(1)
  await bench.booksOf(paid)
})
