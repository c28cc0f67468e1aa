import { adopt, type Adopted, type Named } from "../src/modules/sagepay/adopt"
import { compareAccount } from "../src/modules/sagepay/compare"
import type { LedgerContext } from "../src/modules/sagepay/context"
import type { TransactionRow } from "../src/modules/sagepay/rows"
import { FakeReports, pressInConsole } from "./helpers/gateway-books"
import { failure, FakeShop, LedgerBench, type Paid } from "./helpers/ledger"

/** Payments that the ledger never saw: their keys come from the gateway's reports. */

type Tail<T extends unknown[]> = T extends [unknown, ...infer Rest] ? Rest : never

let bench: LedgerBench
let reports: FakeReports
let context: LedgerContext

beforeAll(async () => {
  bench = await LedgerBench.start()
})
beforeEach(async () => {
  reports = new FakeReports(bench.simulator)
  context = { ...bench.ledger.context, reportingFor: () => reports }
  await forget()
  bench.simulator.control.reset()
})
afterAll(() => bench.close())

const readShop = () => Promise.resolve({ ...new FakeShop().facts(), order: null })

/** Nothing is left of them in the ledger. */
async function forget(): Promise<void> {
  for (const table of ["transaction", "intent", "operation", "finding", "installation"]) {
    await bench.database(`sagepay_${table}`).del()
  }
}

/** A payment that somebody else made. */
async function foreign(...args: Parameters<LedgerBench["paid"]>): Promise<Paid> {
  const paid = await bench.paid(...args)
  await forget()
  return paid
}

const atGateway = (...args: Tail<Parameters<typeof pressInConsole>>) =>
  pressInConsole(bench.simulator, ...args)
const vps = ({ root }: Paid) => root.vps_tx_id ?? ""

function take(named: Named, given = context): Promise<Adopted> {
  return adopt(given, {
    named,
    account: null,
    actor: "user_ann",
    note: "from the old shop",
    readShop,
  })
}

async function family({ rootId }: Adopted) {
  const { root, transactions } = await bench.ledger.family(rootId)
  return { root, made: transactions.filter(({ id }) => id !== rootId) }
}

/** What a button does: the same path, with what it wants from the ledger's own verbs. */
const ask = (root: TransactionRow, amountMinor: number) => ({
  root,
  sourceId: `key_${amountMinor}_${root.id}`,
  amountMinor,
  readShop,
})

describe("a payment that the ledger never saw", () => {
  it.each([
    ["PAYMENT", { state: "taken", taken_minor: 3_000 }],
    ["DEFERRED", { state: "deferred", taken_minor: 0 }],
    ["AUTHENTICATE", { state: "authenticated", taken_minor: 0 }],
  ] as const)("%s, by its VPSTxId or its VendorTxCode", async (kind, expected) => {
    const paid = await foreign(kind)
    const found = bench.simulator.control.transaction(vps(paid))
    const { root } = await family(await take({ vpsTxId: vps(paid).toLowerCase() }))
    expect(root).toMatchObject({
      ...expected,
      kind,
      vps_tx_id: vps(paid),
      vendor_tx_code: found.vendor_tx_code,
      tx_auth_no: found.tx_auth_no,
      amount_minor: 3_000,
      currency: "GBP",
      root_id: root.id,
      adopted_by: "user_ann",
      answer_status: null,
      session_id: null,
      payment_id: null,
    })
    expect(context.sealer.open(root.security_key ?? "", vps(paid))).toBe(found.security_key)
    await forget()
    const again = await family(await take({ vendorTxCode: found.vendor_tx_code }))
    expect(again.root).toMatchObject(expected)
  })

  it("the ledger's own verbs work on it", async () => {
    const held = await foreign("DEFERRED")
    const { rootId } = await take({ vpsTxId: vps(held) })
    await bench.ledger.endHold(ask(await bench.rootOf({ id: rootId }), 3_000))
    expect(bench.simulator.control.transaction(vps(held)).state).toBe("aborted")
    const taken = await foreign("PAYMENT")
    const root = await bench.rootOf({ id: (await take({ vpsTxId: vps(taken) })).rootId })
    await bench.ledger.endHold(ask(root, 3_000))
    expect((await bench.gateway(taken)).net).toBe(0)
  })

  it("with the AUTHORISEs and REFUNDs made already, so that the limits are right", async () => {
    const paid = await foreign("AUTHENTICATE")
    const first = atGateway("AUTHORISE", vps(paid), 1_000)
    const second = atGateway("AUTHORISE", vps(paid), 1_500)
    const refund = atGateway("REFUND", second, 400)
    atGateway("VOID", first)
    // By any of them: the family is taken over from its root on.
    const { root, made } = await family(await take({ vpsTxId: refund }))
    expect(root).toMatchObject({ kind: "AUTHENTICATE", authorised_minor: 2_500 })
    const row = (id: string) => made.find(({ vps_tx_id }) => vps_tx_id === id)
    expect(row(first)).toMatchObject({ state: "voided", related_id: root.id })
    expect(row(second)).toMatchObject({ state: "taken", taken_minor: 1_500, refunded_minor: 400 })
    expect(row(refund)).toMatchObject({ state: "credited", related_id: row(second)?.id })
    expect(made).toHaveLength(3)
    const net = made.reduce(
      (sum, { state, taken_minor, refunded_minor }) =>
        state === "taken" ? sum + taken_minor - refunded_minor : sum,
      0
    )
    expect(net).toBe((await bench.gateway(paid)).net)
  })

  it("a part that was released, settled", async () => {
    const paid = await foreign("DEFERRED")
    atGateway("RELEASE", vps(paid), 2_000)
    bench.simulator.control.settle()
    const { root } = await family(await take({ vpsTxId: vps(paid) }))
    expect(root).toMatchObject({ state: "taken", taken_minor: 2_000, batch_id: "1" })
    expect(root.settled_at).not.toBeNull()
  })

  it("takes it off the list of what the gateway has and the ledger has not", async () => {
    const paid = await foreign("PAYMENT")
    await compareAccount(context, null, { readShop })
    expect(await bench.findings()).toMatchObject([{ kind: "unknown_at_gateway" }])
    await take({ vpsTxId: vps(paid) })
    expect(await bench.findings()).toEqual([])
  })

  it("is compared with the gateway from then on", async () => {
    const paid = await foreign("DEFERRED")
    const { rootId } = await take({ vpsTxId: vps(paid) })
    atGateway("ABORT", vps(paid))
    await compareAccount(context, null, { readShop, again: true })
    expect((await bench.rootOf({ id: rootId })).state).toBe("aborted")
    expect(await bench.findings()).toEqual([])
  })

  it("twice at once is once", async () => {
    const paid = await foreign("PAYMENT")
    const took = await Promise.allSettled([1, 2, 3].map(() => take({ vpsTxId: vps(paid) })))
    expect(took.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    expect(await bench.database("sagepay_transaction")).toHaveLength(1)
  })

  it("a refund in the console of a payment that the ledger has is adopted as such", async () => {
    const paid = await bench.paid("PAYMENT")
    const made = atGateway("REFUND", vps(paid), 1_000)
    const adopted = await take({ vpsTxId: made })
    expect(adopted).toEqual({ rootId: paid.root.id, moved: [paid.root.id] })
    expect((await bench.rootOf(paid.root)).refunded_minor).toBe(1_000)
  })
})

describe("what is not adopted", () => {
  it("what the gateway does not know", async () => {
    const error = await failure(take({ vendorTxCode: "never-seen" }))
    expect(error).toMatchObject({ code: "not_found" })
    expect(error.message).toContain("testvendor")
  })

  it("what is no VPSTxId: the field is named", async () => {
    const error = await failure(take({ vpsTxId: "17" }))
    expect(error.code).toBe("invalid")
    expect(error.message).toMatch(/^vps_tx_id:/)
    expect(reports.asked).toEqual([])
  })

  it("what the ledger has already: its id is named, and nobody is asked", async () => {
    const paid = await bench.paid("PAYMENT")
    for (const named of [
      { vpsTxId: vps(paid) },
      { vendorTxCode: paid.root.vendor_tx_code },
    ] as const) {
      const error = await failure(take(named))
      expect(error).toMatchObject({ code: "not_allowed", facts: { transactionId: paid.root.id } })
    }
    expect(reports.asked).toEqual([])
  })

  it("the code of a message of ours that nobody knows the outcome of", async () => {
    const paid = await bench.paid("PAYMENT")
    bench.simulator.control.fault({ fault: "act_then_reset", match: { txType: "REFUND" } })
    await failure(bench.refund(paid, 1_000))
    const refund = bench.familyAtGateway(paid.root).find(({ tx_type }) => tx_type === "REFUND")
    const error = await failure(take({ vpsTxId: refund?.vps_tx_id ?? "" }))
    expect(error).toMatchObject({ code: "not_allowed" })
    expect(error.facts.intentId).toBe(await bench.openIntent(paid))
    expect(await bench.net(paid)).toBe(3_000)
  })

  it.each([
    ["ABORT", "DEFERRED"],
    ["VOID", "PAYMENT"],
    ["CANCEL", "AUTHENTICATE"],
  ] as const)("what nothing can be done with: after %s", async (verb, kind) => {
    const paid = await foreign(kind)
    atGateway(verb, vps(paid))
    expect((await failure(take({ vpsTxId: vps(paid) }))).code).toBe("not_allowed")
    expect(await bench.database("sagepay_transaction")).toHaveLength(0)
  })

  it.each([3, 7, 9, 12])("what is in state %s", async (stateId) => {
    const paid = await foreign("PAYMENT")
    reports.laidOver.set(vps(paid), { stateId })
    expect((await failure(take({ vpsTxId: vps(paid) }))).code).toBe("not_allowed")
  })

  it("what comes without its SecurityKey", async () => {
    const paid = await foreign("PAYMENT")
    reports.laidOver.set(vps(paid), { securityKey: "" })
    expect((await failure(take({ vpsTxId: vps(paid) }))).message).toContain("no SecurityKey")
  })

  it("anything while the gateway cannot be asked", async () => {
    reports.broken = { kind: "unavailable", reason: "no answer" }
    expect(await failure(take({ vendorTxCode: "x" }))).toMatchObject({ code: "not_sent" })
    const error = await failure(
      take({ vendorTxCode: "x" }, { ...context, reportingFor: () => undefined })
    )
    expect(error.code).toBe("not_allowed")
    expect(error.message).toContain("reporting: { user, password }")
  })
})
