import { Modules } from "@medusajs/framework/utils"
import { until } from "../helpers/books"
import type { Suite } from "./suite"

/** What each of Medusa's buttons comes to at the gateway, for each type of payment. */
export function buttons({ store, desk, buy, stateOf, messageOf, settled }: Suite): void {
  describe("DEFERRED", () => {
    it("capture is a RELEASE, refunds are REFUNDs, and the order's totals follow", async () => {
      const bought = await buy("DEFERRED")
      expect(await desk.books(bought)).toEqual({ net: 0, held: 3_000 })
      expect((await desk.capture(bought)).status).toBe(200)
      expect(desk.amounts("RELEASE", bought)).toEqual(["30.00"])
      expect((await store.order(bought.orderId)).summary).toMatchObject({
        paid_total: 30,
        pending_difference: 0,
      })
      for (const amount of [10, 20]) {
        expect((await desk.refund(bought, amount)).status).toBe(200)
      }
      expect(desk.amounts("REFUND", bought)).toEqual(["10.00", "20.00"])
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect((await store.order(bought.orderId)).summary).toMatchObject({ refunded_total: 30 })
    })

    it("a partial capture sends the true amount; a second one is refused with the way on", async () => {
      const bought = await buy("DEFERRED")
      expect((await desk.capture(bought, 12.34)).status).toBe(200)
      expect(desk.amounts("RELEASE", bought)).toEqual(["12.34"])
      const second = await desk.capture(bought, 5)
      expect(second.status).toBe(400)
      expect(messageOf(second)).toMatch(/only once, and GBP 12\.34 .* use AUTHENTICATE/)
      expect(desk.sent("RELEASE", bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 1_234, held: 0 })
      expect((await desk.refund(bought, 12.34)).status).toBe(200)
      expect(desk.sent("VOID", bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
    })

    it("rule 9: cancelling the order is an ABORT, and Medusa's payment is cancelled too", async () => {
      const bought = await buy("DEFERRED")
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      await until(() => stateOf(bought) === "aborted")
      await until(async () => (await store.payment(bought.orderId)).canceled_at !== null)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      const capture = await desk.capture(bought)
      expect(capture.status).toBe(400)
      await desk.sweep()
      expect(desk.sent("ABORT", bought)).toBe(1)
      expect(await desk.findings()).toEqual([])
    })
  })

  describe("AUTHENTICATE", () => {
    it("captures are AUTHORISEs, and a refund is spread over them", async () => {
      const bought = await buy("AUTHENTICATE")
      for (const amount of [10, 20]) expect((await desk.capture(bought, amount)).status).toBe(200)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["10.00", "20.00"])
      await settled(bought)
      expect((await desk.refund(bought, 25)).status).toBe(200)
      expect(desk.amounts("REFUND", bought)).toEqual(["10.00", "15.00"])
      expect(await desk.books(bought)).toEqual({ net: 500, held: 0 })
      expect((await store.order(bought.orderId)).summary).toMatchObject({
        paid_total: 30,
        refunded_total: 25,
      })
    })

    it("uncaptured, cancelling the order is a CANCEL", async () => {
      const bought = await buy("AUTHENTICATE")
      await desk.cancelOrder(bought)
      await until(() => stateOf(bought) === "cancelled")
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
    })

    it("captured in part, core gives the part back and the rest is CANCELled", async () => {
      const bought = await buy("AUTHENTICATE")
      await desk.capture(bought, 10)
      await desk.cancelOrder(bought)
      await until(() => stateOf(bought) === "cancelled")
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect([desk.sent("VOID", bought), desk.sent("CANCEL", bought)]).toEqual([1, 1])
    })
  })

  describe("PAYMENT", () => {
    it("is captured since the order, and Capture sends nothing", async () => {
      const bought = await buy("PAYMENT")
      await desk.capture(bought)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      expect((await store.order(bought.orderId)).summary).toMatchObject({ paid_total: 30 })
    })

    it("rule 10: all of it unsettled is a VOID, settled a REFUND", async () => {
      const early = await buy("PAYMENT")
      await desk.refund(early, 30)
      expect([desk.sent("VOID", early), desk.sent("REFUND", early)]).toEqual([1, 0])
      const late = await buy("PAYMENT")
      await settled(late)
      await desk.refund(late, 30)
      expect([desk.sent("VOID", late), desk.sent("REFUND", late)]).toEqual([0, 1])
      for (const bought of [early, late]) {
        expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      }
    })

    it("cancelling the order gives it back once, through core's own refund", async () => {
      const bought = await buy("PAYMENT")
      await desk.cancelOrder(bought)
      await desk.sweep()
      await desk.age()
      await desk.sweep()
      expect([desk.sent("VOID", bought), desk.sent("REFUND", bought)]).toEqual([1, 0])
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await desk.findings()).toEqual([])
    })

    it("cancelPayment on captured money posts nothing, with a live order or a cancelled one", async () => {
      const bought = await buy("PAYMENT")
      const payments = store.container.resolve(Modules.PAYMENT)
      await expect(payments.cancelPayment(bought.paymentId)).rejects.toThrow(/hold is kept/)
      await store.database("order").where({ id: bought.orderId }).update({ status: "canceled" })
      await payments.cancelPayment(bought.paymentId)
      expect([desk.sent("VOID", bought), desk.sent("REFUND", bought)]).toEqual([0, 0])
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
    })
  })
}
