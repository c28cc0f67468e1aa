import type { Json } from "../helpers/http"
import type { Suite } from "./suite"

type Entry = {
  at: string
  what: string
  by: string | null
  by_name: string | null
  amount_minor: number
  reason: string | null
  transaction_id: string
  decided_by_name: string | null
}
type Payment = {
  id: string
  money: Json
  timeline: Entry[]
  checks: { name: string; value: string; verdict: string }[]
  actions: Record<string, Record<string, { allowed: boolean; limit_minor?: number }>>
  transactions: { id: string; kind: string }[]
}
type Panel = { payments: Payment[]; alone: Payment[] }

/** What the panel of an order shows, in one request. */
export function timeline(suite: Suite): void {
  const { store, desk, buy, row, press } = suite
  const panel = (orderId: string) => store.admin.get<Panel>(`/admin/sagepay/orders/${orderId}`)
  const first = async (orderId: string) => {
    const [payment] = (await panel(orderId)).payments
    if (!payment) throw new Error("The order has no payment")
    return payment
  }
  const told = ({ timeline: entries }: Payment) =>
    entries.map(({ what, by_name, by, amount_minor }) => [what, by_name ?? by, amount_minor])
  const ADMIN = "admin@shop.test"

  it("tells the life of a payment: who did what, when and why", async () => {
    const bought = await buy("DEFERRED")
    expect((await desk.capture(bought, 20)).status).toBe(200)
    const { id } = await row(bought.vpsTxId)
    await press(id, "REFUND", 500)
    const payment = await first(bought.orderId)
    expect(told(payment)).toEqual([
      ["registered", "shopper", 3_000],
      ["deferred", "shopper", 3_000],
      ["released", ADMIN, 2_000],
      ["refunded", ADMIN, 500],
    ])
    const times = payment.timeline.map(({ at }) => at)
    expect(times).toEqual([...times].sort())
    expect(payment.timeline.at(-1)).toMatchObject({
      reason: "because of a test",
      transaction_id: payment.transactions[0]?.id,
    })
    expect(payment.money).toEqual({
      held_minor: 0,
      taken_minor: 2_000,
      refunded_minor: 500,
      left_minor: 1_500,
      currency_code: "gbp",
    })
    expect(payment.checks).toContainEqual({
      name: "AVSCV2",
      value: expect.any(String),
      verdict: expect.stringMatching(/^(good|bad|neutral)$/),
    })
  })

  it("says what may be done to each transaction, and agrees with the transaction's own page", async () => {
    const bought = await buy("AUTHENTICATE")
    await desk.capture(bought, 10)
    const payment = await first(bought.orderId)
    const [taking] = payment.transactions
    expect(Object.keys(payment.actions).sort()).toEqual([payment.id, taking?.id].sort())
    expect(payment.actions[payment.id]?.AUTHORISE).toMatchObject({
      allowed: true,
      limit_minor: 2_000,
    })
    expect(payment.actions[taking?.id ?? ""]?.REFUND).toMatchObject({ allowed: true })
    expect(payment.money).toMatchObject({ held_minor: 2_000, left_minor: 1_000 })
    type Page = { actions: object; family: Payment }
    const page = await store.admin.get<Page>(`/admin/sagepay/transactions/${taking?.id}`)
    expect(page.actions).toEqual(payment.actions[taking?.id ?? ""])
    expect(page.family.timeline).toEqual(payment.timeline)
    expect(page.family.actions).toEqual(payment.actions)
  })

  it("shows what nobody knows, then who said what became of it", async () => {
    const bought = await buy("DEFERRED")
    suite.gateway().fault({ fault: "act_then_reset", match: { txType: "RELEASE" } })
    await desk.capture(bought)
    const open = await first(bought.orderId)
    expect(told(open).at(-1)).toEqual(["unknown", ADMIN, 3_000])
    expect(Object.values(open.actions[open.id] ?? {}).map(({ allowed }) => allowed)).not.toContain(
      true
    )
    await desk.settle(await desk.openIntent(bought), { happened: true, note: "it is there" })
    const { timeline: entries } = await first(bought.orderId)
    expect(entries.find(({ what }) => what === "released")).toMatchObject({
      decided_by_name: ADMIN,
      decided_note: "it is there",
    })
  })

  it("a REPEAT is a payment of its own, with who pressed it; the gateway's settlement is told too", async () => {
    const bought = await buy("PAYMENT")
    const { id } = await row(bought.vpsTxId)
    expect((await press(id, "REPEAT", 700, { settles_order: false })).status).toBe(200)
    await suite.ledgerOf(store).change(id, { settled_at: new Date() })
    const payment = await first(bought.orderId)
    expect(told(payment)).toEqual([
      ["registered", "shopper", 3_000],
      ["paid", "shopper", 3_000],
      ["repeated", ADMIN, 700],
      ["settled", "gateway", 3_000],
    ])
    const repeated = payment.timeline.find(({ what }) => what === "repeated")?.transaction_id
    const { family } = await store.admin.get<{ family: Payment }>(
      `/admin/sagepay/transactions/${repeated}`
    )
    expect(told(family)).toEqual([["repeated", ADMIN, 700]])
  })

  it("has no SecurityKey, and is no secret of an order that is not there", async () => {
    const bought = await buy("PAYMENT")
    const { text } = await suite.get(`orders/${bought.orderId}`)
    expect(text).not.toContain("security_key")
    expect((await suite.get("orders/order_none")).body).toEqual({
      payments: [],
      alone: [],
      owed: null,
    })
    expect((await suite.get("transactions/sptx_none")).status).toBe(404)
  })
}
