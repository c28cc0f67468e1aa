import { Modules } from "@medusajs/framework/utils"
import { PROVIDERS, type Bought } from "../helpers/shopper"
import type { Suite } from "./suite"

/** What core, staff and shoppers do to a payment whose order lives on. */
export function livingOrders({ store, desk, gateway, buy, stateOf, messageOf }: Suite): void {
  describe("an order that lives on", () => {
    it("rule 9: editing it keeps the hold, and the payment stays capturable", async () => {
      const bought = await buy("DEFERRED")
      await addAnother(bought)
      expect(stateOf(bought)).toBe("deferred")
      expect((await store.payment(bought.orderId)).canceled_at).toBeNull()
      expect((await desk.capture(bought)).status).toBe(200)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
    })

    it("rule 9: still alive ten minutes later, it is raised once", async () => {
      const bought = await buy("DEFERRED")
      await addAnother(bought)
      await desk.sweep()
      expect(await desk.findings()).toEqual([])
      await desk.age()
      await desk.sweep()
      await desk.sweep()
      expect((await desk.findings()).map(({ kind }) => kind)).toEqual(["hold_kept"])
    })

    it("rule 8: a shopper who deletes its session takes nothing from it", async () => {
      const bought = await buy("DEFERRED")
      const before = gateway().requests().length
      const { status } = await store.storefront.request(
        "POST",
        `/store/payment-collections/${bought.cart.collectionId}/payment-sessions`,
        { provider_id: "pp_system_default" }
      )
      expect(status).toBe(200)
      expect(await store.database("payment_session").where({ id: bought.cart.sessionId })).toEqual(
        []
      )
      expect(gateway().requests()).toHaveLength(before)
      await desk.age()
      await desk.sweep()
      expect(stateOf(bought)).toBe("deferred")
      expect((await desk.capture(bought)).status).toBe(200)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
    })

    it("mark-as-paid with this provider fails cleanly: nobody has paid", async () => {
      const bought = await buy("PAYMENT")
      await addAnother(bought)
      const order = await store.order(bought.orderId)
      const open = order.payment_collections.find(({ status }) => status === "not_paid")
      const before = gateway().requests().length
      const marked = await store.admin.request(
        "POST",
        `/admin/payment-collections/${open?.id}/mark-as-paid`,
        { order_id: bought.orderId, provider_id: PROVIDERS.PAYMENT }
      )
      expect(marked.status).toBe(400)
      expect(messageOf(marked)).toMatch(/^Nothing was charged: .* only the shopper can pay/)
      expect(gateway().requests()).toHaveLength(before)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
    })

    it("initiatePayment takes nothing over from an old session's data", async () => {
      const bought = await buy("DEFERRED")
      const { data } = await store.payment(bought.orderId)
      const session = await store.container
        .resolve(Modules.PAYMENT)
        .createPaymentSession(bought.cart.collectionId, {
          provider_id: PROVIDERS.DEFERRED,
          amount: 30,
          currency_code: "gbp",
          data: { ...data, session_id: "payses_forged", account: "another" },
        })
      expect(session.data).toMatchObject({ session_id: session.id, account: null })
      const payments = store.container.resolve(Modules.PAYMENT)
      await expect(payments.authorizePaymentSession(session.id, {})).rejects.toThrow(/not made yet/)
      await payments.deletePaymentSession(session.id)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 3_000 })
    })

    /** An order edit that adds a second teapot: core then wants the payment cancelled. */
    async function addAnother(bought: Bought) {
      await store.admin.post("/admin/order-edits", { order_id: bought.orderId })
      const edit = `/admin/order-edits/${bought.orderId}`
      const variant_id = store.shop.products[0]?.variantId
      await store.admin.post(`${edit}/items`, { items: [{ variant_id, quantity: 1 }] })
      await store.admin.post(`${edit}/request`)
      await store.admin.post(`${edit}/confirm`)
    }
  })
}
