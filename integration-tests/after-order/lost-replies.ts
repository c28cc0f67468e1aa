import { until } from "../helpers/books"
import type { Suite } from "./suite"

/** Replies that never came: refused as busy, settled by a person, claimed by a retry. */
export function lostReplies({ store, desk, gateway, buy, messageOf }: Suite): void {
  describe("a reply that is lost", () => {
    it("rule 5: capture: refused as busy, settled as it happened, claimed by a retry", async () => {
      const bought = await buy("DEFERRED")
      gateway().fault({ fault: "act_then_reset", match: { txType: "RELEASE" } })
      const lost = await desk.capture(bought, 20)
      expect(lost.status).toBe(400)
      expect(messageOf(lost)).toMatch(/money may have moved, and it will not be sent again/)
      const again = await desk.capture(bought, 20)
      expect(messageOf(again)).toMatch(/^Nothing was sent: an earlier capture of GBP 20\.00/)
      expect(await store.database("capture").where({ payment_id: bought.paymentId })).toEqual([])
      const intent = await desk.openIntent(bought)
      expect(
        (await desk.settle(intent, { happened: true, note: "released in the console" })).status
      ).toBe(200)
      expect(messageOf(await desk.capture(bought, 5))).toMatch(/exactly GBP 20\.00/)
      expect((await desk.capture(bought, 20)).status).toBe(200)
      expect(desk.sent("RELEASE", bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 2_000, held: 0 })
      const order = await store.order(bought.orderId)
      expect(order.summary).toMatchObject({ paid_total: 20, pending_difference: 10 })
    })

    it("rule 2: capture: settled as it did not happen, a retry posts", async () => {
      const bought = await buy("DEFERRED")
      gateway().fault({ fault: "reset_before", match: { txType: "RELEASE" } })
      await desk.capture(bought)
      await desk.settle(await desk.openIntent(bought), { happened: false, note: "still deferred" })
      expect((await desk.capture(bought)).status).toBe(200)
      expect(desk.sent("RELEASE", bought)).toBe(2)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      expect((await store.order(bought.orderId)).summary).toMatchObject({ paid_total: 30 })
    })

    it("rule 5: refund: claimed likewise, and the order's totals are right", async () => {
      const bought = await buy("PAYMENT")
      gateway().fault({ fault: "act_then_reset", match: { txType: "REFUND" } })
      expect(messageOf(await desk.refund(bought, 12.5))).toMatch(/money may have moved/)
      expect(messageOf(await desk.refund(bought, 12.5))).toMatch(/earlier refund of GBP 12\.50/)
      const made = gateway().transactions({ tx_type: "REFUND" }).at(-1)
      await desk.settle(await desk.openIntent(bought), {
        happened: true,
        note: "it is there",
        vps_tx_id: made?.vps_tx_id,
      })
      expect((await desk.refund(bought, 12.5)).status).toBe(200)
      expect((await desk.refund(bought, 17.5)).status).toBe(200)
      expect(desk.sent("REFUND", bought)).toBe(2)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect((await store.order(bought.orderId)).summary).toMatchObject({
        paid_total: 30,
        refunded_total: 30,
      })
    })

    it("rule 2: while an order is cancelled: ABORT unknown blocks, and is sent again after its time", async () => {
      const bought = await buy("DEFERRED")
      gateway().fault({ fault: "reset_before", match: { txType: "ABORT" } })
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      await until(() => desk.sent("ABORT", bought) === 1)
      await desk.sweep()
      expect(desk.sent("ABORT", bought)).toBe(1)
      await until(async () => {
        await desk.age()
        await desk.sweep()
        return desk.sent("ABORT", bought) === 2
      })
      await desk.sweep()
      expect(desk.sent("ABORT", bought)).toBe(2)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await desk.findings()).toEqual([])
    })

    it("rule 3: captured unseen, then the order is cancelled: what was taken is given back", async () => {
      const bought = await buy("DEFERRED")
      gateway().fault({ fault: "act_then_reset", match: { txType: "RELEASE" } })
      await desk.capture(bought)
      await desk.settle(await desk.openIntent(bought), { happened: true, note: "released" })
      await desk.cancelOrder(bought)
      await desk.age()
      await desk.sweep()
      expect(desk.sent("VOID", bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
    })
  })
}
