import { Modules } from "@medusajs/framework/utils"
import { payUnnotified, reprice } from "../helpers/checkout"
import { PROVIDERS } from "../helpers/shopper"
import type { NotificationSuite } from "./suite"

/** What is paid is not what the cart comes to any more, or is paid in two tabs. */
export function cartsThatChange({
  store,
  gateway,
  stateOf,
  sessionStatus,
  registered,
  notPlaced,
  changeCart,
}: NotificationSuite): void {
  describe("the cart changed", () => {
    it("while the shopper paid: INVALID, the gateway lets the money go, the shop's page says so", async () => {
      const { cart, vpsTxId } = await registered()
      await changeCart(cart)
      const { answer, redirect_url } = await store.pay(vpsTxId)
      expect(answer).toMatchObject({ kind: "answered", status: "INVALID" })
      expect(stateOf(vpsTxId)).toBe("failed")
      expect(await store.orderOf(cart.id)).toBeUndefined()
      expect(await notPlaced(redirect_url)).toMatchObject({ cart: cart.id, retry: "true" })
      const session = await store.placePaymentSession(cart.id)
      const { vpsTxId: second } = await store.register(session)
      expect((await store.pay(second)).answer.status).toBe("OK")
      expect((await store.orderOf(cart.id))?.total).toBe(55)
    })

    it("a session of 30.00 against a cart of 35.00 never becomes an order", async () => {
      const { cart, vpsTxId } = await registered()
      await reprice(store, cart, 30)
      const { answer, redirect_url } = await store.pay(vpsTxId)
      expect(answer).toMatchObject({ status: "INVALID" })
      expect(answer.status_detail).toMatch(/cart was changed.*GBP 30\.00/)
      expect(stateOf(vpsTxId)).toBe("failed")
      expect(await sessionStatus(cart)).toBe("pending")
      await notPlaced(redirect_url)
    })

    it("told late, when the session is gone: INVALID", async () => {
      const { cart, vpsTxId } = await registered()
      await payUnnotified(store, vpsTxId)
      await store.placePaymentSession(cart.id, { providerId: PROVIDERS.PAYMENT })
      const { answer } = await gateway().notify({ vps_tx_id: vpsTxId })
      expect(answer.status).toBe("INVALID")
      expect(stateOf(vpsTxId)).toBe("failed")
    })

    it("told late, when another method has paid the order: INVALID, and no second Pay", async () => {
      const { cart, vpsTxId } = await registered()
      await payUnnotified(store, vpsTxId)
      await store.placePaymentSession(cart.id, { providerId: "pp_system_default" })
      const placed = await store.storefront.post(`/store/carts/${cart.id}/complete`)
      expect(placed).toMatchObject({ type: "order" })
      const { answer, redirect_url } = await gateway().notify({ vps_tx_id: vpsTxId })
      expect(answer).toMatchObject({
        status: "INVALID",
        status_detail: expect.stringMatching(/another payment/),
      })
      const query = await notPlaced(redirect_url)
      expect(query).toMatchObject({ retry: "false", order: (await store.orderOf(cart.id))?.id })
    })
  })

  describe("two tabs", () => {
    const twoCodes = async () => {
      const { cart, vpsTxId: first } = await registered()
      // Another e-mail address is another registration, but not another session.
      await store.container
        .resolve(Modules.CART)
        .updateCarts(cart.id, { email: "bob@shopper.test" })
      const { vpsTxId: second } = await store.register(cart)
      expect(second).not.toBe(first)
      return { cart, first, second }
    }

    it("rule 13: one session paid under two codes, one after the other: the second is refused", async () => {
      const { cart, first, second } = await twoCodes()
      expect((await store.pay(second)).answer.status).toBe("OK")
      const late = await store.pay(first)
      expect(late.answer).toMatchObject({
        status: "INVALID",
        status_detail: expect.stringMatching(/being paid already/),
      })
      expect([stateOf(first), stateOf(second)]).toEqual(["failed", "deferred"])
      const query = await notPlaced(late.redirect_url)
      expect(query).toMatchObject({ retry: "false", order: (await store.orderOf(cart.id))?.id })
    })

    it("rule 13: both at once: exactly one is kept, and the order lives on it", async () => {
      const { cart, first, second } = await twoCodes()
      const paid = await Promise.all([store.pay(first), store.pay(second)])
      expect(paid.map(({ answer }) => answer.status).sort()).toEqual(["INVALID", "OK"])
      const kept = paid[0]!.answer.status === "OK" ? first : second
      expect([stateOf(first), stateOf(second)].sort()).toEqual(["deferred", "failed"])
      const payment = await store.payment((await store.orderOf(cart.id))!.id)
      expect(payment.data).toMatchObject({ vps_tx_id: kept })
    })

    it("rule 13: two sessions of a cart: the one that was replaced is refused", async () => {
      const { cart, vpsTxId: old } = await registered()
      const replaced = await store.placePaymentSession(cart.id)
      const { vpsTxId: current } = await store.register(replaced)
      const paid = await Promise.all([store.pay(old), store.pay(current)])
      expect(paid.filter(({ answer }) => answer.status === "OK")).toHaveLength(
        (await store.orderOf(cart.id)) ? 1 : 0
      )
      expect(paid[0]!.answer.status).toBe("INVALID")
      expect(stateOf(old)).toBe("failed")
    })
  })
}
