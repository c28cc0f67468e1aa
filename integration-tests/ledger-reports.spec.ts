import { askAgain, resolveOpen } from "../src/modules/sagepay/resolve"
import { failure, type LedgerBench } from "./helpers/ledger"
import { VERBS } from "./helpers/verbs"
import { ReportsBench } from "./helpers/reports-bench"

/** Rule 2: what the gateway's reports may say of a transaction, and what is made of it. */

let lab: ReportsBench
let bench: LedgerBench
beforeAll(async () => {
  lab = await ReportsBench.start()
  bench = lab.bench
})
beforeEach(() => {
  lab.newReports()
})
afterEach(() => lab.forget())
afterAll(() => bench.close())

describe("rule 2: a report that does not fit is never adopted", () => {
  const MISFITS = {
    RELEASE: [
      { amountMinor: 1_999 },
      { currency: "EUR" },
      { released: false },
      { kind: "PAYMENT" },
    ],
    ABORT: [{ kind: "PAYMENT" }, { vendorTxCode: "another" }],
    CANCEL: [{ kind: undefined }, { vpsTxId: "{11111111-2222-3333-4444-555555555555}" }],
    VOID: [{ kind: "DEFERRED" }],
    AUTHORISE: [
      { amountMinor: 2_001 },
      { currency: "USD" },
      { kind: "REPEAT" },
      { related: { vpsTxId: "{11111111-2222-3333-4444-555555555555}" } },
    ],
    REFUND: [{ amountMinor: 1 }, { kind: "PAYMENT" }, { vendorTxCode: "another" }],
  } as const
  const cases = VERBS.flatMap((verb) => MISFITS[verb].map((over) => [verb, over] as const))

  it.each(cases)("rule 2: %s with %p is for a person, with what is known", async (verb, over) => {
    const paid = await lab.lost(verb, "act_then_reset")
    const { security_key } = lab.shown(verb, paid)
    lab.layOver(verb, paid, over)
    await lab.twice(paid)
    const operation = await lab.requests.operation(verb, paid)
    expect(operation.status).toBe("unknown")
    expect(operation.evidence).toMatchObject({ answer: "found", needs_person: true })
    expect(JSON.stringify(operation)).not.toContain(security_key)
    const [finding] = await bench.findings()
    expect(finding?.kind).toBe("open_operation")
    expect(finding?.message).toMatch(/The last look: The gateway's report has /)
    expect(JSON.stringify(finding)).not.toContain(security_key)
    // A report that fits, later, still decides it and takes it off the list.
    lab.reports.laidOver.clear()
    await lab.requests.later(paid)
    await lab.requests.resolve()
    expect(await bench.findings()).toEqual([])
    await lab.requests.ask(verb, paid)
    expect(bench.sent(verb, paid)).toBe(1)
    await bench.booksOf(paid)
  })

  it("rule 2: a VPSTxId that the ledger has as another transaction is not adopted twice", async () => {
    const paid = await lab.lost("REFUND", "act_then_reset")
    lab.layOver("REFUND", paid, { vpsTxId: paid.root.vps_tx_id ?? "" })
    await lab.twice(paid)
    const { status, evidence } = await lab.requests.operation("REFUND", paid)
    expect(status).toBe("unknown")
    expect(evidence?.says).toMatch(/^The ledger has .* already, as medusa-/)
  })

  it("rule 2: a code unknown to a login that does not know the payment either proves nothing", async () => {
    const paid = await lab.lost("REFUND", "reset_before")
    lab.reports.laidOver.set(paid.root.vps_tx_id ?? "", "not_found")
    for (let look = 0; look < 4; look += 1) await lab.twice(paid)
    expect((await lab.requests.operation("REFUND", paid)).status).toBe("unknown")
    expect((await bench.findings())[0]?.message).toMatch(/login of the right account\?/)
  })
})

describe("rule 2: what the states of a report mean", () => {
  it.each([
    ["AUTHORISE", 18],
    ["AUTHORISE", 23],
    ["REFUND", 18],
    ["REFUND", 23],
    ["RELEASE", 23],
  ] as const)("rule 2: a %s in state %d happened, whatever came after", async (verb, stateId) => {
    const paid = await lab.lost(verb, "act_then_reset")
    lab.layOver(verb, paid, { stateId })
    await lab.requests.resolve()
    expect((await lab.requests.operation(verb, paid)).status).toBe("done")
  })

  it.each([
    ["AUTHORISE", 12, "declined"],
    ["REFUND", 10, "declined"],
    ["RELEASE", 19, "refused"],
    ["ABORT", 16, "refused"],
    ["CANCEL", 26, "refused"],
  ] as const)("rule 2: a %s in state %d is %s at once", async (verb, stateId, code) => {
    lab.patience(2_000)
    const paid = await lab.requests.prepare(verb)
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: verb } })
    // Before it arrives there is nothing to lay anything over.
    const { transactionDetail } = lab.reports
    lab.reports.transactionDetail = (by) => {
      lab.layOver(verb, paid, { stateId })
      return transactionDetail.call(lab.reports, by)
    }
    const error = await failure(lab.requests.ask(verb, paid))
    lab.patience(0)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/no money moved: asked about it/)
    expect((await lab.requests.operation(verb, paid)).status).toBe("refused")
  })

  it.each([2, 6, 24, 28, 99])("rule 2: state %d says nothing, however often", async (stateId) => {
    const paid = await lab.lost("REFUND", "act_then_reset")
    lab.layOver("REFUND", paid, { stateId })
    for (let look = 0; look < 3; look += 1) await lab.twice(paid)
    expect((await lab.requests.operation("REFUND", paid)).status).toBe("unknown")
    expect(await lab.requests.findingsOf(paid)).toEqual(["open_operation"])
  })

  it.each([13, 17, 20])("rule 2: state %d counts the second time", async (stateId) => {
    const paid = await lab.lost("REFUND", "act_then_reset")
    lab.layOver("REFUND", paid, { stateId })
    await lab.requests.resolve()
    expect((await lab.requests.operation("REFUND", paid)).status).toBe("unknown")
    await lab.requests.later(paid, 61_000)
    await lab.requests.resolve()
    expect((await lab.requests.operation("REFUND", paid)).status).toBe("refused")
  })

  it("rule 2: an absence of long ago counts no more once the message is on its way again", async () => {
    const paid = await lab.lost("REFUND", "reset_before")
    await lab.requests.resolve()
    await lab.requests.later(paid)
    await bench.database("sagepay_operation").update({ sent_at: new Date() })
    await askAgain(bench.ledger.context, await bench.openIntent(paid), lab.requests.readShop)
    expect(await lab.requests.operation("REFUND", paid)).toMatchObject({
      status: "unknown",
      absent_at: null,
    })
  })

  it("rule 2: a look counts as of when it was asked, not as of when it is written", async () => {
    const paid = await lab.requests.prepare("REFUND")
    bench.simulator.control.fault({ fault: "reset_before", match: { txType: "REFUND" } })
    await failure(lab.requests.ask("REFUND", paid))
    let later = 0
    lab.reports.meanwhile = () => Promise.resolve(void (later = 600_000))
    const context = { ...bench.ledger.context, now: () => new Date(Date.now() + later) }
    await askAgain(context, await bench.openIntent(paid), lab.requests.readShop)
    const { asks, absent_at } = await lab.requests.operation("REFUND", paid)
    expect({ asks, absent_at }).toEqual({ asks: 1, absent_at: null })
  })

  it("rule 2: a run that has taken long leaves the rest to the next one", async () => {
    const one = await lab.lost("RELEASE", "act_then_reset")
    const two = await lab.lost("RELEASE", "act_then_reset")
    let later = 0
    lab.reports.meanwhile = () => Promise.resolve(void (later = 20_000))
    const context = { ...bench.ledger.context, now: () => new Date(Date.now() + later) }
    await resolveOpen(context, lab.requests.readShop)
    expect(lab.reports.asked).toHaveLength(1)
    await resolveOpen(context, lab.requests.readShop)
    for (const paid of [one, two]) {
      expect((await lab.requests.operation("RELEASE", paid)).status).toBe("done")
    }
  })

  it("rule 2: a person is told only when a second look cannot decide it", async () => {
    const paid = await lab.lost("REFUND", "reset_before")
    await lab.requests.resolve()
    expect(await bench.findings()).toEqual([])
    await lab.requests.later(paid)
    lab.reports.broken = { kind: "unavailable", reason: "It is down." }
    await lab.requests.resolve()
    expect((await bench.findings()).map((row) => row.kind)).toEqual(["open_operation"])
  })

  it("rule 2: what was absent and then waits at the bank is not absent the second time", async () => {
    const paid = await lab.lost("REFUND", "act_then_reset")
    lab.layOver("REFUND", paid, "not_found")
    await lab.requests.resolve()
    lab.layOver("REFUND", paid, { stateId: 6 })
    await lab.requests.later(paid)
    await lab.requests.resolve()
    lab.layOver("REFUND", paid, "not_found")
    await lab.requests.later(paid)
    await lab.requests.resolve()
    expect((await lab.requests.operation("REFUND", paid)).status).toBe("unknown")
  })
})
