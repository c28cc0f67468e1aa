import { RULES } from "../src/protocol/life"
import {
  acceptCharge,
  chargeOf,
  linkSession,
  unsettledCharges,
} from "../src/modules/sagepay/charges"
import { failure, FakeShop, LedgerBench } from "./helpers/ledger"
import { Buttons, type Desk } from "./helpers/press"

/** REPEAT and REPEATDEFERRED in the ledger: payments of their own (docs/adr/0005), limited by what an order owes. */

let bench: LedgerBench
let buttons: Buttons
beforeAll(async () => {
  bench = await LedgerBench.start()
  buttons = new Buttons(bench)
})
afterEach(() => bench.simulator.control.clearFaults())
afterAll(() => bench.close())

const gateway = () => bench.simulator.control
const paidBy = async (kind: Parameters<LedgerBench["paid"]>[0], owes = 0) =>
  buttons.desk(await bench.paid(kind), owes)
const beside = { settlesOrder: false } as const

/** The same desk, with what was made in place of the payment: the ledger's alone. */
async function deskOf(desk: Desk, made: { id: string } | undefined): Promise<Desk> {
  if (!made) throw new Error("Nothing was made")
  return { ...desk, root: await bench.rootOf(made), payment: null, shop: new FakeShop() }
}

describe("a payment of its own", () => {
  it("REPEAT: another root of the same order, of any amount; the original's sums stay", async () => {
    const desk = await paidBy("PAYMENT")
    const { made, intent } = await buttons.press(desk, {
      action: "REPEAT",
      amountMinor: 9_999,
      ...beside,
    })
    expect(made).toMatchObject({
      kind: "REPEAT",
      state: "taken",
      taken_minor: 9_999,
      root_id: made?.id,
      related_id: desk.root.id,
      order_id: "order_1",
      payment_id: null,
      session_id: null,
      cart_id: null,
    })
    expect(made?.results).toMatchObject({ Last4Digits: desk.root.results?.Last4Digits })
    expect(intent).toMatchObject({ kind: "repeat", order_id: null, root_id: desk.root.id })
    expect(await bench.net(desk)).toBe(3_000)
    // At the gateway it belongs to the original.
    expect((await bench.gateway(desk)).net).toBe(12_999)
    expect(bench.ledger.options.protocol).toBe("4.00")
    expect(gateway().requests({ tx_type: "REPEAT" }).at(-1)?.fields).toMatchObject({
      COFUsage: "SUBSEQUENT",
      InitiatedType: "MIT",
      MITType: "UNSCHEDULED",
      SchemeTraceID: desk.root.results?.SchemeTraceID,
    })
  })

  it("in another currency, with that currency's decimals", async () => {
    const desk = await paidBy("PAYMENT")
    gateway().account("testvendor", { currencies: ["GBP", "JPY"] } as never)
    const { made, intent } = await buttons.press(desk, {
      action: "REPEAT",
      amountMinor: 700,
      currency: "jpy",
      ...beside,
    })
    expect(gateway().requests({ tx_type: "REPEAT" }).at(-1)?.fields).toMatchObject({
      Amount: "700",
      Currency: "JPY",
    })
    expect([made?.currency, intent.currency]).toEqual(["JPY", "JPY"])
    const repeat = await deskOf(desk, made)
    const refunded = await buttons.press(repeat, { action: "REFUND", amountMinor: 200 })
    expect(refunded.made).toMatchObject({ currency: "JPY", amount_minor: 200 })
    expect(await bench.net(repeat)).toBe(500)
  })

  it("is refunded, voided and repeated by itself, also while the original waits for an answer", async () => {
    const desk = await paidBy("PAYMENT")
    const first = await buttons.press(desk, { action: "REPEAT", amountMinor: 1_000, ...beside })
    const repeat = await deskOf(desk, first.made)
    gateway().fault({ fault: "act_then_reset", match: { txType: "REFUND" } })
    await failure(buttons.press(desk, { action: "REFUND", amountMinor: 1 }))
    expect(
      await failure(buttons.press(desk, { action: "REPEAT", amountMinor: 1, ...beside }))
    ).toMatchObject({ code: "busy" })
    const second = await buttons.press(repeat, { action: "REPEAT", amountMinor: 400, ...beside })
    expect(second.made).toMatchObject({ related_id: repeat.root.id, order_id: "order_1" })
    await buttons.press(repeat, { action: "VOID" })
    expect(await bench.net(repeat)).toBe(0)
    expect(await bench.net(await deskOf(desk, second.made))).toBe(400)
  })

  it("REPEATDEFERRED holds; its RELEASE takes, its ABORT lets go", async () => {
    const desk = await paidBy("PAYMENT")
    const hold = async () => {
      const press = { action: "REPEATDEFERRED", amountMinor: 2_500, ...beside } as const
      const { made, intent } = await buttons.press(desk, press)
      expect(made).toMatchObject({ kind: "REPEATDEFERRED", state: "deferred", taken_minor: 0 })
      expect(intent).toMatchObject({ status: "done", moved_minor: 0 })
      return deskOf(desk, made)
    }
    const [released, aborted] = [await hold(), await hold()]
    await buttons.press(released, { action: "RELEASE", amountMinor: 1_200 })
    await buttons.press(aborted, { action: "ABORT" })
    expect([await bench.net(released), await bench.net(aborted)]).toEqual([1_200, 0])
    expect(await bench.gateway(desk)).toMatchObject({ held: 0, net: 4_200 })
  })

  it("a lost one is settled as it happened, and is in its own currency then too", async () => {
    const desk = await paidBy("PAYMENT")
    const key = `key_${desk.root.id}`
    gateway().account("testvendor", { currencies: ["GBP", "EUR"] } as never)
    const press = { action: "REPEAT", amountMinor: 800, currency: "EUR", key, ...beside } as const
    gateway().fault({ fault: "act_then_reset", match: { txType: "REPEAT" } })
    expect(await failure(buttons.press(desk, press))).toMatchObject({ code: "unknown" })
    const { vps_tx_id = "" } = gateway().transactions({ tx_type: "REPEAT" }).at(-1) ?? {}
    await bench.settle(desk, { happened: true, by: "u", note: "it is there", vpsTxId: vps_tx_id })
    const { made } = await buttons.press(desk, press)
    expect(made).toMatchObject({ currency: "EUR", taken_minor: 800, root_id: made?.id })
    expect(
      gateway().requests({ tx_type: "REPEAT", vendor_tx_code: made?.vendor_tx_code })
    ).toHaveLength(1)
  })

  it("what was never taken is not repeated", async () => {
    const desk = await paidBy("DEFERRED")
    const press = buttons.press(desk, { action: "REPEAT", amountMinor: 1, ...beside })
    expect((await failure(press)).message).toMatch(/it is held on the card/)
    expect(RULES.REPEAT.limit).toBeUndefined()
  })
})

describe("rule 11: what settles an order", () => {
  it("rule 11: a REPEAT takes at most what the order owes, unless it says that it does not settle it", async () => {
    const desk = await paidBy("PAYMENT", 2_500)
    const press = { action: "REPEAT", amountMinor: 2_501 } as const
    expect((await failure(buttons.press(desk, press))).message).toMatch(
      /^REPEAT of GBP 25\.01 was not sent: at most GBP 25\.00 is possible, for the order owes no more/
    )
    const { intent, made } = await buttons.press(desk, { ...press, amountMinor: 2_500 })
    expect(intent).toMatchObject({ kind: "repeat", order_id: "order_1", levelled_at: null })
    expect(made).toMatchObject({ order_id: "order_1", root_id: made?.id })
    desk.owes = 0
    expect((await failure(buttons.press(desk, press))).message).toMatch(/owes nothing more/)
    const alone = await buttons.press(desk, { ...press, ...beside })
    expect(alone.intent.order_id).toBeNull()
    expect(bench.sent("REPEAT", desk)).toBe(2)
  })

  it("rule 11: a session is accepted for one charge: written down before, only once, while the money is there", async () => {
    const desk = await paidBy("PAYMENT", 2_500)
    const { context } = bench.ledger
    const { intent, made } = await buttons.press(desk, { action: "REPEAT", amountMinor: 2_500 })
    const charge = await chargeOf(context, intent.id)
    if (!charge || !made) throw new Error("Nothing was charged")
    expect(await acceptCharge(context, "payses_mine")).toBeUndefined()
    expect((await linkSession(context, charge, "payses_mine"))?.root.session_id).toBe("payses_mine")
    // A second process that read the charge before.
    expect(await linkSession(context, charge, "payses_other")).toBeUndefined()
    expect(await acceptCharge(context, "payses_other")).toBeUndefined()
    expect((await acceptCharge(context, "payses_mine"))?.id).toBe(made.id)
    await buttons.press(await deskOf(desk, made), { action: "VOID" })
    expect(await acceptCharge(context, "payses_mine")).toBeUndefined()
    const alone = await buttons.press(desk, { action: "REPEAT", amountMinor: 1, ...beside })
    expect(await chargeOf(context, alone.intent.id)).toBeUndefined()
    await bench.ledger.change(alone.made?.id ?? "", { session_id: "payses_alone" })
    expect(await acceptCharge(context, "payses_alone")).toBeUndefined()
  })

  it("rule 11: charges that cannot be settled today keep no younger one waiting", async () => {
    const desk = await paidBy("PAYMENT", 2_500)
    await bench.database.raw(
      `insert into sagepay_intent
         (id, root_id, kind, source, source_id, status, currency, amount_minor, order_id, created_at)
       select 'spint_stuck_' || n, ?, 'repeat', 'press', 'key_stuck_' || n, 'done', 'GBP', 1, 'order_2',
         now() - interval '1 day'
       from generate_series(1, 60) n`,
      [desk.root.id]
    )
    const { intent } = await buttons.press(desk, { action: "REPEAT", amountMinor: 2_500 })
    let runs = 0
    // Each misses it with less than one in five.
    while (runs < 30 && !(await unsettledCharges(bench.ledger.context)).includes(intent.id)) runs++
    expect(runs).toBeLessThan(30)
    await bench.database("sagepay_intent").where({ order_id: "order_2" }).delete()
  })

  it("rule 11: in the order's currency only", async () => {
    const desk = await paidBy("PAYMENT", 2_500)
    const press = { action: "REPEAT", amountMinor: 100, currency: "EUR" } as const
    expect((await failure(buttons.press(desk, press))).message).toMatch(/the order owes GBP/)
  })

  it("rule 11: without an order it is the ledger's alone, and cannot settle one", async () => {
    const desk = await paidBy("PAYMENT")
    desk.shop.order = null
    const press = { action: "REPEAT", amountMinor: 100 } as const
    expect((await failure(buttons.press(desk, { ...press, settlesOrder: true }))).message).toMatch(
      /belongs to no order/
    )
    expect((await buttons.press(desk, press)).intent.order_id).toBeNull()
  })

  it("rule 11: an AUTHORISE beyond Medusa's payment becomes a payment of its own", async () => {
    const desk = await paidBy("AUTHENTICATE", 400)
    await buttons.press(desk, { action: "AUTHORISE", amountMinor: 3_000 })
    await buttons.level(desk)
    const press = { action: "AUTHORISE", amountMinor: 400 } as const
    expect((await failure(buttons.press(desk, press))).message).toMatch(/captured in full/)
    const { made, intent, transaction } = await buttons.press(desk, {
      ...press,
      settlesOrder: true,
    })
    expect(intent).toMatchObject({ kind: "repeat", order_id: "order_1", moved_minor: 400 })
    expect(made).toMatchObject({ kind: "AUTHORISE", root_id: made?.id, taken_minor: 400 })
    expect(transaction.authorised_minor).toBe(3_400)
    expect(await bench.net(desk)).toBe(3_000)
    // 115 % is the gateway's limit all the same.
    desk.owes = 1_000
    expect((await failure(buttons.press(desk, { ...press, settlesOrder: true }))).message).toMatch(
      /at most GBP 0\.50/
    )
  })
})
