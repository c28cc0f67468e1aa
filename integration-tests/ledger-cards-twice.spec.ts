import { randomUUID } from "node:crypto"
import { anotherCard, Cards, DIRECT_REFUND, VISA } from "./helpers/cards"
import { failure, LedgerBench } from "./helpers/ledger"

/** Rule 2 for cards: a form opened afresh must not send what an earlier one may have done (docs/adr/0006). */

let bench: LedgerBench
let cards: Cards
beforeAll(async () => {
  bench = await LedgerBench.start({ reply_timeout_ms: 10_000, direct_refund: DIRECT_REFUND })
  bench.simulator.control.account("testvendor", { direct_refund: true })
  cards = new Cards(bench)
  cards.owes = 10_000
})
// Their ceiling for a day is of another test.
beforeEach(() => bench.database("sagepay_operation").where({ verb: "DIRECTREFUND" }).delete())
afterEach(() => bench.simulator.control.clearFaults())
afterAll(() => bench.close())

const fresh = () => `key_${randomUUID()}`

describe.each(["MANUAL", "DIRECTREFUND"] as const)("rule 2: a second %s", (action) => {
  it("rule 2: with a fresh key, while the first is unknown, is refused; once that is decided it goes", async () => {
    const { intent } = await cards.lost("act_then_reset", { action })
    const before = cards.sent(action)
    for (const over of [{}, { orderId: "order_1" }, { card: { ...VISA, holder: "Bob" } }]) {
      const key = fresh()
      expect(await failure(cards.use({ action, key, ...over }))).toMatchObject({
        code: "busy",
        facts: { intentId: intent.id },
        message: expect.stringMatching(
          `^Nothing was sent: an earlier ${action} of GBP 30\\.00 with a card that ends in 0006 .*${intent.id}`
        ),
      })
      expect(await bench.database("sagepay_intent").where({ source_id: key })).toEqual([])
    }
    expect(cards.sent(action)).toBe(before)
    await cards.use({ action, amountMinor: 2_999 })
    await cards.use({ action, currency: "EUR" })
    await cards.use({ action, card: anotherCard(1) })
    const decision = { happened: false, by: "user_1", note: "it is not there" }
    await bench.ledger.settle(intent.id, decision)
    await cards.use({ action })
    expect(cards.sent(action) - before).toBe(4)
  })

  it("rule 2: two at once with different keys and orders: one is sent", async () => {
    const other = bench.anotherProcess()
    const { control } = bench.simulator
    const before = cards.sent(action)
    control.fault({ fault: "hold", match: { txType: action } })
    const both = [
      cards.use({ action, amountMinor: 1_500 }),
      cards.use({ action, amountMinor: 1_500, orderId: "order_1" }, other),
    ]
    const outcomes = Promise.allSettled(both)
    expect(await Promise.any(both.map(failure))).toMatchObject({ code: "busy" })
    const [held] = await control.untilHeld(1)
    control.release(held?.id ?? 0, "answer")
    expect((await outcomes).map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
    expect(cards.sent(action) - before).toBe(1)
    // Decided, it blocks nothing any more.
    await cards.use({ action, amountMinor: 1_500, orderId: "order_1" })
    await other.__hooks.onApplicationShutdown()
  })
})

it("of another account, or the other action, is another thing", async () => {
  const { vendor, gateway_url, protocol } = bench.ledger.options
  const two = bench.anotherProcess({ accounts: { euro: { vendor, gateway_url, protocol } } })
  await cards.lost("act_then_reset", { amountMinor: 1_700 })
  expect(await failure(cards.use({ amountMinor: 1_700 }, two))).toMatchObject({ code: "busy" })
  await cards.use({ amountMinor: 1_700, account: "euro" }, two)
  await cards.refund({ amountMinor: 1_700 })
  await two.__hooks.onApplicationShutdown()
})

it("rule 1: one key for two orders: whoever waits too long at the key is told that it is busy", async () => {
  const key = fresh()
  const first = await bench.database.transaction()
  try {
    // As another process that has written its intent, and not committed yet.
    await first("sagepay_intent").insert({
      id: `spint_${key}`,
      root_id: `sptx_${key}`,
      kind: "repeat",
      source: "press",
      source_id: key,
      status: "open",
      currency: "GBP",
      amount_minor: 1_900,
      moved_minor: 0,
    })
    expect(await failure(cards.use({ key, amountMinor: 1_900 }))).toMatchObject({ code: "busy" })
  } finally {
    await first.rollback()
  }
  expect((await cards.use({ key, amountMinor: 1_900 })).transaction.state).toBe("taken")
})
