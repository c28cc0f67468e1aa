import { compareAccount } from "../src/modules/sagepay/compare"
import { QUESTIONS_PER_RUN } from "../src/modules/sagepay/compare-run"
import { CompareBench, vps } from "./helpers/compare-bench"
import { failure } from "./helpers/ledger"

/** The comparison with the gateway: what it asks, whom it waits for, and what a person has seen to. */

let lab: CompareBench
let bench: CompareBench["bench"]
let compare: CompareBench["compare"]
let contextOf: CompareBench["contextOf"]
let options: CompareBench["options"]
let paid: CompareBench["paid"]
let quiet: CompareBench["quiet"]
let intents: CompareBench["intents"]
let kinds: CompareBench["kinds"]
let atGateway: CompareBench["atGateway"]
beforeAll(async () => {
  lab = await CompareBench.start()
  ;({ bench, compare, contextOf, options, paid, quiet, intents, kinds, atGateway } = lab)
})
beforeEach(() => lab.fresh())
afterAll(() => lab.bench.close())

describe("while something else is going on with the payment", () => {
  it("what is undecided is left to those who decide it, and adopted after that", async () => {
    const payment = await paid("PAYMENT")
    bench.simulator.control.fault({ fault: "reset_before", match: { txType: "REFUND" } })
    expect((await failure(bench.refund(payment, 1_000))).code).toBe("unknown")
    atGateway("REFUND", vps(payment), 500)
    expect((await compare()).moved).toEqual([])
    expect(await kinds()).toEqual([])
    await bench.settle(payment, { happened: false, by: "user_ann", note: "not there" })
    expect((await compare()).moved).toEqual([payment.root.id])
    expect(await bench.net(payment)).toBe(2_500)
  })

  it("a refund of what a message of ours in doubt has made is not taken for another shop's", async () => {
    const payment = await paid("AUTHENTICATE")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "AUTHORISE" } })
    expect((await failure(bench.capture(payment, 3_000))).code).toBe("unknown")
    const made = bench.simulator.control
      .transactions()
      .find((one) => one.tx_type === "AUTHORISE" && one.root_vps_tx_id === vps(payment))
    const vpsTxId = made?.vps_tx_id ?? ""
    atGateway("REFUND", vpsTxId, 500)
    expect((await compare()).moved).toEqual([])
    const seen = { happened: true, vpsTxId, by: "user_ann", note: "it is there" }
    await bench.settle(payment, seen)
    expect((await compare()).moved).toEqual([payment.root.id])
    expect(await bench.net(payment)).toBe(2_500)
    expect((await bench.gateway(payment)).net).toBe(2_500)
  })

  it("what waits for long is written down, so that it is not forgotten", async () => {
    const payment = await paid("PAYMENT")
    bench.simulator.control.fault({ fault: "reset_before", match: { txType: "REFUND" } })
    await failure(bench.refund(payment, 1_000))
    const made = atGateway("REFUND", vps(payment), 500)
    await compare(false, contextOf(bench.ledger, 2 * 3_600_000))
    const waiting = (await bench.findings()).filter(({ kind }) => kind === "waiting_at_gateway")
    expect(waiting.map(({ subject_id }) => subject_id)).toEqual([made])
    await bench.settle(payment, { happened: false, by: "user_ann", note: "not there" })
    // A week later no list has it any more.
    const later = contextOf(bench.ledger, 7 * 86_400_000)
    await bench.database("sagepay_installation").update({ compared_until: later.now() })
    await compare(false, later)
    expect(await bench.net(payment)).toBe(2_500)
    expect(await kinds()).not.toContain("waiting_at_gateway")
  })

  it("what changed while the question was on its way is left to the next run", async () => {
    const payment = await paid("DEFERRED")
    const before = bench.simulator.control.transaction(vps(payment))
    // The report says 14; before it arrives, staff capture.
    lab.reports.meanwhile = () => bench.capture(payment, 3_000)
    await compare()
    expect(before.state).toBe("deferred")
    expect(await intents(payment)).toEqual([])
    expect(await bench.booksOf(payment)).toEqual({ net: 3_000, held: 0 })
    await quiet(payment)
    await compare(true)
    expect(await kinds()).toEqual([])
  })

  it("what the report says of a payment that staff are at is left to the next run, too", async () => {
    const payment = await paid("AUTHENTICATE")
    lab.reports.laidOver.set(vps(payment), { stateId: 22 })
    lab.reports.meanwhile = () => bench.capture(payment, 1_000)
    await compare()
    expect((await bench.rootOf(payment.root)).state).toBe("authenticated")
    await compare(true)
    expect((await bench.rootOf(payment.root)).state).toBe("cancelled")
  })

  it("staff and the comparison at once end in one movement each", async () => {
    const payment = await paid("PAYMENT")
    atGateway("REFUND", vps(payment), 1_000)
    await Promise.all(
      [compare(), bench.refund(payment, 500), compare(true), compare(true)].map((work) =>
        work.catch(String)
      )
    )
    await compare(true)
    expect(await intents(payment)).toEqual([{ kind: "refund", moved_minor: 1_000 }])
    expect(await bench.net(payment)).toBe((await bench.gateway(payment)).net)
  })
})

describe("what a person has seen to", () => {
  const see = async () => {
    for (const { id } of await bench.findings()) {
      await bench.ledger.resolveFinding(id, "seen to", "user_ann")
    }
  }

  it("another amount is not raised again, but a third one is", async () => {
    const payment = await paid("PAYMENT")
    await quiet(payment)
    lab.reports.laidOver.set(vps(payment), { amountMinor: 2_999 })
    await compare(true)
    expect(await kinds()).toEqual(["differs_at_gateway"])
    await see()
    // In other words, it is the same.
    lab.reports.laidOver.set(vps(payment), { amountMinor: 2_999, status: "Settled" })
    await compare(true)
    expect(await kinds()).toEqual([])
    lab.reports.laidOver.set(vps(payment), { amountMinor: 2_998 })
    await compare(true)
    expect(await kinds()).toEqual(["differs_at_gateway"])
  })

  it("what has come right by itself and goes wrong again is raised again", async () => {
    const payment = await paid("PAYMENT")
    await quiet(payment)
    for (const wrong of [true, false, true]) {
      if (wrong) lab.reports.laidOver.set(vps(payment), { amountMinor: 2_999 })
      else lab.reports.laidOver.clear()
      await compare(true)
    }
    expect(await kinds()).toEqual(["differs_at_gateway"])
  })

  it("what the bank did not pay is not raised again every day", async () => {
    const payment = await paid("PAYMENT")
    lab.reports.laidOver.set(vps(payment), { stateId: 23 })
    await compare(true)
    expect(await kinds()).toEqual(["settlement_failed"])
    await see()
    await compare(true)
    expect(await kinds()).toEqual([])
  })

  it("what the gateway does not know is raised again only in another state", async () => {
    const payment = await paid("DEFERRED")
    lab.reports.laidOver.set(vps(payment), "not_found")
    await compare(true)
    const later = contextOf(bench.ledger, 700_000)
    await compare(true, later)
    expect(await kinds()).toEqual(["missing_at_gateway"])
    await see()
    await compare(true, later)
    expect(await kinds()).toEqual([])
    await bench.capture(payment, 3_000)
    await compare(true, later)
    expect(await kinds()).toEqual(["missing_at_gateway"])
  })
})

describe("what is settled", () => {
  it("has a batch, is asked about no more, and cannot be voided, whatever the clock says", async () => {
    const payment = await paid("PAYMENT")
    bench.simulator.control.settle()
    await compare()
    const root = await bench.rootOf(payment.root)
    expect(root.batch_id).toBe("1")
    expect(root.settled_at).not.toBeNull()
    const before = lab.reports.asked.length
    await compare(true)
    expect(lab.reports.asked.slice(before)).toEqual(["list"])
    await bench.refund(payment, 3_000)
    expect(bench.sent("VOID", payment)).toBe(0)
    expect(bench.sent("REFUND", payment)).toBe(1)
  })
})

describe("how much is asked", () => {
  it("the list goes on where it ended, with an overlap", async () => {
    await paid("PAYMENT")
    await compare()
    const [row] = await bench.database<{ compared_until: Date }>("sagepay_installation")
    const spans: { from: Date; to: Date }[] = []
    const list = lab.reports.transactionList.bind(lab.reports)
    lab.reports.transactionList = (span) => (spans.push(span), list(span))
    const later = contextOf(bench.ledger, 86_400_000)
    await compare(false, later)
    expect(spans[0]?.from).toEqual(new Date((row?.compared_until.getTime() ?? 0) - 7_200_000))
    expect(spans.at(-1)?.to.getTime()).toBeGreaterThan(later.now().getTime())
    const longAfter = contextOf(bench.ledger, 100 * 86_400_000)
    spans.length = 0
    await compare(false, longAfter)
    const furthest = longAfter.now().getTime() - 31 * 86_400_000
    expect(Math.abs((spans[0]?.from.getTime() ?? 0) - furthest)).toBeLessThan(60_000)
    expect(spans.length).toBeLessThanOrEqual(QUESTIONS_PER_RUN / 2)
  })

  it("a row is asked about again only after a while, the longest unasked first", async () => {
    const [a, b] = [await paid("DEFERRED"), await paid("DEFERRED")]
    await compare()
    await compare()
    const asked = () => lab.reports.asked.filter((about) => about !== "list")
    expect(asked()).toEqual([vps(a), vps(b)])
    await bench
      .database("sagepay_transaction")
      .where({ id: a.root.id })
      .update({ compared_at: null })
    await compare()
    expect(asked()).toEqual([vps(a), vps(b), vps(a)])
  })

  it("no more than a run may ask, and the rest comes first the next time", async () => {
    const payment = await paid("DEFERRED")
    const { id: _id, vps_tx_id: _vps, ...like } = await bench.rootOf(payment.root)
    const copies = Array.from({ length: QUESTIONS_PER_RUN + 20 }, (_, n) => ({
      ...like,
      id: `sptx_copy_${n}`,
      root_id: `sptx_copy_${n}`,
      vendor_tx_code: `copy-${n}`,
      vps_tx_id: `{copy-${n}}`,
      return_token: null,
      claim: null,
      results: null,
    }))
    await bench.database("sagepay_transaction").insert(copies)
    const first = await compare()
    expect(first).toMatchObject({ questions: QUESTIONS_PER_RUN })
    expect(first.stopped).toMatch(/questions/)
    const second = await compare()
    expect(second.stopped).toBeNull()
    const asked = lab.reports.asked.filter((about) => about !== "list")
    expect(new Set(asked).size).toBe(copies.length + 1)
    expect(asked).toHaveLength(copies.length + 1)
  })

  it.each([
    { kind: "unavailable", reason: "no answer" },
    { kind: "refused", code: "2213", reason: "too many commands", lockout: false },
  ] as const)("a run ends at the first answer that is none: %p", async (broken) => {
    await paid("DEFERRED")
    await paid("DEFERRED")
    lab.reports.broken = broken
    expect((await compare()).stopped).toContain(broken.reason)
    expect(lab.reports.asked).toHaveLength(1)
    expect(await kinds()).toEqual([])
  })

  it("a login that was refused is not tried again", async () => {
    await paid("DEFERRED")
    const login = { ...lab.context.options, reporting: { user: "u", password: "p" } }
    const given = { ...lab.context, options: login }
    lab.reports.broken = { kind: "refused", code: "0008", reason: "no", lockout: true }
    await compare(false, given)
    expect(await compareAccount(given, null, options())).toBeUndefined()
    expect(lab.reports.asked).toHaveLength(1)
    expect(await kinds()).toEqual(["reporting_refused"])
  })

  it("nothing without a login", async () => {
    const given = { ...lab.context, reportingFor: () => undefined }
    expect(await compareAccount(given, null, options())).toBeUndefined()
  })
})
