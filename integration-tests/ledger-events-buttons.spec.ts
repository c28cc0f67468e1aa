import { EventsBench } from "./helpers/events-bench"
import { DECLINED } from "./helpers/cards"
import { failure, FakeShop } from "./helpers/ledger"

/** What staff do on the Sage Pay page is told once. */

let bench: EventsBench["bench"]
let requests: EventsBench["requests"]
let buttons: EventsBench["buttons"]
let cards: EventsBench["cards"]
let rows: EventsBench["rows"]
let told: EventsBench["told"]
let events: EventsBench
beforeAll(async () => {
  events = await EventsBench.start()
  ;({ bench, requests, buttons, cards, rows, told } = events)
})
beforeEach(() => events.fresh())
afterAll(() => bench.close())

const control = () => bench.simulator.control

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
