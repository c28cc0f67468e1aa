import { anotherCard } from "./helpers/cards"
import { CardsBench, fresh } from "./helpers/cards-bench"
import { failure, FakeShop } from "./helpers/ledger"
import { Buttons, type Desk } from "./helpers/press"

/** DIRECTREFUND in the ledger: counted by nobody else, and limited (docs/adr/0006). */

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
