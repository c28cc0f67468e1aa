import { Modules, OrderChangeType } from "@medusajs/framework/utils"
import type { LevelSuite } from "./suite"

/** The process died in the middle of core's own steps; the rest of them is made up for. */
export function deadProcesses(suite: LevelSuite): void {
  const { store, desk, buy, gateway, insertRow, quietRows } = suite

  describe("rule 6: a row whose process died before the gateway heard of it", () => {
    it("of the whole: taken, and the payment is captured as if nothing had happened", async () => {
      const bought = await buy("DEFERRED")
      await insertRow("capture", bought, "capt_dead", 30)
      await quietRows()
      const events = await suite.eventsOf(bought, () => desk.sweep())
      await desk.sweep()
      expect(desk.amounts("RELEASE", bought)).toEqual(["30.00"])
      expect(events).toEqual(["payment.captured"])
      const order = await store.order(bought.orderId)
      expect(order.payment_status).toBe("captured")
      expect(order.payment_collections[0]?.status).toBe("completed")
      expect((await store.payment(bought.orderId)).captured_at).not.toBeNull()
      expect(order.summary).toMatchObject({ paid_total: 30, pending_difference: 0 })
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      expect((await desk.refund(bought, 10)).status).toBe(200)
    })

    it("of a part, and a refund: the order looks as it does after core's own", async () => {
      const bought = await buy("AUTHENTICATE")
      await insertRow("capture", bought, "capt_dead_part", 20)
      await quietRows()
      await desk.sweep()
      const { payment_collections, payment_status } = await store.order(bought.orderId)
      expect(payment_status).toBe("partially_captured")
      expect(payment_collections[0]).toMatchObject({ captured_amount: 20, refunded_amount: 0 })
      await insertRow("refund", bought, "ref_dead", 5)
      await quietRows()
      const events = await suite.eventsOf(bought, () => desk.sweep())
      expect(events).toEqual(["payment.refunded"])
      expect(desk.amounts("REFUND", bought)).toEqual(["5.00"])
      const order = await store.order(bought.orderId)
      expect(order.payment_collections[0]).toMatchObject({
        captured_amount: 20,
        refunded_amount: 5,
      })
      expect(order.summary).toMatchObject({
        paid_total: 20,
        refunded_total: 5,
        pending_difference: 10,
      })
      expect(await desk.books(bought)).toEqual({ net: 1_500, held: 0 })
    })
  })

  describe("rule 6: a capture that was never sent, and as much as all of it taken in the console", () => {
    it.each([
      ["AUTHENTICATE", "AUTHORISE"],
      ["DEFERRED", "RELEASE"],
    ] as const)("of %s: it is taken away, and the %s gets its own row", async (type, action) => {
      const bought = await buy(type)
      await insertRow("capture", bought, "capt_dead", 15)
      await suite.inConsole(bought, action, 3_000)
      await quietRows()
      await desk.sweep()
      await desk.sweep()
      const rows = await suite.rows("capture", bought)
      expect(rows.map(({ id, created_by }) => [id, created_by])).toEqual([
        [expect.not.stringMatching("capt_dead"), expect.stringMatching(/^spint_/)],
      ])
      await desk.age()
      await desk.sweep()
      expect(await desk.findings()).toEqual([])
      expect(await suite.summary(bought)).toMatchObject({ paid_total: 30, transaction_total: 30 })
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
    })

    it("also where there is room for both: what is still wanted is asked for again", async () => {
      const bought = await buy("AUTHENTICATE")
      await insertRow("capture", bought, "capt_dead", 15)
      await suite.inConsole(bought, "AUTHORISE", 1_000)
      await quietRows()
      await desk.sweep()
      await desk.sweep()
      expect(await suite.summary(bought)).toMatchObject({ paid_total: 10 })
      expect((await desk.capture(bought, 15)).status).toBe(200)
      expect(await desk.books(bought)).toMatchObject({ net: 2_500 })
      expect(await desk.findings()).toEqual([])
    })
  })

  describe("rule 6: a refund whose capture is gone", () => {
    it("is taken away, as core does with one that is refused; nothing is sent", async () => {
      const bought = await buy("DEFERRED")
      await insertRow("refund", bought, "ref_lone", 5)
      await desk.sweep()
      expect(await suite.rows("refund", bought)).toHaveLength(1)
      await quietRows()
      await desk.sweep()
      await desk.sweep()
      expect(await suite.rows("refund", bought)).toEqual([])
      expect(desk.sent("REFUND", bought)).toBe(0)
      expect(await desk.findings()).toEqual([])
      expect((await desk.capture(bought)).status).toBe(200)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
    })
  })

  describe("rule 5: what is booked for the order, and when", () => {
    it("a capture that was refused at the gateway is not booked as paid", async () => {
      const bought = await buy("DEFERRED")
      gateway().fault({ fault: "refuse", times: 0, match: { txType: "RELEASE" } })
      await insertRow("capture", bought, "capt_never", 30)
      await quietRows()
      await desk.sweep()
      await desk.sweep()
      expect((await desk.findings()).map(({ kind }) => kind)).toContain("row_without_movement")
      expect(await suite.summary(bought)).toMatchObject({ paid_total: 0 })
      // Undone by a refund in Medusa: both are booked, and the two make nothing.
      expect((await desk.refund(bought, 30)).status).toBe(200)
      expect(await suite.summary(bought)).toMatchObject({ transaction_total: 0 })
    })

    it("a refund that stands for a capture that never moved, too, is counted as a whole, though its answer was lost", async () => {
      const bought = await buy("AUTHENTICATE")
      expect((await desk.capture(bought, 10)).status).toBe(200)
      gateway().fault({ fault: "refuse", times: 0, match: { txType: "AUTHORISE" } })
      await insertRow("capture", bought, "capt_never", 15)
      await quietRows()
      await desk.sweep()
      expect((await desk.findings()).map(({ kind }) => kind)).toEqual(["row_without_movement"])
      // Then what is left of the taking is refunded and not voided.
      expect((await desk.refund(bought, 1)).status).toBe(200)
      await suite.lost(bought, "refund", 24)
      await suite.quiet()
      await quietRows()
      await desk.sweep()
      const refunds = await store.database("refund").where({ payment_id: bought.paymentId })
      expect(refunds.map((row: { amount: string }) => Number(row.amount)).sort()).toEqual([1, 24])
      expect(await desk.books(bought)).toMatchObject({ net: 0 })
      await desk.resolveFindings()
    })

    it("two captures of one payment whose processes died get an order transaction each, with its own amount", async () => {
      const bought = await buy("AUTHENTICATE")
      await insertRow("capture", bought, "capt_first", 10)
      await insertRow("capture", bought, "capt_second", 20)
      await quietRows()
      await desk.sweep()
      expect(desk.amounts("AUTHORISE", bought).sort()).toEqual(["10.00", "20.00"])
      const order = await store.order(bought.orderId)
      expect(order.transactions?.map(({ amount }) => Number(amount)).sort()).toEqual([10, 20])
      expect(order.payment_collections[0]?.status).toBe("completed")
      expect((await store.payment(bought.orderId)).captured_at).not.toBeNull()
    })

    it("while an edit of the order is open a lost refund waits, and gets both afterwards", async () => {
      const bought = await buy("PAYMENT")
      await store.container
        .resolve(Modules.PAYMENT)
        .refundPayment({ payment_id: bought.paymentId, amount: 10 })
      await quietRows()
      await store.admin.post("/admin/order-edits", { order_id: bought.orderId })
      await desk.sweep()
      expect((await store.order(bought.orderId)).transactions).toHaveLength(1)
      await store.admin.request("DELETE", `/admin/order-edits/${bought.orderId}`)
      await desk.sweep()
      await desk.sweep()
      expect((await store.order(bought.orderId)).transactions).toHaveLength(2)
      expect(await suite.summary(bought)).toMatchObject({
        refunded_total: 10,
        pending_difference: 0,
      })
    })
  })

  describe("rule 5: a refund whose process died before it told the order", () => {
    it("gets its order transaction and its credit line, so that nothing looks owed", async () => {
      const bought = await buy("PAYMENT")
      await store.container
        .resolve(Modules.PAYMENT)
        .refundPayment({ payment_id: bought.paymentId, amount: 10 })
      await quietRows()
      await desk.sweep()
      await desk.sweep()
      expect(await suite.summary(bought)).toMatchObject({
        refunded_total: 10,
        pending_difference: 0,
      })
      expect((await desk.refund(bought, 5)).status).toBe(200)
      expect(await suite.summary(bought)).toMatchObject({
        refunded_total: 15,
        pending_difference: 0,
      })
    })

    it("is credited, and the order can be cancelled, though core's own order change was left behind", async () => {
      const bought = await buy("PAYMENT")
      const { orderId: order_id, paymentId: payment_id } = bought
      await store.container.resolve(Modules.PAYMENT).refundPayment({ payment_id, amount: 10 })
      await quietRows()
      const orders = store.container.resolve(Modules.ORDER)
      const change_type = OrderChangeType.CREDIT_LINE
      const { id } = await orders.createOrderChange({ order_id, change_type })
      await desk.sweep()
      // It may be a living process's.
      expect((await desk.cancelOrder(bought)).status).toBe(400)
      await store
        .database("order_change")
        .where({ id })
        .update({ created_at: new Date(Date.now() - 240_000) })
      await desk.sweep()
      expect(await suite.summary(bought)).toMatchObject({
        refunded_total: 10,
        pending_difference: 0,
      })
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
    })
  })
}
