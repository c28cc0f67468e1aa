import { Modules } from "@medusajs/framework/utils"
import { pressPay, reprice, type Pressed } from "../helpers/checkout"
import type { CheckoutSuite } from "./suite"

/** Pay is pressed, for all kinds of carts, and with a gateway that answers or does not. */
export function payPressed({ store, gateway, registrations, expectRefused }: CheckoutSuite): void {
  describe("Pay is pressed", () => {
    it("twice: one registration, the same page", async () => {
      const cart = await store.readyCart()
      const before = registrations().length
      const first = await pressPay(store, cart)
      const second = await pressPay(store, cart)
      expect(first.status).toBe(200)
      expect(second.body).toEqual(first.body)
      expect(registrations()).toHaveLength(before + 1)
    })

    it("twice at once: one transaction at the gateway", async () => {
      const cart = await store.readyCart()
      const pressed = await Promise.all([pressPay(store, cart), pressPay(store, cart)])
      const codes = new Set(pressed.map(({ body }) => body.vendor_tx_code))
      expect(pressed.map(({ status }) => status)).toEqual([200, 200])
      expect(codes.size).toBe(1)
    })

    it("names, addresses and client address are cut to what the gateway takes, with notes and without a refusal", async () => {
      const cart = await store.readyCart({
        email: "ann@shopper.test",
        address: {
          first_name: "Łucja 🎉",
          last_name: "Wolfeschlegelsteinhausenbergerdorff",
          city: "Kraków",
          phone: "+44 (0) 20 7946 0000 extension 12345",
        },
      })
      const response = await fetch(
        `${store.url}/store/sagepay/payment-sessions/${cart.sessionId}/register`,
        {
          method: "POST",
          headers: {
            "x-publishable-api-key": store.shop.publishableKey,
            "x-forwarded-for": "2001:db8::7",
          },
        }
      )
      const body = (await response.json()) as Pressed["body"]
      expect(response.status).toBe(200)
      const { request } = gateway().transaction(body.vendor_tx_code ?? "")
      expect(request).toMatchObject({
        BillingFirstnames: "Lucja",
        BillingSurname: "Wolfeschlegelsteinha",
        BillingCity: "Kraków",
      })
      expect(request).not.toHaveProperty("ClientIPAddress")
      expect(request).not.toHaveProperty("BillingPhone")
      const fields = (body.notes ?? []).map((note) => note.split(":")[0])
      expect(fields).toEqual(
        expect.arrayContaining([
          "BillingFirstnames",
          "BillingSurname",
          "BillingPhone",
          "ClientIPAddress",
        ])
      )
      expect(body.notes?.join()).not.toMatch(/Wolfe|Lucja|7946|2001:db8/)
    })

    it("for a basket of strange items: never a refusal", async () => {
      const cart = await store.readyCart({ quantity: 3 })
      const carts = store.container.resolve(Modules.CART)
      const [line] = await carts.listLineItems({ cart_id: cart.id })
      await carts.updateLineItems([
        { id: line!.id, product_title: "Tee & <Kanne> 🫖 ".repeat(20), title: "x".repeat(300) },
      ])
      const { status, body } = await pressPay(store, cart)
      expect(status).toBe(200)
      const { request } = gateway().transaction(body.vendor_tx_code ?? "")
      expect(request.BasketXML ?? request.Basket).toMatch(/Tee/)
    })

    it("for another provider's session: refused", async () => {
      const cart = await store.readyCart({ providerId: "pp_system_default" })
      expectRefused(await pressPay(store, cart), 400, /another payment method/)
    })

    it("for a session that is gone: refused", async () => {
      const cart = await store.readyCart()
      await store.placePaymentSession(cart.id)
      expectRefused(await pressPay(store, cart), 404, /no such payment session/)
    })

    it("for a cart that is an order already: refused", async () => {
      const { cart } = await store.buy()
      const before = registrations().length
      expectRefused(await pressPay(store, cart), 400, /placed already/, before)
    })

    it("for a session of 30.00 on a cart of 35.00: refused", async () => {
      const cart = await store.readyCart()
      await reprice(store, cart, 30)
      expectRefused(await pressPay(store, cart), 400, /cart has changed/)
    })

    it("for an address that the gateway cannot take: refused, naming what is missing", async () => {
      const noPostCode = await store.readyCart({ address: { postal_code: "" } })
      expectRefused(await pressPay(store, noPostCode), 400, /post code of the billing address/)
      const unreadable = await store.readyCart({ address: { city: "東京" } })
      expectRefused(await pressPay(store, unreadable), 400, /city of the billing address/)
    })

    it("for an amount above the gateway's limit: refused", async () => {
      const cart = await store.makeCart()
      await reprice(store, cart, 200_000)
      const session = await store.placePaymentSession(cart.id)
      expectRefused(await pressPay(store, session), 400, /up to 100000\.00/)
    })

    it("with a way back to a foreign site, or with other words in the body: refused", async () => {
      const cart = await store.readyCart()
      const foreign = { return_url: "https://evil.test/?next=https://app.shop.test" }
      expectRefused(await pressPay(store, cart, foreign), 400, /does not allow/)
      const tricky = { return_url: "https://app.shop.test@evil.test/" }
      expectRefused(await pressPay(store, cart, tricky), 400, /does not allow/)
      const script = { return_url: "javascript:alert(1)" }
      expectRefused(await pressPay(store, cart, script), 400, /does not allow/)
      expectRefused(await pressPay(store, cart, { amount: 1 }), 400, /only have return_url/)
    })
  })

  describe("the gateway and Pay", () => {
    it("a lost reply: sent again identically, OK REPEATED, one transaction", async () => {
      const cart = await store.readyCart()
      gateway().fault({ fault: "act_then_reset", match: { txType: "DEFERRED" } })
      const before = registrations().length
      const { status, body } = await pressPay(store, cart)
      expect(status).toBe(200)
      const sent = registrations().slice(before)
      expect(sent.map(({ reply }) => reply?.Status)).toContain("OK REPEATED")
      expect(new Set(sent.map(({ fields }) => fields.VendorTxCode)).size).toBe(1)
      expect(gateway().transaction(body.vendor_tx_code ?? "").state).toBe("open")
    })

    it("lost replies again and again: a second code, never a blocked shopper", async () => {
      const cart = await store.readyCart()
      gateway().fault({ fault: "act_then_reset", match: { txType: "DEFERRED" }, times: 2 })
      const before = registrations().length
      const { status, body } = await pressPay(store, cart)
      expect(status).toBe(200)
      const codes = new Set(
        registrations()
          .slice(before)
          .map(({ fields }) => fields.VendorTxCode)
      )
      expect(codes.size).toBe(2)
      expect([...codes].at(-1)).toBe(body.vendor_tx_code)
      const { vps_tx_id } = gateway().transaction(body.vendor_tx_code ?? "")
      expect((await store.pay(vps_tx_id)).answer.status).toBe("OK")
    })

    it("a refused registration: a sentence, and the next press starts anew", async () => {
      const cart = await store.readyCart()
      gateway().fault({
        fault: "refuse",
        match: { txType: "DEFERRED" },
        status: "INVALID",
        status_detail: "4008 : The Currency is not supported on this account.",
      })
      const refused = await pressPay(store, cart)
      expect(refused).toMatchObject({ status: 422, body: { code: "sagepay_refused" } })
      expect(refused.body.message).toMatch(/nothing was charged.*4008/)
      expect((await pressPay(store, cart)).status).toBe(200)
    })

    it("a gateway that cannot be reached: 503 with a sentence", async () => {
      const cart = await store.readyCart()
      gateway().fault({ fault: "reset_before", match: { txType: "DEFERRED" }, times: 0 })
      const refused = await pressPay(store, cart)
      gateway().clearFaults()
      expect(refused).toMatchObject({ status: 503, body: { code: "sagepay_not_sent" } })
      expect(refused.body.message).toMatch(/cannot be reached. Nothing was charged; try again/)
    })
  })
}
