import { Modules } from "@medusajs/framework/utils"
import {
  comeBack,
  ledgerOf,
  ledgerRow,
  payUnnotified,
  pressPay,
  SHOP,
  PLUGIN,
  type Pressed,
} from "./helpers/checkout"
import { PROVIDERS, type Cart } from "./helpers/shopper"
import { describeStore } from "./helpers/store"

describeStore("checkout", { plugin: { ...PLUGIN, allow_repeats: true } }, (store) => {
  const gateway = () => store.simulator.control
  const registrations = () =>
    gateway()
      .requests()
      .filter(({ service }) => service.includes("vspserver-register"))

  const expectRefused = (
    pressed: Pressed,
    status: number,
    words: RegExp,
    before = registrations().length
  ) => {
    expect(pressed).toMatchObject({ status, body: { message: expect.stringMatching(words) } })
    expect(pressed.body.message).toMatch(/nothing (more )?was charged/i)
    expect(registrations()).toHaveLength(before)
  }

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
      await reprice(cart, 30)
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
      await reprice(cart, 200_000)
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

  describe("the shopper's consent to later charges", () => {
    const consent = (text: string) => ({ repeat_consent: { text } })
    const YES =
      'I agree that Teapots Ltd charges this card again for my "tea plan" – until I say no.'
    const FIRST = { COFUsage: "FIRST", InitiatedType: "CIT" }
    const sent = ({ body }: Pressed) => gateway().transaction(body.vendor_tx_code ?? "").request
    const seen = async (vendorTxCode: string | undefined) => {
      const row = await ledgerOf(store).transactionBy({ vendor_tx_code: vendorTxCode ?? "" })
      return store.admin.get<{
        transaction: { registered_for_repeats: boolean | null }
        family: { repeat_consent: { text: string; given_at: string } | null }
      }>(`/admin/sagepay/transactions/${row?.id}`)
    }

    it("given: kept word for word on the payment, and only then the wire says FIRST", async () => {
      const cart = await store.readyCart()
      const pressedAt = Date.now()
      const pressed = await pressPay(store, cart, consent(YES))
      expect(pressed.status).toBe(200)
      expect(sent(pressed)).toMatchObject(FIRST)
      expect(Object.values(sent(pressed)).join()).not.toContain("tea plan")
      const { vps_tx_id } = gateway().transaction(pressed.body.vendor_tx_code ?? "")
      expect((await store.pay(vps_tx_id)).answer.status).toBe("OK")
      const order = await store.orderOf(cart.id)
      const { transaction, family } = await seen(pressed.body.vendor_tx_code)
      expect(transaction.registered_for_repeats).toBe(true)
      expect(family.repeat_consent).toEqual({ text: YES, given_at: expect.any(String) })
      const givenAt = Date.parse(family.repeat_consent?.given_at ?? "")
      expect(Math.abs(givenAt - pressedAt)).toBeLessThan(60_000)
      const { payments } = await store.admin.get<{ payments: unknown[] }>(
        `/admin/sagepay/orders/${order?.id}`
      )
      expect(payments).toMatchObject([
        { registered_for_repeats: true, repeat_consent: { text: YES } },
      ])
      // The shopper's own routes have nothing of it.
      const fields = "*payment_collections.payments,*payment_collections.payment_sessions"
      for (const path of [
        `/store/orders/${order?.id}?fields=${encodeURIComponent(fields)}`,
        `/store/carts/${cart.id}?fields=${encodeURIComponent("*payment_collection.payment_sessions")}`,
      ]) {
        expect((await store.storefront.request("GET", path)).text).not.toContain("tea plan")
      }
      expect(JSON.stringify(pressed.body)).not.toContain("tea plan")
    })

    it("not given: an ordinary payment, whatever the option says", async () => {
      const pressed = await pressPay(store, await store.readyCart())
      expect(sent(pressed)).not.toHaveProperty("COFUsage")
      expect(sent(pressed)).not.toHaveProperty("InitiatedType")
      const { transaction, family } = await seen(pressed.body.vendor_tx_code)
      expect([transaction.registered_for_repeats, family.repeat_consent]).toEqual([false, null])
    })

    it("Pay twice: with the same consent the same page, with another one or none a new payment", async () => {
      const cart = await store.readyCart()
      const pressed: Pressed[] = []
      for (const body of [consent(YES), consent(YES), consent("Yes."), {}]) {
        pressed.push(await pressPay(store, cart, body))
      }
      const [first, again, other, none] = pressed.map(({ body }) => body.vendor_tx_code)
      expect(again).toBe(first)
      expect(new Set([first, other, none]).size).toBe(3)
      expect(pressed.map((each) => sent(each).COFUsage)).toEqual([
        "FIRST",
        "FIRST",
        "FIRST",
        undefined,
      ])
      const texts = await Promise.all([first, other, none].map(seen))
      expect(texts.map(({ family }) => family.repeat_consent?.text)).toEqual([
        YES,
        "Yes.",
        undefined,
      ])
    })

    it.each([
      ["the option is off", { allow_repeats: false }, /allow_repeats is off/],
      ["protocol 3.00", { protocol: "3.00" as const }, /option protocol "3\.00"/],
    ])("%s: a consent is refused, never dropped", async (_, change, words) => {
      const { options } = ledgerOf(store)
      const cart = await store.readyCart()
      const before = { ...options }
      Object.assign(options, change)
      try {
        const refused = await pressPay(store, cart, consent(YES))
        expectRefused(refused, 400, words)
        expect(refused.body.code).toBe("sagepay_invalid")
        expect((await pressPay(store, cart)).status).toBe(200)
      } finally {
        Object.assign(options, before)
      }
    })

    it("without a wording that can be kept: refused", async () => {
      const cart = await store.readyCart()
      for (const text of ["", "  ", "x".repeat(1_001), "yes\0"]) {
        expectRefused(await pressPay(store, cart, consent(text)), 400, /1 to 1000 characters/)
      }
      expectRefused(await pressPay(store, cart, { repeat_consent: true }), 400, /repeat_consent/)
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

  /** As a price list or a plugin might: behind the session's back. */
  async function reprice(cart: Pick<Cart, "id">, unitPrice: number): Promise<void> {
    const carts = store.container.resolve(Modules.CART)
    const [line] = await carts.listLineItems({ cart_id: cart.id })
    await carts.updateLineItems([{ id: line!.id, unit_price: unitPrice }])
  }
})
