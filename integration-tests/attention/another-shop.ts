import { ledgerRow, pressPay } from "../helpers/checkout"
import type { Suite } from "./suite"

/** What staff see of a copy of the shop's database, and how they say that it is the shop. */
export function anotherShop({ store, desk, gateway, list, words, choose, raise }: Suite): void {
  describe("rule 14: a copy of the shop", () => {
    const LIVE = "https://live.shop.test"
    /** As if the database had been copied from the shop at that address. */
    const becomeCopy = () =>
      store.database("sagepay_installation").update({ backend_url: LIVE, updated_at: new Date() })
    type Installations = { installations: Record<string, unknown>[]; encryption_key_ids: string[] }
    const installation = () => store.admin.get<Installations>("/admin/sagepay/installation")

    it("shows both addresses, and no secret", async () => {
      await becomeCopy()
      const { text } = await store.admin.request("GET", "/admin/sagepay/installation")
      const { canary } = await store.database("sagepay_installation").first()
      for (const secret of [canary, "BwcHBwcHBwcH", "canary"]) expect(text).not.toContain(secret)
      const there = { vendor: "testvendor", gateway_url: store.simulator.url }
      expect(await installation()).toEqual({
        installations: [
          {
            account: "default",
            known: { ...there, backend_url: LIVE },
            present: { ...there, backend_url: store.url },
            matches: false,
            confirmed_by: null,
            confirmed_at: null,
            reporting_configured: false,
            reporting_refused_at: null,
            created_at: expect.any(String),
          },
        ],
        encryption_key_ids: ["test"],
      })
    })

    it("sends nothing, whoever asks, with one finding for all of it, until the move is confirmed", async () => {
      const held = await store.buy()
      const cancelled = await store.buy()
      const taken = await store.buy({ providerId: "pp_sagepay_payment" })
      await store.database("order").where({ id: cancelled.orderId }).update({ status: "canceled" })
      const cart = await store.readyCart()
      await becomeCopy()
      await desk.age()
      const before = gateway().requests().length

      const captured = await desk.capture(held)
      expect(words(captured)).toEqual([
        400,
        expect.stringMatching(/^Nothing was sent: .*live\.shop/),
      ])
      expect((await desk.refund(taken, 10)).body.message).toContain(store.url)
      const pay = await pressPay(store, cart)
      expect(pay).toMatchObject({ status: 503, body: { code: "sagepay_another_shop" } })
      expect(pay.body.message).not.toContain("live.shop.test")
      expect(pay.body.message).toContain("Nothing was charged")
      await desk.sweep()
      await desk.sweep()
      expect(gateway().requests()).toHaveLength(before)
      const { attention, count } = await list()
      expect([count, attention[0]?.kind, attention[0]?.subject_id]).toEqual([
        1,
        "another_shop",
        "default",
      ])

      const wrong = await choose(attention[0], "confirm", { backend_url: LIVE, note: "we moved" })
      expect(words(wrong)).toEqual([400, expect.stringContaining("backend_url")])
      const { body } = await choose(attention[0], "confirm", {
        backend_url: store.url,
        note: "we moved house",
      })
      expect(body.installation).toMatchObject({
        matches: true,
        confirmed_by: expect.stringMatching(/^user_/),
        confirmed_at: expect.any(String),
      })
      expect((await list()).count).toBe(0)
      expect((await desk.capture(held)).status).toBe(200)
      await desk.sweep()
      expect(gateway().transaction(cancelled.vpsTxId).state).toBe("aborted")
      expect(await desk.books(held)).toEqual({ net: 3_000, held: 0 })
    })

    it("retrying a finding is refused as well", async () => {
      const bought = await store.buy()
      await raise("hold_not_ended", (await ledgerRow(store, bought.vpsTxId)).id)
      const [item] = (await list()).attention
      await becomeCopy()
      const refused = await choose(item, "retry")
      expect(words(refused)).toEqual([409, expect.stringContaining(LIVE)])
    })
  })
}
