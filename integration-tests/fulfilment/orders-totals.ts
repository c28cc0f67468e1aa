import type { Orders } from "./orders-suite"

/** Totals that no part of the order is a whole penny of: tax, discounts, and money without pennies. */
export function totals(suite: Orders): void {
  const { store, desk, buyTeapots, fulfil, price, standing, said } = suite

  describe("rule 12: yen, tax and discounts", () => {
    it("yen: 1380.25 and twice 1760.5 are 4901, not 4902", async () => {
      await inYen()
      await price("jpy", 1_006)
      const bought = await buyTeapots("AUTHENTICATE", 5, promotion("percentage", 12.5))
      expect(await fulfilled(bought, [1, 2, 2])).toEqual(["1380", "1761", "1760"])
      expect(await standing(bought)).toEqual({ net: 4_901, pending: 0 })
      expect(await said(bought)).toEqual([])
    })

    /** Teapots at 10.10 with 20 % tax, which comes on top. */
    it.each([
      ["12.5 %, each comes to 10.605", "percentage", 12.5, ["16.61", "31.81", "31.82"], 8_024],
      ["10.00, each comes to 10.40571", "fixed", 10, ["16.41", "31.21", "31.22"], 7_884],
    ] as const)("tax and a discount of %s", async (_, type, off, parts, net) => {
      await taxed()
      await price("gbp", 10.1)
      const bought = await buyTeapots("AUTHENTICATE", 7, promotion(type, off))
      expect(await fulfilled(bought, [1, 3, 3])).toEqual(parts)
      expect(await standing(bought)).toEqual({ net, pending: 0 })
      expect((await store.order(bought.orderId)).payment_status).toBe("captured")
      await desk.sweep()
      expect(await standing(bought)).toEqual({ net, pending: 0 })
      expect(await said(bought)).toEqual([])
    })
  })

  async function fulfilled(bought: Awaited<ReturnType<typeof buyTeapots>>, parts: number[]) {
    for (const part of parts) {
      await fulfil(bought, part)
      await standing(bought)
    }
    return desk.amounts("AUTHORISE", bought)
  }

  /** The region sells in yen from now on; 500 for shipping. */
  async function inYen() {
    const { stores } = await store.admin.get<{ stores: { id: string }[] }>("/admin/stores")
    const currencies = ["gbp", "jpy"]
    await store.admin.post(`/admin/stores/${stores[0]?.id}`, {
      supported_currencies: currencies.map((currency_code) => ({
        currency_code,
        is_default: currency_code === "gbp",
      })),
    })
    await store.admin.post(`/admin/regions/${store.shop.regions[0]?.id}`, { currency_code: "jpy" })
    await store.admin.post(`/admin/shipping-options/${store.shop.shippingOptionId}`, {
      prices: [{ currency_code: "jpy", amount: 500 }],
    })
  }

  async function taxed() {
    await store.admin.post("/admin/tax-regions", {
      country_code: "gb",
      provider_id: "tp_system",
      default_tax_rate: { name: "VAT", code: "VAT", rate: 20 },
    })
    await store.admin.post(`/admin/regions/${store.shop.regions[0]?.id}`, { automatic_taxes: true })
  }

  /** Over all the teapots of the cart. */
  function promotion(type: "percentage" | "fixed", value: number) {
    return async (cartId: string) => {
      const code = `TEA-${cartId}`
      await store.admin.post("/admin/promotions", {
        code,
        type: "standard",
        status: "active",
        application_method: {
          type,
          value,
          target_type: "items",
          allocation: "across",
          ...(type === "fixed" && { currency_code: "gbp" }),
        },
      })
      await store.storefront.post(`/store/carts/${cartId}/promotions`, { promo_codes: [code] })
    }
  }
}
