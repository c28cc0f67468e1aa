import { randomUUID } from "node:crypto"
import { NO_IDS, type Answer } from "../src/modules/sagepay/answer"
import { adopt } from "../src/modules/sagepay/adopt"
import { compareAccount } from "../src/modules/sagepay/compare"
import { EVENT_FIELDS, tell } from "../src/modules/sagepay/events"
import { deliver, tellingTransactions, type Bus } from "../src/modules/sagepay/outbox"
import { record, write } from "../src/modules/sagepay/recording"
import type { TransactionRow } from "../src/modules/sagepay/rows"
import { Cards, DECLINED, DIRECT_REFUND, VISA } from "./helpers/cards"
import { pressInConsole } from "./helpers/gateway-books"
import { failure, FakeShop, type LedgerBench, type Paid } from "./helpers/ledger"
import { Buttons } from "./helpers/press"
import { ReportsBench } from "./helpers/reports-bench"
import { MAKES, VERBS, type Requests, type Verb } from "./helpers/verbs"

/** The events of transactions: one for each fact, whichever way and however often it is found, and nothing secret. */

let lab: ReportsBench
let bench: LedgerBench
let requests: Requests
let buttons: Buttons
let cards: Cards
beforeAll(async () => {
  lab = await ReportsBench.start()
  ;({ bench, requests } = lab)
  Object.assign(bench.ledger.options, { direct_refund: DIRECT_REFUND })
  buttons = new Buttons(bench)
  cards = new Cards(bench)
})
beforeEach(async () => {
  for (const table of ["transaction", "intent", "operation", "finding", "outbox"]) {
    await bench.database(`sagepay_${table}`).del()
  }
  bench.simulator.control.reset()
  bench.simulator.control.account("testvendor", { direct_refund: true })
  lab.newReports()
  cards.owes = 0
})
afterAll(() => bench.close())

type Row = { id: string; name: string; payload: Record<string, unknown> }
const outbox = (): Promise<Row[]> => bench.database("sagepay_outbox").orderBy("created_at")
const rows = async () =>
  (await outbox()).filter(({ name }) => name.startsWith("sagepay.transaction_"))

/** What was told since, in short: event, verb, amount, state, origin. */
const told = async (but = 0) =>
  (await rows()).slice(but).map(({ name, payload: { verb, amount_minor, state, origin } }) => {
    const event = name.replace("sagepay.transaction_", "")
    return [event, verb, amount_minor, state, origin].join(" ")
  })

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

/** What each verb is told as, when Medusa has asked for it. */
const TOLD: Record<Verb, string> = {
  RELEASE: "released RELEASE 2000 taken",
  ABORT: "voided ABORT 3000 aborted",
  AUTHORISE: "released AUTHORISE 2000 taken",
  CANCEL: "voided CANCEL 3000 cancelled",
  VOID: "voided VOID 3000 voided",
  REFUND: "refunded REFUND 1000 credited",
}

const CONSOLE = { RELEASE: 2_000, AUTHORISE: 2_000, REFUND: 1_000 } as Record<string, number>
const compare = (by = bench.ledger) =>
  compareAccount({ ...by.context, reportingFor: () => lab.reports }, null, {
    readShop: requests.readShop,
    again: true,
  })

describe.each(VERBS)("%s", (verb) => {
  it("asked for by Medusa is told once, with what it was done to", async () => {
    const paid = await requests.prepare(verb)
    await requests.ask(verb, paid)
    expect(await told(1)).toEqual([`${TOLD[verb]} medusa`])
    const made = MAKES.includes(verb)
    const [, row] = await rows()
    expect(row?.payload).toMatchObject({
      root_id: paid.root.id,
      related_transaction_id: made ? paid.root.id : null,
      order_id: "order_1",
      payment_id: "pay_1",
      cart_id: paid.root.cart_id,
    })
    expect(row?.payload.transaction_id === paid.root.id).toBe(!made)
  })

  it("rule 2: found by two processes after its answer was lost, and told late, is told once", async () => {
    const paid = await lab.lost(verb, "act_then_reset")
    await Promise.all([requests.resolve(), requests.resolve(another())])
    await answerLate(verb, paid)
    await compare()
    expect(await told(1)).toEqual([`${TOLD[verb]} medusa`])
  })

  it.each([true, false])(
    "rule 1: settled as %p by a person, then answered after all, is told once",
    async (happened) => {
      const paid = await lab.lost(verb, "act_then_reset")
      Object.assign(bench.ledger.context, { reportingFor: () => undefined })
      const seen = lab.shown(verb, paid)
      const known = MAKES.includes(verb) ? { vpsTxId: seen.vps_tx_id } : {}
      await bench.settle(paid, { happened, by: "user_ann", note: "seen", ...known })
      expect(await told(1)).toHaveLength(happened ? 1 : 0)
      await answerLate(verb, paid)
      await answerLate(verb, paid)
      expect(await told(1)).toEqual([`${TOLD[verb]} medusa`])
    }
  )

  it("rule 1: recorded and rolled back is not told, until it is recorded", async () => {
    const paid = await lab.lost(verb, "act_then_reset")
    const { context } = bench.ledger
    const operation = await requests.operation(verb, paid)
    const dying = context.transaction(async (knex) => {
      await write(knex, context, operation, done(verb, paid))
      throw new Error("The process died")
    })
    await expect(dying).rejects.toThrow("died")
    expect(await told(1)).toEqual([])
    await requests.resolve()
    expect(await told(1)).toEqual([`${TOLD[verb]} medusa`])
  })

  it("done in the console, and found by every comparison, is told once", async () => {
    const paid = await requests.prepare(verb)
    pressInConsole(bench.simulator, verb, vps(paid), CONSOLE[verb])
    await Promise.all([compare(), compare(another())])
    await compare()
    expect(await told(1)).toEqual([`${TOLD[verb]} console`])
  })
})

const another = () => {
  const ledger = bench.anotherProcess()
  Object.assign(ledger.context, { reportingFor: () => lab.reports })
  return ledger
}

function done(verb: Verb, paid: Paid): Answer {
  const words = { reply_status: "OK", reply_detail: "0000 : done" }
  if (!MAKES.includes(verb)) return { status: "done", ids: NO_IDS, words }
  const { vps_tx_id: vpsTxId, tx_auth_no: txAuthNo, security_key } = lab.shown(verb, paid)
  const securityKey = bench.ledger.context.sealer.seal(security_key, vpsTxId)
  return { status: "done", ids: { vpsTxId, txAuthNo, securityKey }, words }
}

async function answerLate(verb: Verb, paid: Paid): Promise<void> {
  await record(bench.ledger.context, await requests.operation(verb, paid), done(verb, paid))
}

describe("with a button", () => {
  it("REPEAT, REPEATDEFERRED, REFUND and the VOID of it", async () => {
    const desk = buttons.desk(await bench.paid("PAYMENT"))
    const beside = { settlesOrder: false }
    const repeat = { action: "REPEAT", amountMinor: 700, currency: "EUR", ...beside } as const
    const { made } = await buttons.press(desk, repeat)
    await buttons.press(desk, { action: "REPEATDEFERRED", amountMinor: 500, ...beside })
    // Medusa counts neither this payment nor its refund, so that may be voided.
    const shop = new FakeShop()
    shop.order = null
    const alone = { ...desk, root: await bench.rootOf({ id: made?.id ?? "" }), shop, payment: null }
    const { made: refund } = await buttons.press(alone, { action: "REFUND", amountMinor: 300 })
    await buttons.press(alone, { action: "VOID", transactionId: refund?.id ?? "" })
    expect(await told(1)).toEqual([
      "repeated REPEAT 700 taken admin",
      "repeated REPEATDEFERRED 500 deferred admin",
      "refunded REFUND 300 credited admin",
      "voided VOID 300 voided admin",
    ])
    const [, first, , , last] = (await rows()).map(({ payload }) => payload)
    expect(first).toMatchObject({
      transaction_id: made?.id,
      root_id: made?.id,
      related_transaction_id: desk.root.id,
      currency_code: "eur",
      order_id: "order_1",
      payment_id: null,
    })
    expect(last).toMatchObject({ transaction_id: refund?.id, root_id: made?.id, kind: "REFUND" })
  })

  it("MANUAL and DIRECTREFUND, done and declined; of what the gateway refused or left open, nothing", async () => {
    await cards.use({ orderId: "order_1", action: "DIRECTREFUND" })
    cards.owes = 3_000
    await cards.use({ orderId: "order_1" })
    await failure(cards.use({ card: DECLINED }))
    control().fault({ fault: "refuse", match: { txType: "MANUAL" } })
    await failure(cards.use())
    // NOTAUTHED as well, and nobody knows.
    control().fault({ fault: "bank_timeout", match: { txType: "MANUAL" } })
    await failure(cards.use())
    expect(await told()).toEqual([
      "refunded DIRECTREFUND 3000 credited admin",
      "authorised MANUAL 3000 taken admin",
      "declined MANUAL 3000 declined admin",
    ])
    const [, manual, declined] = (await rows()).map(({ payload }) => payload)
    expect(manual).toMatchObject({ order_id: "order_1", related_transaction_id: null })
    expect(declined).toMatchObject({ transaction_id: declined?.root_id, order_id: null })
  })

  it("a declined AUTHORISE or REPEAT: there is no transaction of it, only what it was to be made from", async () => {
    const held = await bench.paid("AUTHENTICATE")
    const desk = buttons.desk(await bench.paid("PAYMENT"))
    for (const txType of ["AUTHORISE", "REPEAT"]) {
      control().fault({ fault: "decline", match: { txType } })
    }
    await failure(bench.capture(held, 1_000))
    const repeat = { action: "REPEAT", amountMinor: 700, settlesOrder: false } as const
    await failure(buttons.press(desk, { ...repeat, currency: "EUR" }))
    expect(await told(2)).toEqual([
      "declined AUTHORISE 1000 declined medusa",
      "declined REPEAT 700 declined admin",
    ])
    const [authorise, again] = (await rows()).slice(2).map(({ payload }) => payload)
    const code = (await requests.operation("AUTHORISE", held)).vendor_tx_code
    const made = { transaction_id: null, vps_tx_id: null, order_id: "order_1" }
    expect(authorise).toMatchObject({
      ...made,
      kind: "AUTHORISE",
      vendor_tx_code: code,
      related_transaction_id: held.root.id,
      currency_code: "gbp",
    })
    expect(again).toMatchObject({ ...made, root_id: desk.root.id, currency_code: "eur" })
  })
})

it("rule 2: what was declined, as the report says of a lost answer, is told once", async () => {
  const paid = await lab.lost("AUTHORISE", "act_then_reset")
  lab.layOver("AUTHORISE", paid, { stateId: 12 })
  await requests.resolve()
  const words = { reply_status: "NOTAUTHED", reply_detail: "2000 : declined" }
  const operation = await requests.operation("AUTHORISE", paid)
  await record(bench.ledger.context, operation, { status: "refused", words })
  expect(await told(1)).toEqual(["declined AUTHORISE 2000 declined medusa"])
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
    const taken: Record<string, unknown>[] = []
    const bus: Bus = { emit: ({ data }) => Promise.resolve(void taken.push(data)) }
    const { context } = bench.ledger
    const dying = {
      ...context,
      transaction: <T>(work: Parameters<typeof context.transaction<T>>[0]) =>
        context.transaction(async (knex) => {
          await work(knex)
          throw new Error("The process died")
        }),
    }
    await expect(deliver(dying, bus)).rejects.toThrow("died")
    expect(await deliver(context, bus)).toBe(2)
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
