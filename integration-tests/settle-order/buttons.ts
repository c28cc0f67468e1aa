import { ledgerRow } from "../helpers/checkout"
import type { Suite } from "./suite"

/** Buttons on payments that Medusa has: it is brought level at once. */
export function buttons({ store, desk, gateway, owing, push, summaryOf }: Suite): void {
  it("what may be done and why not, before anything is pressed", async () => {
    const bought = await owing("DEFERRED")
    const { id } = await ledgerRow(store, bought.vpsTxId)
    const seen = await store.admin.get<{
      actions: Record<string, { allowed: boolean; limit_minor?: number; reason?: string }>
      order: object
    }>(`/admin/sagepay/transactions/${id}`)
    expect(seen.order).toMatchObject({ id: bought.orderId, canceled: false, owed_minor: 2_500 })
    expect(seen.actions.RELEASE).toMatchObject({ allowed: true, limit_minor: 3_000 })
    expect(seen.actions.REFUND).toMatchObject({ allowed: false, reason: expect.any(String) })
    expect((await store.admin.request("GET", "/admin/sagepay/transactions/none")).status).toBe(404)
    const wrong = await push(bought, { action: "REFUND" })
    expect([wrong.status, wrong.body.message]).toEqual([
      400,
      expect.stringMatching(/^amount_minor/),
    ])
  })

  it("RELEASE and REFUND become Medusa's capture and refund, and the order's totals are right", async () => {
    const bought = await store.buy()
    const released = await push(bought, { action: "RELEASE", amount_minor: 2_000 })
    expect([released.status, released.body.medusa_is_level]).toEqual([200, true])
    const refunded = await push(bought, { action: "REFUND", amount_minor: 500 })
    expect([refunded.status, refunded.body.medusa_is_level]).toEqual([200, true])
    expect([desk.sent("RELEASE", bought), desk.sent("REFUND", bought)]).toEqual([1, 1])
    expect(await desk.books(bought)).toEqual({ net: 1_500, held: 0 })
    const { order } = await summaryOf(bought)
    expect(order.summary).toMatchObject({ paid_total: 20, refunded_total: 5 })
  })

  it("ABORT of a live order's hold: Medusa's payment is cancelled, and the order stays", async () => {
    const bought = await store.buy()
    const { status, body } = await push(bought, { action: "ABORT" })
    expect([status, body.transaction.state, body.medusa_is_level]).toEqual([200, "aborted", true])
    expect(gateway().transaction(bought.vpsTxId).state).toBe("aborted")
    const { payments, order } = await summaryOf(bought)
    expect(payments[0]?.canceled_at).not.toBeNull()
    expect(order.status).toBe("pending")
    expect((await desk.capture(bought)).status).toBe(400)
  })

  it("a REPEAT says more than its amount; nothing else does, and half an address is refused", async () => {
    const bought = await owing("PAYMENT")
    const delivery = {
      first_name: "Bea",
      last_name: "Neighbour",
      address_1: "2 Low Street",
      city: "Leeds",
      postal_code: "LS1 1AA",
      country_code: "gb",
    }
    const form = { action: "REPEAT", amount_minor: 2_500, description: "The rest", cv2: "123" }
    const refused = [
      [{ ...form, delivery: { city: "Leeds" } }, /^delivery: DeliveryCountry is mandatory/],
      [{ ...form, cv2: "12" }, /^cv2: must be three or four digits/],
      [{ ...form, action: "REFUND" }, /^description: REFUND has no such field/],
    ] as const
    for (const [body, message] of refused) {
      const { status, body: said } = await push(bought, body)
      expect([status, said.message]).toEqual([400, expect.stringMatching(message)])
    }
    const { status, body } = await push(bought, { ...form, delivery })
    expect([status, body.medusa_is_level]).toEqual([200, true])
    expect(gateway().requests({ tx_type: "REPEAT" }).at(-1)?.fields).toMatchObject({
      Description: "The rest",
      DeliverySurname: "Neighbour",
      DeliveryCountry: "GB",
      CV2: "***",
    })
    expect((await summaryOf(bought)).order.summary).toMatchObject({ pending_difference: 0 })
  })

  it("rule 11: an AUTHORISE beyond Medusa's payment is another payment of the order", async () => {
    const bought = await owing("AUTHENTICATE")
    const beyond = { action: "AUTHORISE", amount_minor: 450, settles_order: true }
    const { status, body } = await push(bought, beyond)
    expect([status, body.medusa_is_level]).toEqual([200, true])
    expect((await desk.capture(bought)).status).toBe(200)
    const { payments, ...summary } = await summaryOf(bought)
    expect(summary).toMatchObject({ paid_total: 34.5, pending_difference: 20.5 })
    const other = payments.find(({ id }) => id !== bought.paymentId)
    expect(other).toMatchObject({ amount: 4.5, captures: [{ amount: 4.5 }] })
    expect((await desk.refund({ ...bought, paymentId: other?.id ?? "" }, 4.5)).status).toBe(200)
    expect(gateway().transaction(body.made.vps_tx_id).state).toBe("voided")
    expect(await desk.books(bought)).toMatchObject({ held: 0 })
  })
}
