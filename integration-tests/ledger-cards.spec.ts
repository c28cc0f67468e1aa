import { chargeOf } from "../src/modules/sagepay/charges"
import { securityKeyOf } from "../src/modules/sagepay/context"
import { DECLINED, VISA } from "./helpers/cards"
import { CardsBench, fresh } from "./helpers/cards-bench"
import { failure, FakeShop } from "./helpers/ledger"
import { Buttons, type Desk } from "./helpers/press"

/** MANUAL in the ledger: a payment of its own (docs/adr/0006), taken once. */

let lab: CardsBench
let bench: CardsBench["bench"]
let cards: CardsBench["cards"]
let fault: CardsBench["fault"]
let buttons: Buttons
beforeAll(async () => {
  lab = await CardsBench.start()
  ;({ bench, cards, fault } = lab)
  buttons = new Buttons(bench)
})
beforeEach(() => lab.fresh())
afterAll(() => lab.bench.close())

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
