import { comeBack, ledgerRow, payUnnotified, pressPay, SHOP } from "../helpers/checkout"
import { PROVIDERS } from "../helpers/shopper"
import type { CheckoutSuite } from "./suite"

/** A payment becomes an order, and without one there is none. */
export function ordersAndNone({ store, gateway }: CheckoutSuite): void {
  describe("from the cart to the order", () => {
    it.each([
      ["PAYMENT", "authorised", "taken", "captured"],
      ["DEFERRED", "deferred", "deferred", "authorized"],
      ["AUTHENTICATE", "authenticated", "authenticated", "authorized"],
    ] as const)(
      "%s: the order lives on the payment that the gateway keeps",
      async (type, atGateway, inLedger, inMedusa) => {
        const bought = await store.buy({ providerId: PROVIDERS[type] })
        const order = await store.order(bought.orderId)
        expect(order).toMatchObject({ total: 30, payment_status: inMedusa })
        const transaction = gateway().transaction(bought.vpsTxId)
        expect(transaction).toMatchObject({ tx_type: type, state: atGateway, amount: 3000 })
        const row = await ledgerRow(store, bought.vpsTxId)
        expect(row).toMatchObject({
          state: inLedger,
          order_id: bought.orderId,
          payment_id: bought.paymentId,
          cart_id: bought.cart.id,
          session_id: bought.cart.sessionId,
          answer_status: "OK",
          registration: null,
        })
        const payment = await store.payment(bought.orderId)
        expect(payment.data).toMatchObject({
          vendor_tx_code: row.vendor_tx_code,
          vps_tx_id: bought.vpsTxId,
          amount: "30.00",
          last_4_digits: "0006",
        })
        expect(payment.captures ?? []).toHaveLength(type === "PAYMENT" ? 1 : 0)
      }
    )

    it("the way back leads to the shop's page, sets its evidence once, and works again on reload", async () => {
      const { answer, vpsTxId, orderId } = await store.buy()
      expect(answer.redirect_url).toMatch(/\/hooks\/sagepay\/return\/[0-9a-f]{32}$/)
      expect((await ledgerRow(store, vpsTxId)).heard_at).toBeNull()
      const { status, url, query } = await comeBack(store, answer.redirect_url)
      const row = await ledgerRow(store, vpsTxId)
      expect(status).toBe(302)
      expect(url.origin + url.pathname).toBe(`${SHOP}/gb/order/${orderId}/confirmed`)
      expect(query).toEqual({ code: row.vendor_tx_code })
      expect(row.heard_at).not.toBeNull()
      const again = await comeBack(store, answer.redirect_url)
      expect(again.url.href).toBe(url.href)
      expect((await ledgerRow(store, vpsTxId)).heard_at).toEqual(row.heard_at)
    })

    it("an unknown token leads to the failure page and says nothing", async () => {
      const { query } = await comeBack(store, "/hooks/sagepay/return/0123456789abcdef")
      expect(query).toMatchObject({ status: "unknown", cart: "", order: "", retry: "false" })
    })

    it("the storefront's own page, where its origin is allowed, is told everything", async () => {
      const cart = await store.readyCart()
      const { body } = await pressPay(store, cart, { return_url: "https://app.shop.test/done?x=1" })
      const { vps_tx_id } = gateway().transaction(body.vendor_tx_code ?? "")
      const { redirect_url } = await store.pay(vps_tx_id)
      const { url, query } = await comeBack(store, redirect_url)
      expect(url.origin + url.pathname).toBe("https://app.shop.test/done")
      expect(query).toMatchObject({
        x: "1",
        status: "placed",
        cart_id: cart.id,
        order_id: (await store.orderOf(cart.id))?.id,
        vendor_tx_code: body.vendor_tx_code,
        country_code: "gb",
        retry: "false",
      })
    })

    it("a forged session_id among the shopper's data changes nothing", async () => {
      const other = await store.readyCart()
      const { cart, vpsTxId, orderId } = await store.buy({
        sessionData: {
          session_id: other.sessionId,
          vendor_tx_code: "x",
          transaction_type: "PAYMENT",
        },
      })
      expect(await ledgerRow(store, vpsTxId)).toMatchObject({
        session_id: cart.sessionId,
        kind: "DEFERRED",
        order_id: orderId,
      })
      expect(await store.orderOf(other.id)).toBeUndefined()
    })
  })

  describe("no payment, no order", () => {
    it.each([
      ["decline", "NOTAUTHED", "declined"],
      ["cancel", "ABORT", "cancelled"],
      ["reject", "REJECTED", "rejected"],
      ["error", "ERROR", "error"],
    ] as const)("%s: the shop says so, and Pay again works", async (outcome, status, word) => {
      const cart = await store.readyCart()
      const { vpsTxId } = await store.register(cart)
      const ended = await store.pay(vpsTxId, { outcome })
      expect(ended).toMatchObject({ status, answer: { status: "OK" } })
      expect(await store.orderOf(cart.id)).toBeUndefined()
      const { query } = await comeBack(store, ended.redirect_url)
      expect(query).toMatchObject({ cart: cart.id, status: word, retry: "true", order: "" })
      expect(query.message).toMatch(/Nothing was charged/)

      const again = await store.register(cart)
      expect(again.vpsTxId).not.toBe(vpsTxId)
      expect((await store.pay(again.vpsTxId)).answer.status).toBe("OK")
      expect((await store.orderOf(cart.id))?.payment_status).toBe("authorized")
    })

    it("3-D Secure fails: no order, nothing kept", async () => {
      const cart = await store.readyCart()
      const { vpsTxId } = await store.register(cart)
      const ended = await store.pay(vpsTxId, { outcome: "3ds_fail" })
      expect(ended.answer.status).toBe("OK")
      expect(["NOTAUTHED", "REJECTED"]).toContain(ended.status)
      expect(await store.orderOf(cart.id)).toBeUndefined()
      const { query } = await comeBack(store, ended.redirect_url)
      expect(query).toMatchObject({ status: expect.stringMatching(/declined|rejected/) })
    })

    it("never paid: the gateway gives up, and the session can be paid anew", async () => {
      const cart = await store.readyCart()
      const { vpsTxId } = await store.register(cart)
      const ended = await store.pay(vpsTxId, { outcome: "inactive" })
      expect(ended).toMatchObject({ status: "ABORT", answer: { status: "OK" } })
      expect(await ledgerRow(store, vpsTxId)).toMatchObject({ state: "abandoned" })
      expect((await store.register(cart)).vpsTxId).not.toBe(vpsTxId)
    })

    it("rule 7: the storefront's own completion before the notification gets our sentence, and no order", async () => {
      const cart = await store.readyCart()
      const complete = () => store.storefront.post(`/store/carts/${cart.id}/complete`)
      const ours = {
        type: "cart",
        error: { message: expect.stringMatching(/not made yet.*Nothing was charged/) },
      }
      expect(await complete()).toMatchObject(ours)
      const { vpsTxId } = await store.register(cart)
      expect(await complete()).toMatchObject(ours)
      await payUnnotified(store, vpsTxId)
      expect(await complete()).toMatchObject(ours)
      const { answer } = await gateway().notify({ vps_tx_id: vpsTxId })
      expect(answer.status).toBe("OK")
      expect(await complete()).toMatchObject({ type: "order" })
    })
  })
}
