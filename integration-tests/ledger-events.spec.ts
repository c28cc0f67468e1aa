import { randomUUID } from "node:crypto"
import { adopt } from "../src/modules/sagepay/adopt"
import { EVENT_FIELDS, tell } from "../src/modules/sagepay/events"
import { deliver, tellingTransactions } from "../src/modules/sagepay/outbox"
import type { TransactionRow } from "../src/modules/sagepay/rows"
import { DECLINED, VISA } from "./helpers/cards"
import { EventsBench } from "./helpers/events-bench"
import { pressInConsole } from "./helpers/gateway-books"
import { failure, FakeShop, type Paid } from "./helpers/ledger"
import { dyingBeforeCommit, notingBus } from "./helpers/outbox"

/** The events of transactions: one for each fact, whichever way and however often it is found, and nothing secret. */

let lab: EventsBench["lab"]
let bench: EventsBench["bench"]
let requests: EventsBench["requests"]
let cards: EventsBench["cards"]
let outbox: EventsBench["outbox"]
let rows: EventsBench["rows"]
let told: EventsBench["told"]
let compare: EventsBench["compare"]
let events: EventsBench
beforeAll(async () => {
  events = await EventsBench.start()
  ;({ lab, bench, requests, cards, outbox, rows, told, compare } = events)
})
beforeEach(() => events.fresh())
afterAll(() => bench.close())

const control = () => bench.simulator.control
const vps = ({ root }: Pick<Paid, "root">) => root.vps_tx_id ?? ""

describe("at checkout", () => {
  it.each([
    ["DEFERRED", "deferred"],
    ["AUTHENTICATE", "authenticated"],
    ["PAYMENT", "taken"],
  ] as const)("rule 7: a %s is told once it is answered OK, as %s", async (kind, state) => {
    const { root } = await bench.paid(kind, 3_000, "EUR")
    await control().notify({ vps_tx_id: root.vps_tx_id ?? "", times: 3 })
    const [row, ...others] = await rows()
    expect(others).toEqual([])
    expect(row).toMatchObject({ name: "sagepay.transaction_authorised" })
    expect(row?.payload).toEqual({
      transaction_id: root.id,
      root_id: root.id,
      related_transaction_id: null,
      vendor_tx_code: root.vendor_tx_code,
      vps_tx_id: root.vps_tx_id,
      order_id: "order_1",
      cart_id: root.cart_id,
      payment_id: "pay_1",
      kind,
      verb: kind,
      amount_minor: 3_000,
      currency_code: "eur",
      state,
      origin: "shopper",
      occurred_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    })
    const age = Date.now() - Date.parse(String(row?.payload.occurred_at))
    expect(Math.abs(age)).toBeLessThan(60_000)
  })

  it.each([
    ["decline", ["declined DEFERRED 3000 declined shopper"]],
    ["reject", ["declined DEFERRED 3000 rejected shopper"]],
    ["cancel", []],
    ["error", []],
  ] as const)("%s: %p", async (outcome, events) => {
    const { vendor_tx_code, vps_tx_id } = await bench.register("DEFERRED")
    await control().pay({ vendor_tx_code, outcome })
    await control().notify({ vps_tx_id: vps_tx_id ?? "", times: 2 })
    expect(await told()).toEqual(events)
  })

  it("rule 13: a second tab's payment, which the shop does not accept, is not told", async () => {
    const tabs = [await bench.register("PAYMENT"), await bench.register("DEFERRED")]
    await bench.database("sagepay_transaction").update({ cart_id: "cart_of_both" })
    for (const { vendor_tx_code } of tabs) await control().pay({ vendor_tx_code })
    const states = await Promise.all(tabs.map(async (row) => (await bench.rootOf(row)).state))
    expect(states).toEqual(["taken", "failed"])
    expect(await told()).toEqual(["authorised PAYMENT 3000 taken shopper"])
  })

  it("rule 7: the gateway gives up after all: that is told once", async () => {
    const { root } = await bench.paid("PAYMENT")
    for (const status_detail of ["2013 : one", "2013 : two"]) {
      await control().notify({ vps_tx_id: root.vps_tx_id ?? "", status: "ABORT", status_detail })
    }
    expect(await told(1)).toEqual(["voided  3000 failed gateway"])
  })
})

describe("what the books of the gateway had, and the ledger had not", () => {
  const quiet = ({ root }: Paid, change: Partial<TransactionRow> = {}) =>
    bench
      .database("sagepay_transaction")
      .where({ id: root.id })
      .update({ ...change, updated_at: new Date(Date.now() - 3_600_000) })

  it("rule 7: a payment that the gateway let go is told once", async () => {
    const paid = await requests.paid("DEFERRED")
    await quiet(paid)
    lab.reports.laidOver.set(vps(paid), { stateId: 9 })
    await compare()
    await compare()
    expect(await told(1)).toEqual(["voided  3000 failed gateway"])
  })

  it("a payment that was written off and is there after all is told once", async () => {
    const paid = await requests.paid("PAYMENT")
    await quiet(paid, { state: "failed", answer_status: "INVALID", taken_minor: 0, taken_at: null })
    await compare()
    await compare()
    expect(await told(1)).toEqual(["authorised PAYMENT 3000 taken gateway"])
  })

  it("rule 2: a hold that somebody has aborted, as the answer to our own ABORT says, is told once", async () => {
    const paid = await requests.cancelled("DEFERRED")
    pressInConsole(bench.simulator, "ABORT", vps(paid))
    await failure(bench.cancel(paid))
    await compare()
    expect(await told(1)).toEqual(["voided ABORT 3000 aborted console"])
  })

  it("a payment that is taken over is not told again, but what is done with it is", async () => {
    const { root } = await bench.paid("AUTHENTICATE")
    await bench.database("sagepay_transaction").del()
    const { rootId } = await adopt(bench.ledger.context, {
      named: { vpsTxId: root.vps_tx_id ?? "" },
      account: null,
      actor: "user_ann",
      note: "from the old shop",
      readShop: requests.readShop,
    })
    const shop = new FakeShop()
    await bench.capture({ root: await bench.rootOf({ id: rootId }), shop }, 2_000)
    expect(await told(1)).toEqual(["released AUTHORISE 2000 taken medusa"])
  })

  it("what a job has Medusa do is a job's", async () => {
    const paid = await bench.paid("AUTHENTICATE")
    const ask = bench.ask(paid.root, paid.shop, `capt_${randomUUID()}`, 1_000)
    paid.shop.captures.set(ask.sourceId, 1_000)
    await bench.ledger.capture({ ...ask, actor: "sagepay-fulfilment:1000" })
    expect(await told(1)).toEqual(["released AUTHORISE 1000 taken job"])
  })
})

describe("on their way", () => {
  it("a delivery that was cut off comes again with the same event_id", async () => {
    const paid = await bench.paid("DEFERRED")
    await bench.capture(paid, 2_000)
    const bus = notingBus()
    const { context } = bench.ledger
    await expect(deliver(dyingBeforeCommit(context), bus)).rejects.toThrow("died")
    expect(await deliver(context, bus)).toBe(2)
    const taken = bus.told.map(({ data }) => data)
    expect(taken).toHaveLength(4)
    expect(taken.slice(2)).toEqual(taken.slice(0, 2))
    const ids = (await rows()).map(({ id }) => id)
    expect(taken.slice(2).map(({ event_id }) => event_id)).toEqual(ids)
  })

  it("they go right after their commit", async () => {
    const { root } = await bench.paid("DEFERRED")
    let nudged = 0
    const transaction = tellingTransactions(bench.database, () => nudged++)
    await transaction((knex) =>
      tell(knex, { verb: "ABORT", transactionId: root.id, amountMinor: 1, origin: "console" })
    )
    expect(nudged).toBe(1)
  })

  it("they carry the documented fields only: no key, card, name or address", async () => {
    const paid = await bench.paid("DEFERRED")
    await bench.capture(paid, 2_000)
    await bench.refund(paid, 1_000)
    await cards.use()
    await failure(cards.use({ card: DECLINED }))
    await cards.refund()
    const payloads = (await rows()).map(({ payload }) => payload)
    expect(payloads).toHaveLength(6)
    for (const payload of payloads) {
      expect(Object.keys(payload).sort()).toEqual([...EVENT_FIELDS].sort())
    }
    const said = JSON.stringify(await outbox())
    const family: TransactionRow[] = await bench.database("sagepay_transaction")
    const secrets = [
      ...control()
        .transactions()
        .map(({ security_key }) => security_key),
      ...family.flatMap(({ security_key }) => security_key ?? []),
      ...[VISA, DECLINED].flatMap(({ number, holder }) => [number, number.slice(-4), holder]),
      ...["Shopper", "High Street", "London"],
    ]
    expect(secrets.length).toBeGreaterThan(15)
    for (const secret of secrets) expect(said).not.toContain(secret)
  })
})
