import { randomUUID } from "node:crypto"
import { chargeOf } from "../src/modules/sagepay/charges"
import { compareAccount } from "../src/modules/sagepay/compare"
import { securityKeyOf } from "../src/modules/sagepay/context"
import { resolveOpen } from "../src/modules/sagepay/resolve"
import type { FaultRequest } from "../src/simulator"
import { anotherCard, Cards, DECLINED, DIRECT_REFUND, VISA } from "./helpers/cards"
import { FakeReports, pressInConsole } from "./helpers/gateway-books"
import { failure, FakeShop, LedgerBench } from "./helpers/ledger"
import { Buttons, type Desk } from "./helpers/press"

/** MANUAL and DIRECTREFUND in the ledger: payments of their own (docs/adr/0006), moved once, limited, and asked about. */

let bench: LedgerBench
let cards: Cards
let buttons: Buttons
let reports: FakeReports
/** The gateway's own reporting service. */
let asking: LedgerBench["ledger"]["context"]["reportingFor"]
beforeAll(async () => {
  bench = await LedgerBench.start({
    reply_timeout_ms: 300,
    resolve_patience_ms: 0,
    reporting: { user: "reportuser", password: "s3cretPass" },
    direct_refund: DIRECT_REFUND,
  })
  bench.simulator.control.account("testvendor", { direct_refund: true })
  asking = bench.ledger.context.reportingFor
  cards = new Cards(bench)
  buttons = new Buttons(bench)
  // A payment that is certainly in the books of this account.
  await bench.paid("PAYMENT")
})
beforeEach(async () => {
  reports = new FakeReports(bench.simulator)
  Object.assign(bench.ledger.context, { reportingFor: () => reports })
  cards.order = { id: "order_1", canceled: false }
  cards.owes = 0
  await bench.database("sagepay_operation").where({ verb: "DIRECTREFUND" }).delete()
})
afterEach(() => bench.simulator.control.clearFaults())
afterAll(() => bench.close())

const fault = (request: FaultRequest) => bench.simulator.control.fault(request)
const readShop = () => Promise.resolve(new FakeShop().facts())
const resolve = () => resolveOpen(bench.ledger.context, readShop)
const fresh = () => `key_${randomUUID()}`
const compare = () => compareAccount(bench.ledger.context, null, { readShop, again: true })

describe("a manual payment", () => {
  it("is a root of its own, taken at once, with the card's last four digits and nothing else of it", async () => {
    const fields = { AuthCode: "AUTH12", AccountType: "M", BillingPostCode: "412" }
    const { made, transaction, intent, operation } = await cards.use({ fields })
    expect(made).toEqual(transaction)
    expect(made).toMatchObject({
      kind: "MANUAL",
      state: "taken",
      taken_minor: 3_000,
      root_id: made?.id,
      related_id: null,
      order_id: null,
      results: { CardType: "VISA", Last4Digits: "0006" },
      registration: null,
    })
    expect(intent).toMatchObject({ kind: "repeat", source: "press", moved_minor: 3_000 })
    expect(operation).toMatchObject({ verb: "MANUAL", vendor_tx_code: made?.vendor_tx_code })
    const sent = bench.simulator.control.requests({ tx_type: "MANUAL" }).at(-1)
    expect(sent?.fields).toMatchObject({ ...fields, Amount: "30.00", CardNumber: "***0006" })
    expect(made && securityKeyOf(bench.ledger.context, made)).toBe(
      made && cards.at(made).security_key
    )
  })

  it("is refunded in part, repeated and voided by the buttons of any other payment", async () => {
    const deskOf = async (id = ""): Promise<Desk> => {
      const shop = new FakeShop()
      shop.order = null
      const root = await bench.rootOf({ id })
      return { root, shop, payment: null, owes: 0, currency: "GBP" }
    }
    const desk = await deskOf((await cards.use()).made?.id)
    const { made } = await buttons.press(desk, { action: "REPEAT", amountMinor: 700 })
    await buttons.press(desk, { action: "REFUND", amountMinor: 1_000 })
    expect(await bench.net(desk)).toBe(2_000)
    expect(await bench.net(await deskOf(made?.id))).toBe(700)
    const other = await deskOf((await cards.use()).made?.id)
    await buttons.press(other, { action: "VOID" })
    expect(cards.at(other.root).state).toBe("voided")
    expect(await bench.net(other)).toBe(0)
  })

  it.each([
    ["the bank declines it", { card: DECLINED }, undefined, "declined", "declined"],
    ["the gateway refuses it", {}, "refuse", "refused", "failed"],
    [
      "the wire's rules forbid it",
      { fields: { AuthCode: "no-hyphen" } },
      undefined,
      "invalid",
      "failed",
    ],
  ] as const)("%s: no money moved, and the row says so", async (_, over, fails, code, state) => {
    if (fails) fault({ fault: fails, match: { txType: "MANUAL" } })
    const key = fresh()
    for (let press = 0; press < (code === "invalid" ? 1 : 2); press++) {
      expect(await failure(cards.use({ ...over, key }))).toMatchObject({ code })
    }
    const { root, intent } = await cards.written(key)
    expect(root).toMatchObject({ state, taken_minor: 0, kind: "MANUAL" })
    expect(intent).toMatchObject({ status: "refused", moved_minor: 0 })
    expect(await bench.net({ root, shop: new FakeShop() })).toBe(0)
  })

  it("what never left this machine may be pressed again under its key", async () => {
    const key = fresh()
    const offline = bench.anotherProcess({ gateway_url: "http://127.0.0.1:1" })
    await bench.database("sagepay_installation").delete()
    expect(await failure(cards.use({ key }, offline))).toMatchObject({ code: "not_sent" })
    await bench.database("sagepay_installation").delete()
    expect((await cards.use({ key })).transaction.state).toBe("taken")
    await offline.__hooks.onApplicationShutdown()
  })

  it("in a currency, an amount or of an account that does not exist: nothing is written", async () => {
    for (const [over, message] of [
      [{ currency: "XXZ" }, /^currency: /],
      [{ amountMinor: 10_000_001 }, /^amount_minor: /],
      [{ account: "nobody" }, /^account: /],
    ] as const) {
      const key = fresh()
      expect(await failure(cards.use({ ...over, key }))).toMatchObject({
        code: "invalid",
        message: expect.stringMatching(message),
      })
      expect(await bench.database("sagepay_intent").where({ source_id: key })).toEqual([])
    }
  })
})

describe("one key", () => {
  it("two at once, in two processes, and a third later: one charge, one answer", async () => {
    const other = bench.anotherProcess()
    const before = cards.sent("MANUAL")
    const key = fresh()
    fault({ fault: "delay", delay_ms: 150, match: { txType: "MANUAL" } })
    const answers = await Promise.all([
      cards.use({ key }),
      cards.use({ key }, other),
      cards.use({ key }),
    ])
    answers.push(await cards.use({ key }))
    expect(new Set(answers.map(({ made }) => made?.vps_tx_id)).size).toBe(1)
    expect(cards.sent("MANUAL") - before).toBe(1)
    const { root } = await cards.written(key)
    const rows = await bench
      .database("sagepay_transaction")
      .where({ kind: "MANUAL", state: "registering" })
    expect([rows, root.state]).toEqual([[], "taken"])
    await other.__hooks.onApplicationShutdown()
  })

  it.each([
    ["amount_minor", { amountMinor: 2_999 }],
    ["currency", { currency: "EUR" }],
    ["card.number", { card: { ...VISA, number: "4929000005559" } }],
    ["action", { action: "DIRECTREFUND" as const }],
    ["order_id", { orderId: "order_1" }],
  ])("stands for one thing: another %s is refused by name", async (field, over) => {
    const key = fresh()
    await cards.use({ key })
    const before = cards.sent("MANUAL") + cards.sent("DIRECTREFUND")
    expect(await failure(cards.use({ ...over, key }))).toMatchObject({
      code: "not_allowed",
      message: expect.stringMatching(
        `stands for MANUAL of GBP 30\\.00, which was pressed before with another ${field}\\.`
      ),
    })
    expect(cards.sent("MANUAL") + cards.sent("DIRECTREFUND")).toBe(before)
  })
})

describe.each(["MANUAL", "DIRECTREFUND"] as const)("rule 2: a lost answer to a %s", (action) => {
  const state = action === "MANUAL" ? "taken" : "credited"

  it("rule 2: counts for nothing, blocks, and is not sent again; the job finds that it happened", async () => {
    const key = fresh()
    const before = cards.sent(action)
    const { root } = await cards.lost("act_then_reset", { action, key })
    expect(root).toMatchObject({ state: "registering", taken_minor: 0, vps_tx_id: null })
    expect(await failure(cards.use({ action, key }))).toMatchObject({
      code: "unknown",
      facts: { vendorTxCode: root.vendor_tx_code },
    })
    // Older than a registration that nobody hears of any more.
    await bench
      .database("sagepay_transaction")
      .where({ id: root.id })
      .update({ created_at: new Date(Date.now() - 3 * 86_400_000) })
    await bench.ledger.writeOffSilentRegistrations()
    await resolve()
    expect(await bench.rootOf(root)).toMatchObject({
      state,
      vps_tx_id: cards.at(root).vps_tx_id,
      results: { CardType: "VISA", Last4Digits: "0006" },
    })
    expect((await cards.use({ action, key })).intent.decided_by).toBe("gateway report")
    expect(cards.sent(action) - before).toBe(1)
  })

  it("rule 2: is asked about at once, and answered as if it had come", async () => {
    Object.assign(bench.ledger.context, { reportingFor: asking })
    Object.assign(bench.ledger.options, { resolve_patience_ms: 2_000 })
    fault({ fault: "act_then_reset", match: { txType: action } })
    const { made, intent } = await cards.use({ action, amountMinor: 1_234 })
    Object.assign(bench.ledger.options, { resolve_patience_ms: 0 })
    expect(intent).toMatchObject({ status: "done", decided_by: "gateway report" })
    expect(made).toMatchObject({ state, results: { CardType: "VISA", Last4Digits: "0006" } })
    expect(made && securityKeyOf(bench.ledger.context, made)).toBe(
      made && cards.at(made).security_key
    )
  })

  it("rule 2: it never arrived: counts the second time, when another payment of that account is known", async () => {
    const { root, ...written } = await cards.lost("reset_before", { action })
    await resolve()
    expect((await bench.rootOf(root)).state).toBe("registering")
    await cards.later({ root, ...written })
    await resolve()
    expect((await bench.rootOf(root)).state).toBe("failed")
    expect(await cards.written(written.intent.source_id)).toMatchObject({
      intent: { status: "refused", decided_by: "gateway report" },
    })
  })

  it("rule 2: with a report that knows nothing else either it is for a person", async () => {
    const { root, ...written } = await cards.lost("reset_before", { action })
    const [witness] = await bench
      .database("sagepay_transaction")
      .whereNotNull("vps_tx_id")
      .orderBy("created_at", "desc")
    reports.laidOver.set(witness.vps_tx_id, "not_found")
    for (let look = 0; look < 3; look++) {
      await resolve()
      await cards.later({ root, ...written })
    }
    expect((await bench.rootOf(root)).state).toBe("registering")
    await bench.ledger.raiseOpenOperations()
    const raised = (await bench.findings()).find((row) => row.subject_id === written.intent.id)
    expect(raised?.kind).toBe("open_operation")
    const decision = { by: "user_1", note: "it is not there" }
    reports.broken = { kind: "unavailable", reason: "Down." }
    await bench.ledger.settle(written.intent.id, { happened: false, ...decision })
    expect((await bench.rootOf(root)).state).toBe("failed")
  })

  it("rule 1: the process dies after sending: open, asked about, and known", async () => {
    const key = fresh()
    const { context } = bench.ledger
    let transactions = 0
    const dying: typeof context = {
      ...context,
      transaction: (work) =>
        // The first looks for an answer, the second writes; nothing after that reaches the database.
        ++transactions > 2 ? new Promise(() => undefined) : context.transaction(work),
    }
    const before = cards.sent(action)
    let isOver = false
    const end = () => (isOver = true)
    cards.use({ action, key }, { context: dying }).then(end, end)
    while (cards.sent(action) === before && !isOver) await new Promise(setImmediate)
    const written = await cards.written(key)
    expect(written.operation).toMatchObject({ status: "sent", verb: action })
    expect(written.root.state).toBe("registering")
    await cards.later(written)
    expect((await failure(cards.use({ action, key }))).code).toBe("unknown")
    await resolve()
    expect((await cards.use({ action, key })).transaction.state).toBe(state)
    expect(cards.sent(action) - before).toBe(1)
  })

  it("rule 2: a person settles it with what the console shows", async () => {
    const { root, intent } = await cards.lost("act_then_reset", { action })
    const { vps_tx_id } = cards.at(root)
    reports.broken = { kind: "unavailable", reason: "Down." }
    await bench.ledger.settle(intent.id, {
      happened: true,
      by: "u",
      note: "there",
      vpsTxId: vps_tx_id,
    })
    expect(await bench.rootOf(root)).toMatchObject({ state, vps_tx_id })
  })

  it("settled as not done, and done after all: the comparison finds it, counts it and says so", async () => {
    const { root, intent } = await cards.lost("act_then_reset", { action })
    reports.broken = { kind: "unavailable", reason: "Down." }
    await bench.ledger.settle(intent.id, { happened: false, by: "u", note: "not seen" })
    expect((await bench.rootOf(root)).state).toBe("failed")
    reports.broken = undefined
    await compare()
    expect(await bench.rootOf(root)).toMatchObject({ state, vps_tx_id: cards.at(root).vps_tx_id })
    const kinds = (await bench.findings()).map(({ kind }) => kind)
    expect(kinds).toContain("late_reply")
    await bench.database("sagepay_finding").delete()
  })

  it("is compared like any other; voided in the console it is voided here", async () => {
    const { made } = await cards.use({ action, card: VISA })
    await compare()
    expect(await bench.findings()).toEqual([])
    pressInConsole(bench.simulator, "VOID", made?.vps_tx_id ?? "")
    await compare()
    expect((await bench.rootOf(made ?? { id: "" })).state).toBe("voided")
    await bench.database("sagepay_finding").delete()
  })
})

describe("rule 11: a manual payment that settles an order", () => {
  it("rule 11: takes at most what is owed, and is a charge of that order", async () => {
    cards.owes = 2_500
    const over = { orderId: "order_1", amountMinor: 2_501 }
    expect((await failure(cards.use(over))).message).toMatch(
      /^MANUAL of GBP 25\.01 was not sent: at most GBP 25\.00 is possible/
    )
    const { intent, made } = await cards.use({ ...over, amountMinor: 2_500 })
    expect(intent).toMatchObject({ kind: "repeat", order_id: "order_1", levelled_at: null })
    const charge = await chargeOf(bench.ledger.context, intent.id)
    expect(charge?.root.id).toBe(made?.id)
  })

  it.each([
    [{}, { owes: 0 }, "not_allowed", /owes nothing more/],
    [{ currency: "EUR" }, { owes: 100 }, "not_allowed", /the order owes GBP/],
    [{}, { order: { id: "order_1", canceled: true } }, "not_allowed", /order is cancelled/],
    [{}, { order: null }, "not_found", /^order_id: there is no such order/],
  ])("rule 11: %j beside %j: %s, and nothing is written", async (over, shop, code, message) => {
    Object.assign(cards, shop)
    const key = fresh()
    const refused = await failure(cards.use({ orderId: "order_1", amountMinor: 100, key, ...over }))
    expect(refused).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(await bench.database("sagepay_intent").where({ source_id: key })).toEqual([])
  })
})

describe("direct refunds", () => {
  it("are the ledger's alone, with the order as a note, and voided before settlement", async () => {
    cards.owes = 900
    const { made, intent } = await cards.refund({ orderId: "order_1", amountMinor: 900 })
    expect(made).toMatchObject({ kind: "DIRECTREFUND", state: "credited", order_id: "order_1" })
    expect(intent).toMatchObject({ kind: "refund", order_id: null, moved_minor: 900 })
    const root = await bench.rootOf(made ?? { id: "" })
    const desk: Desk = { root, shop: new FakeShop(), payment: null, owes: 0, currency: "GBP" }
    expect(await failure(buttons.press(desk, { action: "REFUND", amountMinor: 1 }))).toMatchObject({
      code: "not_allowed",
    })
    const voided = await buttons.press(desk, { action: "VOID" })
    expect([voided.intent.kind, voided.transaction.state]).toEqual(["cancel", "voided"])
    expect(cards.at(root).state).toBe("voided")
  })

  it("are off without their ceilings, and the gateway's own refusal is passed on", async () => {
    const off = bench.anotherProcess({ direct_refund: undefined })
    expect((await failure(cards.refund({}, off))).message).toMatch(/switched off/)
    bench.simulator.control.account("testvendor", { direct_refund: false })
    expect((await failure(cards.refund())).message).toMatch(/3171/)
    bench.simulator.control.account("testvendor", { direct_refund: true })
    await off.__hooks.onApplicationShutdown()
  })

  it("each has a ceiling, and so has a day, per currency; what is unknown or voided counts", async () => {
    expect((await failure(cards.refund({ amountMinor: 5_001 }))).message).toMatch(
      /the shop's ceiling for one is GBP 50\.00/
    )
    expect((await failure(cards.refund({ currency: "USD" }))).message).toMatch(/no ceiling for USD/)
    const key = fresh()
    await cards.refund({ amountMinor: 4_000, key })
    await cards.lost("act_then_reset", {
      action: "DIRECTREFUND",
      amountMinor: 4_000,
      card: anotherCard(1),
    })
    expect((await failure(cards.refund({ amountMinor: 4_001 }))).message).toMatch(
      /GBP 80\.00 was sent today already, and the shop's ceiling for a day is GBP 120\.00/
    )
    // Declined ones do not count, and one that stands is answered whatever the ceiling says.
    fault({ fault: "refuse", match: { txType: "DIRECTREFUND" } })
    await failure(cards.refund({ amountMinor: 4_000 }))
    await cards.refund({ amountMinor: 4_000 })
    expect((await cards.refund({ amountMinor: 4_000, key })).intent.moved_minor).toBe(4_000)
    await cards.refund({ amountMinor: 5_000, currency: "EUR" })
    // Another day in London begins anew.
    expect(await failure(cards.refund({ amountMinor: 1 }))).toMatchObject({ code: "not_allowed" })
    await bench
      .database("sagepay_intent")
      .where({ source_id: key })
      .update({ created_at: new Date(Date.now() - 86_400_000) })
    await cards.refund({ amountMinor: 4_000 })
  })

  it("two at once cannot both be the last of the day", async () => {
    const before = cards.sent("DIRECTREFUND")
    const other = bench.anotherProcess()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, n) =>
        cards.refund(
          { amountMinor: 5_000, orderId: n % 2 ? "order_1" : null, card: anotherCard(n) },
          n % 3 ? bench.ledger : other
        )
      )
    )
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2)
    expect(cards.sent("DIRECTREFUND") - before).toBe(2)
    await other.__hooks.onApplicationShutdown()
  })
})

it.each([
  ["a refusal", "3062", "INVALID", "refused"],
  ["an error", "2003", "ERROR", "unknown"],
  ["a bank time-out", "2008", "NOTAUTHED", "unknown"],
])("%s that quotes the number brings it into no row, no error and no log", async (...said) => {
  const [, number, status, code] = said
  const key = fresh()
  const quoted = `${number} : The CardNumber ${VISA.number} (4929 0000 0000 6) is no good.`
  fault({ fault: "refuse", status, status_detail: quoted, match: { txType: "MANUAL" } })
  const error = await failure(cards.use({ key, amountMinor: Number(number) }))
  expect(error.code).toBe(code)
  const { operation, root } = await cards.written(key)
  const all = JSON.stringify([error.message, error.facts, operation, root, bench.logged])
  expect(all).toContain("***0006")
  expect(all.replaceAll(/[^0-9]/g, "")).not.toContain(VISA.number)
})
