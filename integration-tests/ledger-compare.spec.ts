import { compareAccount } from "../src/modules/sagepay/compare"
import type { IntentRow } from "../src/modules/sagepay/rows"
import { CompareBench, vps } from "./helpers/compare-bench"
import { pressInConsole } from "./helpers/gateway-books"
import { failure, LedgerBench, type Paid } from "./helpers/ledger"

/** The comparison with the gateway: what was done elsewhere is adopted once. */

let lab: CompareBench
let bench: CompareBench["bench"]
let compare: CompareBench["compare"]
let contextOf: CompareBench["contextOf"]
let options: CompareBench["options"]
let paid: CompareBench["paid"]
let intents: CompareBench["intents"]
let kinds: CompareBench["kinds"]
let atGateway: CompareBench["atGateway"]
let shops: CompareBench["shops"]
beforeAll(async () => {
  lab = await CompareBench.start()
  ;({ bench, compare, contextOf, options, paid, intents, kinds, atGateway, shops } = lab)
})
beforeEach(() => lab.fresh())
afterAll(() => lab.bench.close())

describe("what was done in the gateway's console", () => {
  const CASES = [
    ["RELEASE", "DEFERRED", 2_000, { state: "taken", taken_minor: 2_000 }, "capture", 2_000],
    ["AUTHORISE", "AUTHENTICATE", 2_000, { authorised_minor: 2_000 }, "capture", 2_000],
    ["REFUND", "PAYMENT", 1_000, { refunded_minor: 1_000 }, "refund", 1_000],
    ["VOID", "PAYMENT", undefined, { state: "voided" }, "refund", 3_000],
    ["ABORT", "DEFERRED", undefined, { state: "aborted" }, "cancel", 0],
    ["CANCEL", "AUTHENTICATE", undefined, { state: "cancelled" }, "cancel", 0],
  ] as const

  it.each(CASES)("a %s is adopted once", async (verb, type, amount, after, kind, moved) => {
    const payment = await paid(type)
    const made = atGateway(verb, vps(payment), amount)
    const { moved: roots } = await compare()
    expect(roots).toEqual([payment.root.id])
    await compare(true)
    expect(await bench.rootOf(payment.root)).toMatchObject(after)
    expect(await intents(payment)).toEqual([{ kind, moved_minor: moved }])
    expect(await bench.net(payment)).toBe((await bench.gateway(payment)).net)
    const key = made === vps(payment) ? `${made}:${verb}` : made
    const { intents: rows } = await bench.ledger.family(payment.root.id)
    expect(rows.map(({ source_id }) => source_id)).toEqual([key])
  })

  it.each(CASES)("a %s found by two processes is one", async (verb, type, amount, _, kind) => {
    const payment = await paid(type)
    atGateway(verb, vps(payment), amount)
    const other = contextOf(bench.anotherProcess())
    await Promise.all([compare(), compare(true, other), compare(true), compare(false, other)])
    await compare(true)
    expect((await intents(payment)).map((row) => row.kind)).toEqual([kind])
    expect(await bench.net(payment)).toBe((await bench.gateway(payment)).net)
  })

  it.each(CASES)(
    "a %s that another process found meanwhile",
    async (verb, type, amount, _, kind) => {
      const payment = await paid(type)
      atGateway(verb, vps(payment), amount)
      const other = contextOf(bench.anotherProcess())
      lab.reports.meanwhile = async () => {
        await compare(true, other)
      }
      await compare()
      expect((await intents(payment)).map((row) => row.kind)).toEqual([kind])
      expect(await bench.net(payment)).toBe((await bench.gateway(payment)).net)
    }
  )

  it("a refund's key is taken over sealed, so that it can be acted upon", async () => {
    const payment = await paid("PAYMENT")
    const made = atGateway("REFUND", vps(payment), 1_000)
    await compare()
    const row = await bench.ledger.transactionBy({ vps_tx_id: made })
    const { security_key, tx_auth_no } = bench.simulator.control.transaction(made)
    expect(row).toMatchObject({ kind: "REFUND", state: "credited", tx_auth_no })
    expect(row?.security_key).not.toContain(security_key)
    expect(lab.context.sealer.open(row?.security_key ?? "", made)).toBe(security_key)
  })

  it("limits what the store may refund afterwards", async () => {
    const payment = await paid("PAYMENT")
    atGateway("REFUND", vps(payment), 1_000)
    await compare()
    payment.shop.refunds.set((await only(payment)).id, 1_000)
    expect((await failure(bench.refund(payment, 2_001))).code).toBe("not_allowed")
    await bench.refund(payment, 2_000)
    expect(await bench.booksOf(payment)).toEqual({ net: 0, held: 0 })
  })

  it("a release and a refund of it, both since the last look", async () => {
    const payment = await paid("DEFERRED")
    atGateway("RELEASE", vps(payment), 2_500)
    atGateway("REFUND", vps(payment), 500)
    await compare()
    expect(await intents(payment)).toEqual([
      { kind: "capture", moved_minor: 2_500 },
      { kind: "refund", moved_minor: 500 },
    ])
    expect(await bench.net(payment)).toBe(2_000)
  })

  it("a release that was voided again ends the hold, and nothing was taken", async () => {
    const payment = await paid("DEFERRED")
    atGateway("RELEASE", vps(payment))
    atGateway("VOID", vps(payment))
    await compare()
    expect(await bench.rootOf(payment.root)).toMatchObject({ state: "voided", taken_minor: 0 })
    expect(await intents(payment)).toEqual([{ kind: "cancel", moved_minor: 0 }])
    expect(await kinds()).toEqual(["hold_gone"])
  })

  it("an AUTHORISE that was voided again", async () => {
    const payment = await paid("AUTHENTICATE")
    const made = atGateway("AUTHORISE", vps(payment), 1_000)
    atGateway("VOID", made)
    await compare()
    expect((await bench.rootOf(payment.root)).authorised_minor).toBe(1_000)
    expect(await bench.net(payment)).toBe(0)
    expect(await intents(payment)).toEqual([
      { kind: "capture", moved_minor: 1_000 },
      { kind: "refund", moved_minor: 1_000 },
    ])
  })

  it("a refund that was voided again is known and moved nothing", async () => {
    const payment = await paid("PAYMENT")
    const made = atGateway("REFUND", vps(payment), 500)
    atGateway("VOID", made)
    await compare()
    expect(await intents(payment)).toEqual([])
    expect(await bench.ledger.transactionBy({ vps_tx_id: made })).toMatchObject({ state: "voided" })
    expect(await kinds()).toEqual([])
  })

  it("a refund of ours that was voided there is raised, for Medusa cannot take it back", async () => {
    const payment = await paid("PAYMENT")
    await bench.refund(payment, 1_000)
    const refund = bench.familyAtGateway(payment.root).find((row) => row.tx_type === "REFUND")
    atGateway("VOID", refund?.vps_tx_id ?? "")
    await compare()
    expect((await bench.rootOf(payment.root)).refunded_minor).toBe(0)
    expect(await bench.net(payment)).toBe((await bench.gateway(payment)).net)
    expect(await intents(payment)).toEqual([{ kind: "cancel", moved_minor: 1_000 }])
    expect(await kinds()).toEqual(["refund_voided"])
  })

  it("a REPEAT becomes a payment of its own, and is raised", async () => {
    const payment = await paid("PAYMENT")
    const made = atGateway("REPEAT", vps(payment), 700)
    await compare()
    const row = await bench.ledger.transactionBy({ vps_tx_id: made })
    expect(row).toMatchObject({ root_id: row?.id, related_id: payment.root.id, taken_minor: 700 })
    expect(await bench.net(payment)).toBe(3_000)
    expect(await kinds()).toEqual(["charged_in_console"])
  })

  it("takes what the store was told about it off the list", async () => {
    const payment = await paid("PAYMENT")
    atGateway("VOID", vps(payment))
    expect((await failure(bench.refund(payment, 3_000))).code).toBe("refused")
    expect(await kinds()).toContain("done_elsewhere")
    await compare()
    expect(await kinds()).not.toContain("done_elsewhere")
    expect(await bench.net(payment)).toBe(0)
  })

  it("a refund there and a void by the store before anybody knew of it: paid back twice, and said", async () => {
    const payment = await paid("PAYMENT")
    atGateway("REFUND", vps(payment), 500)
    await bench.refund(payment, 3_000)
    expect((await bench.gateway(payment)).net).toBe(-500)
    await compare()
    await compare(true)
    expect(await bench.findings()).toMatchObject([
      {
        kind: "paid_back_twice",
        message: expect.stringContaining("has that money twice") as string,
      },
    ])
  })

  it("ends the hold of a live order: raised; of a cancelled one: not", async () => {
    const [live, dead] = [await paid("DEFERRED"), await paid("DEFERRED")]
    dead.shop.order = { id: "order_2", canceled: true }
    for (const payment of [live, dead]) atGateway("ABORT", vps(payment))
    await compare()
    const found = await bench.findings()
    expect(found.map(({ kind, subject_id }) => [kind, subject_id])).toEqual([
      ["hold_gone", live.root.id],
    ])
  })

  async function only({ root }: Paid): Promise<IntentRow> {
    const { intents: rows } = await bench.ledger.family(root.id)
    const [row] = rows
    if (!row) throw new Error("There is none")
    return row
  }
})

describe("with the reports of the gateway itself", () => {
  let real: LedgerBench
  beforeAll(async () => {
    real = await LedgerBench.start({
      reporting: { user: "reportuser", password: "s3cretPass" },
    })
  })
  afterAll(() => real.close())

  it("what was done in the console, what is settled, and what the bank did not pay", async () => {
    const types = ["PAYMENT", "DEFERRED", "AUTHENTICATE", "PAYMENT", "PAYMENT"] as const
    const made: Paid[] = []
    for (const type of types) {
      const payment = await real.paid(type)
      shops.set(payment.root.id, payment.shop)
      made.push(payment)
    }
    const [refunded, released, authorised, failed, settled] = made as [Paid, Paid, Paid, Paid, Paid]
    pressInConsole(real.simulator, "REFUND", vps(refunded), 1_000)
    pressInConsole(real.simulator, "RELEASE", vps(released), 2_000)
    pressInConsole(real.simulator, "AUTHORISE", vps(authorised), 1_500)
    real.simulator.control.failSettlement({ vps_tx_id: vps(failed) })
    real.simulator.control.settle()
    const compared = await compareAccount(real.ledger.context, null, options())
    expect(compared?.stopped).toBeNull()
    for (const payment of [refunded, released, authorised, settled]) {
      expect(await real.net(payment)).toBe((await real.gateway(payment)).net)
    }
    expect(await real.findings()).toMatchObject([
      { kind: "settlement_failed", subject_id: failed.root.id },
    ])
    expect((await real.rootOf(settled.root)).batch_id).not.toBeNull()
    const { transactions } = await real.ledger.family(authorised.root.id)
    const child = transactions.find(({ kind }) => kind === "AUTHORISE")
    expect(child?.security_key).toMatch(/^s1\./)
    expect(real.logged.join()).not.toContain("s3cretPass")
  })

  it("a gateway whose reports show what was held: a RELEASE in the console is left to a person", async () => {
    const { control } = real.simulator
    await real.database("sagepay_finding").del()
    control.account("testvendor", { reports_released_amount: false })
    const [part, console_] = [await real.paid("DEFERRED"), await real.paid("DEFERRED")]
    for (const payment of [part, console_]) shops.set(payment.root.id, payment.shop)
    await real.capture(part, 2_000)
    await compareAccount(real.ledger.context, null, options())
    pressInConsole(real.simulator, "RELEASE", vps(console_), 500)
    await compareAccount(real.ledger.context, null, options(true))
    expect(await real.net(console_)).toBe(0)
    const raised = (await real.findings()).map(({ kind }) => kind)
    expect(raised).toEqual(expect.arrayContaining(["reports_hold_amount", "differs_at_gateway"]))
  })
})
