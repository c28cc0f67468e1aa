import { PROVIDERS } from "../helpers/shopper"
import type { Suite } from "./suite"

/** Amounts as they are typed and as core computes them. */
export function amounts({ store, desk, buy, messageOf }: Suite): void {
  describe("amounts", () => {
    const REFUSED: readonly (readonly [number, RegExp])[] = [
      [0, /greater than 0|too small|>/i],
      [-5, /greater than 0|too small|>/i],
      [3.235, /more than 2 decimals.*Nothing was sent/],
      [30.01, /more than|not refunded/],
      [100_000.01, /more than/],
    ]

    it.each([
      ["capture", "DEFERRED", { net: 0, held: 3_000 }],
      ["refund", "PAYMENT", { net: 3_000, held: 0 }],
    ] as const)(
      "a %s of nothing, too much or half a penny is refused with the reason",
      async (verb, type, books) => {
        const bought = await buy(type)
        for (const [amount, reason] of REFUSED) {
          const refused = await desk[verb](bought, amount)
          expect([refused.status, messageOf(refused)]).toEqual([400, expect.stringMatching(reason)])
        }
        expect(desk.sent("RELEASE", bought) + desk.sent("REFUND", bought)).toBe(0)
        expect(await desk.books(bought)).toEqual(books)
      }
    )

    it("of ten captures pressed at once one RELEASE is sent", async () => {
      const bought = await buy("DEFERRED")
      const answers = await Promise.all(Array.from({ length: 10 }, () => desk.capture(bought)))
      expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(1)
      expect(desk.sent("RELEASE", bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      expect((await store.order(bought.orderId)).summary).toMatchObject({ paid_total: 30 })
    })

    it.each(["DEFERRED", "AUTHENTICATE", "PAYMENT"] as const)(
      "rule 10: a total of 41.352 is taken and given back as 41.35, without a penny's leak: %s",
      async (type) => {
        await price("gbp", 36.352)
        const bought = await buy(type)
        expect(bought.cart.total).toBeCloseTo(41.352)
        if (type === "AUTHENTICATE") {
          expect((await desk.capture(bought, 17.38)).status).toBe(200)
          // What is left, as core computes it.
          expect((await desk.capture(bought, 23.972)).status).toBe(200)
          expect(desk.amounts("AUTHORISE", bought)).toEqual(["17.38", "23.97"])
        } else {
          await desk.capture(bought)
        }
        expect(await desk.books(bought)).toEqual({ net: 4_135, held: 0 })
        expect((await desk.refund(bought, 41.35)).status).toBe(200)
        const penny = await desk.refund(bought, 0.01)
        expect(penny.status).toBe(400)
        expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      }
    )

    it("yen have no decimals, anywhere", async () => {
      const uk = store.shop.regions[0]
      store.shop.regions[0] = await japan()
      const bought = await store.buy({ address: { country_code: "jp", postal_code: "1000001" } })
      if (uk) store.shop.regions[0] = uk
      expect(await desk.books(bought)).toEqual({ net: 0, held: 3_500 })
      expect(messageOf(await desk.capture(bought, 10.5))).toMatch(/JPY has none/)
      expect((await desk.capture(bought, 3_000)).status).toBe(200)
      expect(desk.amounts("RELEASE", bought)).toEqual(["3000"])
      expect((await desk.refund(bought, 1_000)).status).toBe(200)
      expect(await desk.books(bought)).toEqual({ net: 2_000, held: 0 })
    })

    async function price(currency_code: string, amount: number) {
      const { id, variantId } = store.shop.products[0] ?? {}
      await store.admin.post(`/admin/products/${id}/variants/${variantId}`, {
        prices: [{ currency_code, amount }],
      })
    }

    /** A second region, in yen: 3000 a teapot, 500 for shipping. */
    async function japan() {
      const { stores } = await store.admin.get<{ stores: { id: string }[] }>("/admin/stores")
      await store.admin.post(`/admin/stores/${stores[0]?.id}`, {
        supported_currencies: [
          { currency_code: "gbp", is_default: true },
          { currency_code: "jpy", is_default: false },
        ],
      })
      const { region } = await store.admin.post<{ region: { id: string; name: string } }>(
        "/admin/regions",
        {
          name: "Japan",
          currency_code: "jpy",
          countries: ["jp"],
          payment_providers: [PROVIDERS.DEFERRED],
          automatic_taxes: false,
        }
      )
      await price("jpy", 3_000)
      const option = `/admin/shipping-options/${store.shop.shippingOptionId}`
      const { shipping_option } = await store.admin.get<{
        shipping_option: { service_zone: { id: string; fulfillment_set_id: string } }
      }>(`${option}?fields=*service_zone`)
      const { id, fulfillment_set_id } = shipping_option.service_zone
      await store.admin.post(`/admin/fulfillment-sets/${fulfillment_set_id}/service-zones/${id}`, {
        geo_zones: [
          { type: "country", country_code: "gb" },
          { type: "country", country_code: "jp" },
        ],
      })
      await store.admin.post(option, { prices: [{ currency_code: "jpy", amount: 500 }] })
      return { id: region.id, name: region.name, currency: "jpy" }
    }
  })
}
