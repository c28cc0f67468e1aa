import type { Asked } from "../src/gateway"
import { askable, noteRefusal } from "../src/modules/sagepay/asking"
import { securityKeyOf } from "../src/modules/sagepay/context"
import { askAgain } from "../src/modules/sagepay/resolve"
import { FakeReports } from "./helpers/gateway-books"
import { failure, type LedgerBench } from "./helpers/ledger"
import { ReportsBench } from "./helpers/reports-bench"
import { MAKES, VERBS } from "./helpers/verbs"

/** Rule 2: a reporting service that does not answer, and a person who knows better or worse than it. */

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

const DOWN: Asked<never> = { kind: "unavailable", reason: "It is down." }
const LOCKED: Asked<never> = { kind: "refused", code: "0008", reason: "No.", lockout: true }

describe("rule 2: a service that does not answer", () => {
  it("rule 2: is asked with growing pauses, one question a run, and then a person is told", async () => {
    const paid = await lab.lost("RELEASE", "act_then_reset")
    const second = await lab.lost("REFUND", "act_then_reset")
    lab.reports.broken = DOWN
    await lab.requests.resolve()
    expect(lab.reports.asked).toHaveLength(1)
    const waits: number[] = []
    for (let ask = 0; ask < 12; ask += 1) {
      await lab.requests.later(paid, 7 * 3_600_000)
      await lab.requests.resolve()
      const { ask_after } = await lab.requests.operation("RELEASE", paid)
      waits.push(Math.round(((ask_after?.getTime() ?? 0) - Date.now()) / 60_000))
    }
    expect(waits.at(-1)).toBe(360)
    expect([...waits].sort((a, b) => a - b)).toEqual(waits)
    expect(await lab.requests.findingsOf(paid)).toEqual(["open_operation"])
    lab.reports.broken = undefined
    await lab.requests.later(paid, 7 * 3_600_000)
    await lab.requests.later(second)
    await lab.requests.resolve()
    expect((await lab.requests.operation("RELEASE", paid)).status).toBe("done")
    expect((await lab.requests.operation("REFUND", second)).status).toBe("done")
    expect(await bench.findings()).toEqual([])
  })

  it("rule 2: a caller waits for it no longer than the option says", async () => {
    const paid = await lab.requests.prepare("RELEASE")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "RELEASE" } })
    lab.reports.transactionDetail = () => new Promise(() => undefined)
    lab.patience(500)
    const began = Date.now()
    expect((await failure(lab.requests.ask("RELEASE", paid))).code).toBe("unknown")
    lab.patience(0)
    expect(Date.now() - began).toBeLessThan(2_000)
  })

  it("rule 2: a refused login is never tried again, by no process, until it is another or unlocked", async () => {
    const paid = await lab.lost("RELEASE", "act_then_reset")
    lab.reports.broken = LOCKED
    await lab.requests.resolve()
    for (let run = 0; run < 3; run += 1) await lab.twice(paid)
    const intent = await bench.openIntent(paid)
    const again = await failure(askAgain(bench.ledger.context, intent, lab.requests.readShop))
    expect(again.code).toBe("not_allowed")
    expect(again.message).toMatch(/no reporting login for this account, or it was refused/)
    expect(lab.reports.asked).toHaveLength(1)
    const kinds = (await bench.findings()).map((row) => row.kind)
    expect(kinds).toEqual(expect.arrayContaining(["reporting_refused", "open_operation"]))
    const dump = JSON.stringify(await bench.database("sagepay_installation"))
    expect(dump).not.toContain("s3cretPass")

    // Another login may be used, and what it is told takes the refusal off the list.
    const { context } = bench.ledger
    lab.reports.broken = undefined
    const other = Object.assign(new FakeReports(bench.simulator), { user: "another" })
    const corrected = { ...context, reportingFor: () => other }
    expect(await askable(corrected, null)).toBe(other)
    await noteRefusal(corrected, null, { kind: "not_found", code: "0043" })
    expect((await bench.findings()).map((row) => row.kind)).toEqual(["open_operation"])
  })

  it("rule 2: the same login is tried again once somebody says that it was unlocked", async () => {
    const { context } = bench.ledger
    await noteRefusal(context, null, LOCKED)
    expect(await askable(context, null)).toBeUndefined()
    const [finding] = await bench.findings()
    await bench.ledger.resolveFinding(finding?.id ?? "", "unlocked", "user_ann")
    expect(await askable(context, null)).toBe(lab.reports)
  })

  it("rule 14: a copy of the shop asks nothing", async () => {
    const { context } = bench.ledger
    const options = { ...context.options, backend_url: "https://staging.example" }
    expect(await askable({ ...context, options }, null)).toBeUndefined()
  })
})

describe("rule 2: a person and the gateway", () => {
  const yes = { happened: true, by: "user_ann", note: "it is in the console" }
  const no = { happened: false, by: "user_ann", note: "it is not there" }

  it.each(MAKES)("rule 2: who says that a %s happened need not know its keys", async (verb) => {
    const paid = await lab.lost(verb, "act_then_reset")
    await bench.ledger.settle(await bench.openIntent(paid), yes)
    const theirs = lab.shown(verb, paid)
    const { transactions, intents } = await bench.ledger.family(paid.root.id)
    const made = transactions.find((row) => row.kind === verb)
    expect(made?.vps_tx_id).toBe(theirs.vps_tx_id)
    expect(made && securityKeyOf(bench.ledger.context, made)).toBe(theirs.security_key)
    expect(intents.at(-1)).toMatchObject({ status: "done", decided_by: "user_ann" })
  })

  it.each(VERBS)("rule 2: the gateway's word about %s outranks a person's", async (verb) => {
    const paid = await lab.lost(verb, "act_then_reset")
    const error = await failure(bench.ledger.settle(await bench.openIntent(paid), no))
    expect(error.code).toBe("not_allowed")
    expect(error.message).toMatch(/did happen .*The books say so now/)
    await lab.requests.ask(verb, paid)
    expect(bench.sent(verb, paid)).toBe(1)
    await bench.booksOf(paid)
  })

  it.each(VERBS)(
    "rule 2: nobody says that %s happened while the report has no trace",
    async (verb) => {
      const paid = await lab.lost(verb, "reset_before")
      const error = await failure(bench.ledger.settle(await bench.openIntent(paid), yes))
      expect(error.code).toBe("not_allowed")
      expect(error.message).toMatch(/^Nothing was recorded: asked about it, the gateway says: /)
      const intent = await bench.openIntent(paid)
      await bench.ledger.settle(intent, no)
      await bench.ledger.resume(intent, lab.requests.readShop)
      await lab.requests.ask(verb, paid)
      expect(bench.sent(verb, paid)).toBe(2)
      await bench.booksOf(paid)
    }
  )

  it.each(
    MAKES.flatMap((verb) => [[verb, { stateId: 6 }] as const, [verb, { amountMinor: 1 }] as const])
  )(
    "rule 2: nobody says that a %s did not happen while %p is at the gateway",
    async (verb, over) => {
      const paid = await lab.lost(verb, "act_then_reset")
      lab.layOver(verb, paid, over)
      const error = await failure(bench.ledger.settle(await bench.openIntent(paid), no))
      expect(error.code).toBe("not_allowed")
      expect(error.message).toMatch(/still on its way at the gateway, under this store's own code/)
      lab.layOver(verb, paid, "not_found")
      await bench.ledger.settle(await bench.openIntent(paid), no)
    }
  )

  it("rule 2: keys that a person did not have are asked for until they are found", async () => {
    const paid = await lab.lost("AUTHORISE", "act_then_reset")
    const { vps_tx_id, security_key } = lab.shown("AUTHORISE", paid)
    lab.reports.broken = DOWN
    await bench.ledger.settle(await bench.openIntent(paid), { ...yes, vpsTxId: vps_tx_id })
    await lab.requests.ask("AUTHORISE", paid)
    expect((await failure(bench.refund(paid, 400))).message).toMatch(
      /does not know the SecurityKey/
    )
    await lab.requests.resolve()
    lab.reports.broken = undefined
    await lab.requests.later(paid)
    await lab.requests.resolve()
    const { transactions } = await bench.ledger.family(paid.root.id)
    const made = transactions.find((row) => row.kind === "AUTHORISE")
    expect(made && securityKeyOf(bench.ledger.context, made)).toBe(security_key)
    await bench.refund(paid, 400)
    expect((await bench.booksOf(paid)).net).toBe(1_600)
    const asked = lab.reports.asked.length
    await lab.requests.later(paid)
    await lab.requests.resolve()
    expect(lab.reports.asked).toHaveLength(asked)
  })
})
