import { compareAccount } from "../src/modules/sagepay/compare"
import { LedgerBench, type Paid } from "./helpers/ledger"

/** The gateway's console lets one pay back twice; the ledger does not, and does not look away (rule 10). */

const REPORTING = { user: "reportuser", password: "s3cretPass" }

let bench: LedgerBench
beforeAll(async () => {
  bench = await LedgerBench.start({ reporting: REPORTING, resolve_patience_ms: 500 })
})
beforeEach(async () => {
  await bench.database("sagepay_finding").del()
  bench.simulator.control.clearFaults()
})
afterAll(() => bench.close())

const console_ = (action: "RELEASE" | "REFUND" | "VOID", { root }: Paid, amount_minor?: number) =>
  bench.simulator.control.console({
    action,
    vps_tx_id: root.vps_tx_id ?? "",
    ...(amount_minor === undefined ? {} : { amount_minor }),
  })

async function compared({ shop }: Paid): Promise<void> {
  await bench.database("sagepay_transaction").update({ compared_at: null })
  await compareAccount(bench.ledger.context, null, {
    again: true,
    readShop: () => Promise.resolve(shop.facts()),
  })
}

const atGateway = async (paid: Paid) => (await bench.gateway(paid)).net

/** As the shop's queries count it: src/shop/holds.ts. */
async function ours({ root }: Paid): Promise<number> {
  const rows = await bench.database("sagepay_transaction").where({ root_id: root.id })
  return rows
    .filter(({ state }: { state: string }) => state === "taken" || state === "voided")
    .reduce(
      (sum: number, row: { state: string; taken_minor: number; refunded_minor: number }) =>
        sum + (row.state === "taken" ? row.taken_minor : 0) - row.refunded_minor,
      0
    )
}

describe("rule 10: a refund in the console, and then the whole in the store", () => {
  it("sends a REFUND, which the gateway limits, and no VOID", async () => {
    const paid = await bench.paid("PAYMENT")
    console_("REFUND", paid, 1_000)
    await expect(bench.refund(paid, 3_000)).rejects.toMatchObject({ code: "refused" })
    expect(bench.sent("VOID", paid)).toBe(0)
    expect(await atGateway(paid)).toBe(2_000)
    await compared(paid)
    paid.shop.refunds.set("ref_levelled", 1_000)
    expect(await atGateway(paid)).toBe(await bench.net(paid))
    // What is left is refunded as usual.
    await bench.refund(paid, 2_000)
    expect(await atGateway(paid)).toBe(0)
  })

  it("voids as before when the console did nothing", async () => {
    const paid = await bench.paid("PAYMENT")
    await bench.refund(paid, 3_000)
    expect(bench.sent("VOID", paid)).toBe(1)
    expect(await atGateway(paid)).toBe(0)
  })

  it("sends a REFUND when nobody can tell", async () => {
    const paid = await bench.paid("PAYMENT")
    bench.simulator.control.fault({
      fault: "http_500",
      match: { txType: "reporting" },
      times: 0,
    })
    await bench.refund(paid, 3_000)
    expect([bench.sent("VOID", paid), bench.sent("REFUND", paid)]).toEqual([0, 1])
    expect(await atGateway(paid)).toBe(0)
  })
})

it("sends a REFUND when asking fails in whatever way", async () => {
  const paid = await bench.paid("PAYMENT")
  const { context } = bench.ledger
  const { reportingFor } = context
  const transactionDetail = () => Promise.reject(new Error("a defect"))
  const broken = (account: string | null) => ({ ...reportingFor(account), transactionDetail })
  Object.assign(context, { reportingFor: broken })
  await bench.refund(paid, 3_000).finally(() => Object.assign(context, { reportingFor }))
  expect([bench.sent("VOID", paid), bench.sent("REFUND", paid)]).toEqual([0, 1])
  expect(await atGateway(paid)).toBe(0)
})

describe("paid back twice in the console alone", () => {
  it("voided after a refund: the ledger counts less than nothing, and a person is told", async () => {
    const paid = await bench.paid("PAYMENT")
    await bench.refund(paid, 1_000)
    console_("VOID", paid)
    expect(await atGateway(paid)).toBe(-1_000)
    await compared(paid)
    expect(await ours(paid)).toBe(-1_000)
    const { intents } = await bench.ledger.family(paid.root.id)
    // Medusa can count what was left, and no more.
    expect(intents.find(({ source }) => source === "console")).toMatchObject({
      kind: "refund",
      moved_minor: 2_000,
    })
    expect(await bench.findings()).toEqual([
      expect.objectContaining({
        kind: "paid_back_twice",
        message: expect.stringContaining("GBP 10.00"),
      }),
    ])
    const told: unknown = await bench
      .database("sagepay_outbox")
      .whereRaw("payload ->> 'root_id' = ?", [paid.root.id])
      .where({ name: "sagepay.transaction_voided" })
      .pluck("payload")
    expect(told).toEqual([expect.objectContaining({ amount_minor: 3_000 })])
  })

  it("voided after a REFUND of ours that went instead of a VOID: the VOID was not ours", async () => {
    const { control } = bench.simulator
    const paid = await bench.paid("PAYMENT")
    control.fault({ fault: "http_500", match: { txType: "reporting" }, times: 1 })
    control.fault({ fault: "act_then_reset", match: { txType: "REFUND" } })
    // Its answer is lost, and the report decides that it was done.
    await bench.refund(paid, 3_000)
    expect([bench.sent("VOID", paid), bench.sent("REFUND", paid)]).toEqual([0, 1])
    console_("VOID", paid)
    await compared(paid)
    expect(await ours(paid)).toBe(await atGateway(paid))
    const { intents } = await bench.ledger.family(paid.root.id)
    expect(intents.map(({ source, moved_minor }) => [source, moved_minor])).toEqual([
      ["medusa_refund", 3_000],
      ["console", 0],
    ])
    expect((await bench.findings()).map(({ kind }) => kind)).toEqual(["paid_back_twice"])
  })

  it("refunded in part and voided, while a refund of ours was refused", async () => {
    const { control } = bench.simulator
    const paid = await bench.paid("PAYMENT")
    console_("REFUND", paid, 1_000)
    console_("VOID", paid)
    control.fault({ fault: "http_500", match: { txType: "reporting" }, times: 1 })
    control.fault({ fault: "refuse", match: { txType: "REFUND" } })
    await bench.refund(paid, 3_000).catch(() => undefined)
    paid.shop.refunds.clear()
    await compared(paid)
    await compared(paid)
    expect(await atGateway(paid)).toBe(-1_000)
    expect(await ours(paid)).toBe(-1_000)
    expect((await bench.findings()).map(({ kind }) => kind)).toEqual(["paid_back_twice"])
  })

  it("refunded and voided between two looks: the same", async () => {
    const paid = await bench.paid("PAYMENT")
    console_("REFUND", paid, 500)
    console_("VOID", paid)
    expect(await atGateway(paid)).toBe(-500)
    await compared(paid)
    await compared(paid)
    expect(await ours(paid)).toBe(-500)
    expect((await bench.findings()).map(({ kind }) => kind)).toEqual(["paid_back_twice"])
  })

  it("released, refunded and voided between two looks: what the ledger had as held", async () => {
    const paid = await bench.paid("DEFERRED")
    console_("RELEASE", paid)
    console_("REFUND", paid, 3_000)
    console_("VOID", paid)
    expect(await atGateway(paid)).toBe(-3_000)
    await compared(paid)
    await compared(paid)
    expect(await ours(paid)).toBe(-3_000)
    const kinds = (await bench.findings()).map(({ kind }) => kind)
    expect(kinds).toContain("paid_back_twice")
    expect(kinds).not.toContain("differs_at_gateway")
  })
})
