import { PROVIDERS } from "../helpers/shopper"
import type { Orders } from "./orders-suite"

/** Several payments of ours on one order: the oldest gives first. */
export function severalPayments(suite: Orders): void {
  const { store, desk, buyTeapots, fulfil, addTeapot, holdMore, standing, said } = suite

  describe("rule 12: several payments of ours", () => {
    it("an AUTHENTICATE, and a hold for what an edit added: first that one, then this", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 2)
      await fulfil(bought, 1)
      await addTeapot(bought)
      const second = await holdMore(bought, 2_500)
      await fulfil(bought, 1)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["30.00", "25.00"])
      expect(desk.sent("RELEASE", second)).toBe(0)
      expect(await standing(bought)).toEqual({ net: 5_500, pending: 2_500 })
      const last = await fulfil(bought, 1)
      expect(desk.amounts("RELEASE", second)).toEqual(["25.00"])
      expect(desk.sent("AUTHORISE", bought)).toBe(2)
      expect(await standing(bought)).toEqual({ net: 8_000, pending: 0 })
      expect(await said(bought)).toEqual([])
      // Given back it is by the one that gave last.
      await suite.cancelFulfilment(bought, last)
      expect(desk.amounts("VOID", second)).toHaveLength(1)
      expect(store.simulator.control.transaction(second.vpsTxId).state).toBe("voided")
      expect(await standing(bought)).toEqual({ net: 5_500, pending: 2_500 })
    })

    it("both at once, with one fulfilment that needs both of them", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      await fulfil(bought, 1)
      await addTeapot(bought)
      const second = await holdMore(bought, 5_000)
      await fulfil(bought, 2)
      await desk.sweep()
      expect(desk.amounts("RELEASE", second)).toEqual(["30.00", "50.00"])
      expect(await standing(bought)).toEqual({ net: 8_000, pending: 0 })
      expect(await said(bought)).toEqual([])
    })

    it("after a PAYMENT only what that has not paid is captured", async () => {
      const bought = await buyTeapots("PAYMENT", 2)
      await addTeapot(bought)
      const second = await holdMore(bought, 2_500)
      await fulfil(second, 2)
      expect(desk.sent("RELEASE", second)).toBe(0)
      await fulfil(second, 1)
      expect(desk.amounts("RELEASE", second)).toEqual(["25.00"])
      expect(await standing(bought)).toEqual({ net: 8_000, pending: 0 })
    })

    it("a shopper's second session for the order is refused at Pay, and nothing of it is captured", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 7)
      await fulfil(bought, 7)
      await addTeapot(bought)
      const { payment_collections } = await store.order(bought.orderId)
      const open = payment_collections.find(({ status }) => status === "not_paid")
      const { payment_collection } = await store.storefront.post<{
        payment_collection: { payment_sessions: { id: string }[] }
      }>(`/store/payment-collections/${open?.id}/payment-sessions`, {
        provider_id: PROVIDERS.AUTHENTICATE,
      })
      const [session] = payment_collection.payment_sessions
      const { status, body } = await store.storefront.request(
        "POST",
        `/store/sagepay/payment-sessions/${session?.id}/register`
      )
      expect([status, body.message]).toEqual([400, expect.stringMatching(/belongs to no cart/)])
      await fulfil(bought, 1)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["180.00", "25.00"])
      expect(await standing(bought)).toEqual({ net: 20_500, pending: 0 })
    })
  })
}
