import type { Suite } from "./suite"
import { SETTLED } from "./suite"

/** What an order still owes, charged to the same card: how much, how often, and what Medusa makes of it. */
export function charges({ store, desk, gateway, owing, push, summaryOf, sent }: Suite): void {
  it("rule 11: the edit's difference by one button; Medusa's own refund works on it", async () => {
    const bought = await owing()
    expect(await summaryOf(bought)).toMatchObject({ pending_difference: 25, open: 1 })
    const { status, body } = await push(bought, { action: "REPEAT", amount_minor: 2_500 })
    expect([status, body.medusa_is_level]).toEqual([200, true])
    const { payments, order, ...summary } = await summaryOf(bought)
    expect(summary).toEqual(SETTLED)
    expect(order.payment_status).toBe("captured")
    const repeat = payments.find(({ id }) => id !== bought.paymentId)
    expect(repeat).toMatchObject({ amount: 25, captures: [{ amount: 25 }] })
    expect(repeat?.data).toMatchObject({ vps_tx_id: body.made.vps_tx_id })
    const again = { ...bought, paymentId: repeat?.id ?? "", vpsTxId: body.made.vps_tx_id }
    expect((await desk.refund(again, 10)).status).toBe(200)
    const refund = gateway().requests({ tx_type: "REFUND" }).at(-1)
    expect(refund?.fields).toMatchObject({
      RelatedVPSTxId: body.made.vps_tx_id,
      Amount: "10.00",
    })
    const { net } = gateway().money({ vendor_tx_code: body.made.vendor_tx_code })[0] ?? {}
    expect(net).toBe(4_500)
    expect((await store.order(bought.orderId)).summary).toMatchObject({
      paid_total: 55,
      refunded_total: 10,
      pending_difference: 0,
    })
    await desk.age()
    await desk.sweep()
    expect(await desk.findings()).toEqual([])
  })

  it("rule 11: in two parts, and no penny beyond what is owed", async () => {
    const bought = await owing()
    expect((await push(bought, { action: "REPEAT", amount_minor: 1_000 })).status).toBe(200)
    expect(await summaryOf(bought)).toMatchObject({ pending_difference: 15, open: 1 })
    const beyond = await push(bought, { action: "REPEAT", amount_minor: 1_501 })
    expect(beyond.status).toBe(409)
    expect(beyond.body.message).toMatch(
      /at most GBP 15\.00 is possible, for the order owes no more/
    )
    expect((await push(bought, { action: "REPEAT", amount_minor: 1_500 })).status).toBe(200)
    expect(await summaryOf(bought)).toMatchObject(SETTLED)
    const alone = { action: "REPEAT", amount_minor: 100, settles_order: false }
    const { body } = await push(bought, alone)
    expect(body.medusa_is_level).toBeNull()
    expect((await summaryOf(bought)).payments).toHaveLength(3)
    const panel = await store.admin.get<{ payments: object[]; alone: { id: string }[] }>(
      `/admin/sagepay/orders/${bought.orderId}`
    )
    expect(panel.payments).toHaveLength(3)
    expect(panel.alone.map(({ id }) => id)).toEqual([body.made.id])
  })

  it("rule 11: two people with two keys charge one debt once; one key twice is one charge", async () => {
    const bought = await owing()
    const keys = ["a", "a", "b"].map((name) => `key_${name}_${bought.orderId}`)
    const charge = (key?: string) => push(bought, { action: "REPEAT", amount_minor: 2_500, key })
    const answers = await Promise.all(keys.map((key) => charge(key)))
    expect(sent()).toBe(1)
    const won = keys.filter((_, index) => answers[index]?.status === 200)
    expect(new Set(won).size).toBe(1)
    for (const { status } of answers) expect([200, 409]).toContain(status)
    await desk.sweep()
    expect(await summaryOf(bought)).toMatchObject(SETTLED)
    const made = answers.find(({ status }) => status === 200)?.body.made.id
    expect((await charge(won[0])).body.made.id).toBe(made)
    // Cancelled, the order gives both payments back, once each.
    expect((await desk.cancelOrder(bought)).status).toBe(200)
    const { root_vps_tx_id } = gateway().transaction(bought.vpsTxId)
    const { vendor_tx_code } = gateway().transaction(root_vps_tx_id)
    expect(gateway().money({ vendor_tx_code })).toMatchObject([{ net: 0, held: 0 }])
    expect(sent()).toBe(1)
  })

  it("rule 11: REPEATDEFERRED is a hold of the order's, captured by Medusa's own button", async () => {
    const bought = await owing()
    const { body } = await push(bought, { action: "REPEATDEFERRED", amount_minor: 2_500 })
    expect(body).toMatchObject({ medusa_is_level: true, made: { state: "deferred" } })
    const { payments, pending_difference } = await summaryOf(bought)
    expect(pending_difference).toBe(25)
    const held = payments.find(({ id }) => id !== bought.paymentId)
    const beyond = await push(bought, { action: "REPEAT", amount_minor: 100 })
    expect(beyond.body.message).toMatch(/owes nothing more/)
    expect((await desk.capture({ ...bought, paymentId: held?.id ?? "" })).status).toBe(200)
    expect(gateway().transaction(body.made.vps_tx_id).state).toBe("released")
    expect(await summaryOf(bought)).toMatchObject({ paid_total: 55, pending_difference: 0 })
  })
}
