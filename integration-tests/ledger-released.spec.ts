import { compareAccount } from "../src/modules/sagepay/compare"
import type { TransactionRow } from "../src/modules/sagepay/rows"
import { tellReleased } from "../src/modules/sagepay/tell-released"
import { pressInConsole } from "./helpers/gateway-books"
import { failure, FakeShop, LedgerBench, type Paid } from "./helpers/ledger"

/** A gateway whose reports show what was held: a person says how much was released in its console. */

let bench: LedgerBench
const shops = new Map<string, FakeShop>()

beforeAll(async () => {
  bench = await LedgerBench.start({
    reporting: { user: "reportuser", password: "s3cretPass" },
    reply_timeout_ms: 150,
    resolve_patience_ms: 0,
  })
  bench.simulator.control.account("testvendor", { reports_released_amount: false })
})
beforeEach(() => bench.database("sagepay_finding").del())
afterAll(() => bench.close())

const readShop = (_: unknown, root: TransactionRow) =>
  Promise.resolve((shops.get(root.id) ?? new FakeShop()).facts())
const look = () => compareAccount(bench.ledger.context, null, { again: true, readShop })
const vps = ({ root }: Paid) => root.vps_tx_id ?? ""
const tell = ({ root }: Paid, amountMinor: number, context = bench.ledger.context) =>
  tellReleased(context, {
    transactionId: root.id,
    amountMinor,
    by: "user_ann",
    note: "in the console",
    readShop,
  })

async function hold(): Promise<Paid> {
  const made = await bench.paid("DEFERRED")
  shops.set(made.root.id, made.shop)
  return made
}

/** Our RELEASE of a part never arrived, a person said so, and then the whole was released in the console. */
async function ambiguous(): Promise<Paid> {
  const payment = await hold()
  bench.simulator.control.fault({ fault: "reset_before", match: { txType: "RELEASE" } })
  expect(await failure(bench.capture(payment, 1_500))).toMatchObject({ code: "unknown" })
  const [open] = (await bench.ledger.family(payment.root.id)).intents
  await bench.database("sagepay_operation").update({ sent_at: new Date(Date.now() - 3_600_000) })
  await bench.ledger.settle(open?.id ?? "", { happened: false, by: "user_ann", note: "not there" })
  pressInConsole(bench.simulator, "RELEASE", vps(payment), 3_000)
  await look()
  return payment
}

it("the amount that a person read is counted, once, and off the list", async () => {
  const payment = await ambiguous()
  expect(await bench.findings()).toMatchObject([
    { kind: "differs_at_gateway", subject_id: payment.root.id },
  ])
  expect(await bench.net(payment)).toBe(0)
  const sent = () =>
    bench.simulator.control.requests().filter(({ service }) => service !== "access.htm")
  const before = sent().length
  const told = await Promise.allSettled([tell(payment, 3_000), tell(payment, 3_000)])
  expect(told.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
  expect(sent()).toHaveLength(before)
  expect(await bench.net(payment)).toBe((await bench.gateway(payment)).net)
  expect(await bench.findings()).toEqual([])
  expect(await failure(tell(payment, 3_000))).toMatchObject({
    code: "not_allowed",
    message: expect.stringMatching(/is taken, and not held/),
  })
})

it("as much as our own request that was said not to have happened: it did", async () => {
  const payment = await ambiguous()
  await tell(payment, 1_500)
  const { intents } = await bench.ledger.family(payment.root.id)
  expect(intents).toMatchObject([{ source: "medusa_capture", status: "done", moved_minor: 1_500 }])
  expect(await bench.net(payment)).toBe(1_500)
})

it("not what was never released, nor more than was held", async () => {
  const payment = await hold()
  expect(await failure(tell(payment, 1_000))).toMatchObject({
    code: "not_allowed",
    message: expect.stringMatching(/report does not say that \S+ was released/),
  })
  expect(await failure(tell(payment, 3_001))).toMatchObject({
    code: "invalid",
    message: expect.stringMatching(/^amount_minor: only GBP 30\.00 was held/),
  })
  expect(await failure(tell({ ...payment, root: { ...payment.root, id: "x" } }, 1))).toMatchObject({
    code: "not_found",
  })
  expect(await bench.net(payment)).toBe(0)
})

it("a report that tells how much outranks a person", async () => {
  bench.simulator.control.account("testvendor", { reports_released_amount: true })
  const payment = await hold()
  await bench.ledger.raise({
    kind: "differs_at_gateway",
    subject_id: payment.root.id,
    message: "as before",
  })
  pressInConsole(bench.simulator, "RELEASE", vps(payment), 2_000)
  for (const amount of [1_000, 2_001]) {
    expect(await failure(tell(payment, amount))).toMatchObject({ code: "not_allowed" })
  }
  expect(await bench.net(payment)).toBe(0)
  expect(await bench.findings()).toHaveLength(1)
  await tell(payment, 2_000)
  expect(await bench.net(payment)).toBe(2_000)
  expect(await bench.findings()).toEqual([])
  bench.simulator.control.account("testvendor", { reports_released_amount: false })
})

it("nothing while the gateway cannot be asked, or something is open", async () => {
  const payment = await ambiguous()
  const nobody = { ...bench.ledger.context, reportingFor: () => undefined }
  expect(await failure(tell(payment, 3_000, nobody))).toMatchObject({
    message: expect.stringMatching(/cannot be asked/),
  })
  bench.simulator.control.fault({ fault: "reset_before", times: 0, match: { txType: "reporting" } })
  expect(await failure(tell(payment, 3_000))).toMatchObject({ code: "not_sent" })
  bench.simulator.control.clearFaults()
  const busy = await hold()
  bench.simulator.control.fault({ fault: "reset_before", match: { txType: "RELEASE" } })
  await failure(bench.capture(busy, 1_500))
  expect(await failure(tell(busy, 1_500))).toMatchObject({ code: "busy" })
  expect(await bench.net(payment)).toBe(0)
})
