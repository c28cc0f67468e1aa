import type { Fulfilment } from "./suite"

/** When it is captured, what becomes of a DEFERRED in parts, and what cannot be captured. */
export function captureOptions(suite: Fulfilment): void {
  const { store, desk, buyTeapots, fulfil, pressFulfil, look, said, options } = suite

  describe("rule 12: options", () => {
    it.each(["shipment", "delivery"] as const)("captured on %s, and not before", async (when) => {
      options({ auto_capture: when })
      const bought = await buyTeapots("AUTHENTICATE", 2)
      const fulfilment = await fulfil(bought, 1)
      expect(desk.sent("AUTHORISE", bought)).toBe(0)
      if (when === "delivery") await suite.deliver(bought, fulfilment)
      else await suite.ship(bought, fulfilment)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["30.00"])
    })

    it("deferred_split all: released as a whole with the first part", async () => {
      options({ deferred_split: "all" })
      const bought = await buyTeapots("DEFERRED", 2)
      await fulfil(bought, 1)
      await fulfil(bought, 1)
      expect(desk.amounts("RELEASE", bought)).toEqual(["55.00"])
      expect(await said(bought)).toEqual([])
    })

    it("deferred_split refuse: released with the last part, and said meanwhile", async () => {
      // Where staff press it, a part is refused; this one left before.
      options({ deferred_split: "refuse", auto_capture: "off" })
      const bought = await buyTeapots("DEFERRED", 2)
      await pressFulfil(bought, 1)
      options({ auto_capture: "fulfilment" })
      await desk.sweep()
      expect(desk.sent("RELEASE", bought)).toBe(0)
      expect(await said(bought)).toEqual(["split_waits 3000"])
      await fulfil(bought, 1)
      expect(desk.amounts("RELEASE", bought)).toEqual(["55.00"])
      expect(await said(bought)).toEqual([])
    })
  })

  describe("rule 12: what cannot be captured", () => {
    const decline = () =>
      store.simulator.control.fault({ fault: "decline", match: { txType: "AUTHORISE" } })

    it("a decline is raised at once, and tried again for more, or when a person says so", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3)
      decline()
      await fulfil(bought, 1)
      expect(await said(bought)).toEqual(["capture_failed 3000"])
      await look(bought)
      await desk.sweep()
      expect(desk.sent("AUTHORISE", bought)).toBe(1)
      decline()
      await fulfil(bought, 1)
      expect(await said(bought)).toEqual(["capture_failed 5500"])
      const [finding] = await desk.findings()
      decline()
      await store.admin.post(`/admin/sagepay/findings/${finding?.id}/retry`)
      expect(await said(bought)).toEqual(["capture_failed 5500"])
      await store.admin.post(`/admin/sagepay/findings/${finding?.id}/retry`)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["30.00", "55.00", "55.00", "55.00"])
      expect(await said(bought)).toEqual([])
      expect(await desk.books(bought)).toEqual({ net: 5_500, held: 0 })
    })

    it("a hold that lapsed is raised; captured in another way, it comes off the list", async () => {
      const bought = await buyTeapots("DEFERRED", 1)
      await store
        .database("sagepay_transaction")
        .where({ vps_tx_id: bought.vpsTxId })
        .update({ authorised_at: new Date(Date.now() - 31 * 86_400_000) })
      await fulfil(bought, 1)
      expect(await said(bought)).toEqual(["capture_failed 3000"])
      expect(desk.sent("RELEASE", bought)).toBe(0)
      await store.container
        .resolve("order")
        .addOrderTransactions([
          { order_id: bought.orderId, amount: 30, currency_code: "gbp", reference: "bank" },
        ] as never)
      await look(bought)
      expect(await said(bought)).toEqual([])
    })

    it("of a cancelled order nothing is captured, and nothing is said any more", async () => {
      options({ auto_capture: "off" })
      const bought = await buyTeapots("AUTHENTICATE", 1)
      await pressFulfil(bought, 1)
      options({ auto_capture: "fulfilment" })
      decline()
      await look(bought)
      expect(await said(bought)).toEqual(["capture_failed 3000"])
      await store.database("order").where({ id: bought.orderId }).update({ status: "canceled" })
      await look(bought)
      await desk.sweep()
      expect(await said(bought)).toEqual([])
      expect(desk.sent("AUTHORISE", bought)).toBe(1)
    })
  })
}
