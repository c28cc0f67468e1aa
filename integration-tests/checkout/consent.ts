import { ledgerOf, pressPay, type Pressed } from "../helpers/checkout"
import type { CheckoutSuite } from "./suite"

/** What the shopper has agreed to is kept, and said to the gateway. */
export function consent({ store, gateway, expectRefused }: CheckoutSuite): void {
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
}
