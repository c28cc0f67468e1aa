import { randomUUID } from "node:crypto"
import type { HttpTypes } from "@medusajs/framework/types"
import { deskOf } from "./helpers/books"
import { DIRECT_REFUND, VISA } from "./helpers/cards"
import { ledgerOf } from "./helpers/checkout"
import { PROVIDERS } from "./helpers/shopper"
import { describeStore } from "./helpers/store"

/** The two routes that take a card, in a booted store. */

type Body = {
  type?: string
  message?: string
  vendor_tx_code?: string
  intent_id?: string
  medusa_is_level?: boolean | null
  transaction: { id: string; state: string; vps_tx_id: string; vendor_tx_code: string }
  action: { id: string }
}

const MANUAL = "/admin/sagepay/manual"
const REFUNDS = "/admin/sagepay/direct-refunds"

describeStore("cards", { plugin: { direct_refund: DIRECT_REFUND } }, (store) => {
  const desk = deskOf(store)
  const gateway = () => store.simulator.control
  beforeAll(() => gateway().account("testvendor", { direct_refund: true }))
  afterEach(() => gateway().clearFaults())

  const form = (over: object = {}) => {
    const { number, expiry, holder, cv2 } = VISA
    return {
      key: `key_${randomUUID()}`,
      amount_minor: 2_500,
      currency: "gbp",
      description: "By phone",
      reason: "the bank said yes",
      card: { number: `${number.slice(0, 4)} ${number.slice(4)}`, expiry, holder, cv2 },
      ...over,
    }
  }
  const charge = (over?: object) => store.admin.request<Body>("POST", MANUAL, form(over))
  const credit = (over?: object) =>
    store.admin.request<Body>("POST", REFUNDS, form({ confirm_amount_minor: 2_500, ...over }))
  const card = (over: object) => ({ card: { ...form().card, ...over } })

  /** Paid 30.00, and an edit added 25.00. */
  const owing = async () => {
    const bought = await store.buy({ providerId: PROVIDERS.PAYMENT })
    await store.admin.post("/admin/order-edits", { order_id: bought.orderId })
    const edit = `/admin/order-edits/${bought.orderId}`
    const items = [{ variant_id: store.shop.products[0]?.variantId, quantity: 1 }]
    await store.admin.post(`${edit}/items`, { items })
    await store.admin.post(`${edit}/request`)
    await store.admin.post(`${edit}/confirm`)
    return bought
  }
  const paymentsOf = (order: HttpTypes.AdminOrder) =>
    order.payment_collections.flatMap((row) => row.payments ?? [])

  it.each([MANUAL, REFUNDS])("%s is for staff", async (path) => {
    const { status } = await store.stranger.request("POST", path, form())
    expect(status).toBe(401)
  })

  it("of no order: taken at once, once for its key, and the ledger's alone", async () => {
    const key = `key_${randomUUID()}`
    const first = await charge({
      key,
      auth_code: "AB12",
      account_type: "M",
      customer_email: "a@b.test",
    })
    expect([first.status, first.headers.get("cache-control")]).toEqual([200, "no-store"])
    expect(first.body).toMatchObject({
      medusa_is_level: null,
      transaction: {
        kind: "MANUAL",
        state: "taken",
        taken_minor: 2_500,
        results: { CardType: "VISA", Last4Digits: "0006" },
      },
    })
    expect((await charge({ key })).body.transaction.id).toBe(first.body.transaction.id)
    const other = await charge({ key, amount_minor: 2_400 })
    expect([other.status, other.body.message]).toEqual([409, expect.stringMatching(/amount_minor/)])
    expect(gateway().requests({ tx_type: "MANUAL" })).toHaveLength(1)
    expect(gateway().requests({ tx_type: "MANUAL" })[0]?.fields).toMatchObject({
      Amount: "25.00",
      AuthCode: "AB12",
      AccountType: "M",
      CustomerEMail: "a@b.test",
    })
    const detail = await store.admin.get<{ actions: Record<string, { allowed: boolean }> }>(
      `/admin/sagepay/transactions/${first.body.transaction.id}`
    )
    expect(detail.actions).toMatchObject({ VOID: { allowed: true }, REFUND: { allowed: true } })
  })

  it("400, and the field by name; nothing that was given is quoted, nothing is sent", async () => {
    const mistakes: readonly (readonly [object, RegExp])[] = [
      [{ key: "short" }, /^key: must be 8 to 100/],
      [{ amount_minor: 2.5 }, /^amount_minor: /],
      [{ amount_minor: 10_000_001 }, /^amount_minor: /],
      [{ currency: "pounds" }, /^currency: must be three letters/],
      [{ currency: "XXZ" }, /^currency: /],
      [{ reason: "" }, /^reason: /],
      [{ description: undefined }, /^description: /],
      [{ account: "nobody" }, /^account: /],
      [{ account_type: "X" }, /^account_type: must be one of/],
      [{ auth_code: "a b" }, /^auth_code: /],
      [{ customer_email: "nobody" }, /^customer_email: /],
      [{ billing: { country_code: "xx" } }, /^billing: BillingCountry/],
      [{ unknown: 1 }, /^body: has fields that are not known/],
      [{ card: undefined }, /^card: must be given/],
      [card({ number: "4929000000007" }), /^card\.number: is mistyped/],
      [card({ number: "4929 00x0" }), /^card\.number: must be 12 to 19 digits/],
      [card({ number: 4_929_000_000_006 }), /^card\.number: must be given, as string/],
      [card({ number: "9999999999999995" }), /^card\.type: cannot be told/],
      [card({ expiry: "1320" }), /^card\.expiry: must be MMYY/],
      [card({ expiry: "0120" }), /^card\.expiry: is in the past/],
      [card({ holder: " " }), /^card\.holder: /],
      [card({ holder: "王小明" }), /^card\.holder: must have Latin letters/],
      [card({ holder: "Ann 4929000000006" }), /^card\.holder: must not have the card's number/],
      [{ description: "電話" }, /^description: must have Latin letters/],
      [{ order_id: "order_\0" }, /^order_id: must be plain text/],
      [card({ cv2: "12" }), /^card\.cv2: must be three or four digits/],
      [card({ cv2: "1234" }), /^card\.cv2: must be four digits for American Express/],
      [card({ type: "VISAX" }), /^card\.type: must be one of/],
      [{ reason: "card 4929 0000 00006" }, /^reason: must not have the card's number/],
      [{ key: "key-4929000000006" }, /^key: must not have the card's number/],
      [{ billing: { phone: "4929000000006" } }, /^billing: must not have the card's number/],
    ]
    const before = gateway().requests().length
    for (const [over, message] of mistakes) {
      const { status, text, body } = await charge(over)
      expect([over, status, body.message]).toEqual([over, 400, expect.stringMatching(message)])
      expect(text).not.toMatch(/4929|9999|1234/)
    }
    expect(gateway().requests()).toHaveLength(before)
  })

  it.each([
    ["text/plain", '{"card":'],
    ["application/json", '{"card": {"number": 4929000000006 oops'],
    ["application/json", `"${"4929000000006".repeat(9_000)}"`],
  ])("400 for what is no JSON, and nothing of it is quoted: %s", async (type, text) => {
    const admin = store.admin
    // The client's own login, with another body.
    const real = globalThis.fetch
    const spy = jest.spyOn(globalThis, "fetch").mockImplementation((url, init) =>
      real(url, {
        ...init,
        body: text,
        headers: { ...(init?.headers as Record<string, string>), "content-type": type },
      })
    )
    const answer = await admin.request("POST", MANUAL, {})
    spy.mockRestore()
    expect(answer.status).toBe(400)
    expect(answer.text).not.toMatch(/4929|oops/)
  })

  it("404 for an order that does not exist, 409 for one that owes nothing", async () => {
    const none = await charge({ order_id: "order_none" })
    expect([none.status, none.body.message]).toEqual([404, expect.stringMatching(/^order_id: /)])
    const { orderId } = await store.buy({ providerId: PROVIDERS.PAYMENT })
    const paid = await charge({ order_id: orderId })
    expect([paid.status, paid.body.message]).toEqual([
      409,
      expect.stringMatching(/owes nothing more/),
    ])
  })

  it("rule 11: settles what an order owes, and Medusa's own refund works on it", async () => {
    const { orderId } = await owing()
    const beyond = await charge({ order_id: orderId, amount_minor: 2_501 })
    expect([beyond.status, beyond.body.message]).toEqual([
      409,
      expect.stringMatching(/at most GBP 25\.00 is possible/),
    ])
    const { status, body } = await charge({ order_id: orderId })
    expect([status, body.medusa_is_level]).toEqual([200, true])
    const order = await store.order(orderId)
    expect(order.summary).toMatchObject({ paid_total: 55, pending_difference: 0 })
    const payment = paymentsOf(order).find(({ amount }) => amount === 25)
    expect(payment?.data).toMatchObject({ vps_tx_id: body.transaction.vps_tx_id })
    const refunded = await store.admin.request("POST", `/admin/payments/${payment?.id}/refund`, {
      amount: 10,
    })
    expect(refunded.status).toBe(200)
    expect(gateway().requests({ tx_type: "REFUND" }).at(-1)?.fields).toMatchObject({
      RelatedVPSTxId: body.transaction.vps_tx_id,
      Amount: "10.00",
    })
    expect((await store.order(orderId)).summary).toMatchObject({ refunded_total: 10 })
    await desk.age()
    await desk.sweep()
    expect(await desk.findings()).toEqual([])
    // Cancelled, the order gives both payments back.
    expect((await store.admin.request("POST", `/admin/orders/${orderId}/cancel`)).status).toBe(200)
    const { vendor_tx_code } = body.transaction
    expect(gateway().money({ vendor_tx_code })).toMatchObject([{ net: 0, held: 0 }])
  })

  it("rule 11: a draft order that owes money", async () => {
    const { draft_order } = await store.admin.post<{ draft_order: { id: string; total: number } }>(
      "/admin/draft-orders",
      {
        email: "phone@shopper.test",
        region_id: store.shop.regions[0]?.id,
        items: [{ variant_id: store.shop.products[0]?.variantId, quantity: 1 }],
      }
    )
    const amount_minor = Math.round(draft_order.total * 100)
    expect(amount_minor).toBeGreaterThan(0)
    const { status, body } = await charge({ order_id: draft_order.id, amount_minor })
    expect([status, body.medusa_is_level]).toEqual([200, true])
    const again = await charge({ order_id: draft_order.id, amount_minor: 1 })
    expect([again.status, again.body.message]).toEqual([409, expect.stringMatching(/owes nothing/)])
    await store.admin.post(`/admin/draft-orders/${draft_order.id}/convert-to-order`)
    const order = await store.order(draft_order.id)
    expect(order.summary).toMatchObject({ paid_total: draft_order.total, pending_difference: 0 })
    expect(paymentsOf(order)).toHaveLength(1)
  })

  it("rule 11: two people with two forms charge one debt once", async () => {
    const { orderId } = await owing()
    const before = gateway().requests({ tx_type: "MANUAL" }).length
    const answers = await Promise.all([
      charge({ order_id: orderId }),
      charge({ order_id: orderId }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(gateway().requests({ tx_type: "MANUAL" })).toHaveLength(before + 1)
    expect((await store.order(orderId)).summary).toMatchObject({ pending_difference: 0 })
  })

  it("rule 2: 202 when nobody knows, with where to look; the order waits for it, and gets it", async () => {
    const { orderId } = await owing()
    const key = `key_${randomUUID()}`
    gateway().fault({ fault: "act_then_reset", match: { txType: "MANUAL" } })
    const lost = await charge({ order_id: orderId, key })
    expect(lost.status).toBe(202)
    expect(lost.body).toMatchObject({
      type: "sagepay_unknown",
      message: expect.stringMatching(/money may have moved.*Look up medusa-/),
      vendor_tx_code: expect.stringMatching(/^medusa-/),
      intent_id: expect.stringMatching(/^spint_/),
    })
    expect((await charge({ order_id: orderId, key })).status).toBe(202)
    // The form opened afresh has another key; the same card and amount must not go a second time.
    for (const over of [{ order_id: orderId }, {}]) {
      const again = await charge(over)
      expect([again.status, again.body]).toEqual([
        409,
        expect.objectContaining({ type: "sagepay_busy", intent_id: lost.body.intent_id }),
      ])
    }
    const less = await charge({ order_id: orderId, amount_minor: 2_400 })
    expect(less.body.message).toMatch(/owes nothing more/)
    const { vps_tx_id } = gateway().transaction(lost.body.vendor_tx_code ?? "")
    const word = { happened: true, note: "it is in the console", vps_tx_id }
    expect((await desk.settle(lost.body.intent_id ?? "", word)).status).toBe(200)
    await desk.sweep()
    expect((await store.order(orderId)).summary).toMatchObject({ pending_difference: 0 })
    expect((await charge({ order_id: orderId, key })).body.transaction.state).toBe("taken")
  })

  it("rule 11: killed between the charge and Medusa's payment of it, the sweep makes the payment", async () => {
    const { orderId } = await owing()
    const ledger = ledgerOf(store)
    const dead = jest.spyOn(ledger, "claimLevelling").mockResolvedValue(undefined)
    const { status, body } = await charge({ order_id: orderId })
    expect([status, body.medusa_is_level]).toEqual([200, false])
    dead.mockRestore()
    await desk.sweep()
    expect((await store.order(orderId)).summary).toMatchObject({ pending_difference: 0 })
  })

  it("a direct refund: the amount twice, within its ceilings, and never Medusa's", async () => {
    const wrong = await credit({ confirm_amount_minor: 2_400 })
    expect([wrong.status, wrong.body.message]).toEqual([
      400,
      expect.stringMatching(/^confirm_amount_minor: must repeat amount_minor/),
    ])
    const without = await credit({ reason: undefined })
    expect([without.status, without.body.message]).toEqual([400, expect.stringMatching(/^reason/)])
    const high = await credit({ amount_minor: 5_001, confirm_amount_minor: 5_001 })
    expect([high.status, high.body.message]).toEqual([409, expect.stringMatching(/GBP 50\.00/)])
    const { orderId } = await store.buy({ providerId: PROVIDERS.PAYMENT })
    const { status, body } = await credit({ order_id: orderId })
    expect([status, body.medusa_is_level]).toEqual([200, null])
    expect(body.transaction).toMatchObject({ kind: "DIRECTREFUND", state: "credited" })
    const panel = await store.admin.get<{ alone: { id: string }[] }>(
      `/admin/sagepay/orders/${orderId}`
    )
    expect(panel.alone.map(({ id }) => id)).toEqual([body.transaction.id])
    expect((await store.order(orderId)).summary).toMatchObject({ refunded_total: 0 })
    await desk.age()
    await desk.sweep()
    expect(await desk.findings()).toEqual([])
  })
})
