import type { Fulfilment } from "./suite"

/** What goes out is paid, part by part. */
export function parts(suite: Fulfilment): void {
  const { store, desk, buyTeapots, fulfil, captures, said } = suite

  describe("rule 12: captured as it is fulfilled", () => {
    it("an AUTHENTICATE: one AUTHORISE for each part, shipping with the first, to the penny", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3)
      await fulfil(bought, 1)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      await fulfil(bought, 2)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["30.00", "50.00"])
      expect(await desk.books(bought)).toEqual({ net: 8_000, held: 0 })
      expect((await captures(bought)).map(({ created_by }) => created_by)).toEqual([
        "sagepay-fulfilment:3000",
        "sagepay-fulfilment:8000",
      ])
      const order = await store.order(bought.orderId)
      expect(order.payment_status).toBe("captured")
      expect(order.summary).toMatchObject({ paid_total: 80, pending_difference: 0 })
      await desk.sweep()
      expect(desk.sent("AUTHORISE", bought)).toBe(2)
      expect(await said(bought)).toEqual([])
    })

    it("a DEFERRED that goes out at once: one RELEASE", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      await fulfil(bought, 2)
      expect(desk.amounts("RELEASE", bought)).toEqual(["55.00"])
      expect(await desk.books(bought)).toEqual({ net: 5_500, held: 0 })
      expect(await said(bought)).toEqual([])
    })

    it("a DEFERRED in parts: the first is released, and the rest is a person's to charge", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      await fulfil(bought, 1)
      expect(desk.amounts("RELEASE", bought)).toEqual(["30.00"])
      expect(await said(bought)).toEqual([])
      await fulfil(bought, 1)
      expect(await said(bought)).toEqual(["rest_not_held 2500"])
      const { attention } = await store.admin.get<{
        attention: { id: string; choices: { id: string; path: string }[] }[]
      }>("/admin/sagepay/attention")
      const charge = attention[0]?.choices.find(({ id }) => id === "charge_rest")
      await store.admin.post(charge?.path ?? "", {
        action: "REPEAT",
        key: "charge-the-rest",
        amount_minor: 2_500,
        settles_order: true,
        reason: "shipped in parts",
      })
      await desk.sweep()
      expect(await said(bought)).toEqual([])
      expect(await suite.summary(bought)).toMatchObject({ paid_total: 55, pending_difference: 0 })
      expect(desk.sent("RELEASE", bought)).toBe(1)
    })

    it("half pennies: 41.345 in two parts is 41.35, rounded once", async () => {
      const { id, variantId } = store.shop.products[0] ?? {}
      await store.admin.post(`/admin/products/${id}/variants/${variantId}`, {
        prices: [{ currency_code: "gbp", amount: 12.115 }],
      })
      const bought = await buyTeapots("AUTHENTICATE", 3)
      await fulfil(bought, 1)
      await fulfil(bought, 2)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["17.12", "24.23"])
      expect(await desk.books(bought)).toEqual({ net: 4_135, held: 0 })
      expect((await store.order(bought.orderId)).payment_status).toBe("captured")
      expect(await said(bought)).toEqual([])
    })

    it("what an edit added is captured up to 115 %, as a payment of its own", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 7)
      await suite.addTeapot(bought)
      await fulfil(bought, 8)
      await desk.sweep()
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["180.00", "25.00"])
      expect(await suite.summary(bought)).toMatchObject({ paid_total: 205, pending_difference: 0 })
      expect(await said(bought)).toEqual([])
    })

    it("goodwill is not captured again, and a capture by hand counts", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3)
      expect((await desk.capture(bought, 10)).status).toBe(200)
      await fulfil(bought, 1)
      expect((await desk.refund(bought, 7)).status).toBe(200)
      await desk.sweep()
      await fulfil(bought, 2)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["10.00", "20.00", "50.00"])
      expect(await desk.books(bought)).toEqual({ net: 7_300, held: 0 })
      expect(await suite.summary(bought)).toMatchObject({ pending_difference: 0 })
    })
  })
}
