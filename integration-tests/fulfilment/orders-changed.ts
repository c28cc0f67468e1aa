import type { Orders } from "./orders-suite"

/** Orders that come to something else by the time they are fulfilled. */
export function changedOrders(suite: Orders): void {
  const { store, desk, buyTeapots, fulfil, standing, said, options } = suite
  const { requestReturn, receiveReturn, setQuantity, addTeapot } = suite

  describe("rule 12: goods that come back", () => {
    const comesBack = async (bought: Awaited<ReturnType<typeof buyTeapots>>) =>
      receiveReturn(bought, await requestReturn(bought, 1), 1)

    it.each(["AUTHENTICATE", "DEFERRED"] as const)(
      "before they are shipped: only what is kept is captured (%s)",
      async (type) => {
        options({ auto_capture: "shipment" })
        const bought = await buyTeapots(type, 2)
        const fulfilment = await fulfil(bought, 2)
        await comesBack(bought)
        await suite.ship(bought, fulfilment, 2)
        const verb = type === "DEFERRED" ? "RELEASE" : "AUTHORISE"
        expect(desk.amounts(verb, bought)).toEqual(["30.00"])
        expect(await standing(bought)).toEqual({ net: 3_000, pending: 0 })
        expect(await said(bought)).toEqual([])
      }
    )

    it("after the first part, before its money was taken and before the rest ships", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3)
      store.simulator.control.fault({ fault: "decline", match: { txType: "AUTHORISE" } })
      await fulfil(bought, 2)
      expect(await said(bought)).toEqual(["capture_failed 5500"])
      await comesBack(bought)
      await suite.look(bought)
      expect(await standing(bought)).toMatchObject({ net: 3_000 })
      await fulfil(bought, 1)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["55.00", "30.00", "25.00"])
      expect(await standing(bought)).toEqual({ net: 5_500, pending: 0 })
      expect(await said(bought)).toEqual([])
    })

    it("after it was captured: its money pays for what ships next, and goodwill is not taken back", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 4)
      await fulfil(bought, 2)
      await comesBack(bought)
      await fulfil(bought, 1)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["55.00"])
      expect(await standing(bought)).toEqual({ net: 5_500, pending: 2_500 })
      expect((await desk.refund(bought, 7)).status).toBe(200)
      await fulfil(bought, 1)
      await desk.sweep()
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["55.00", "25.00"])
      expect(await standing(bought)).toEqual({ net: 7_300, pending: 0 })
    })

    it("that were refused at the door: the rest of a DEFERRED does not wait for them", async () => {
      options({ auto_capture: "delivery", deferred_split: "refuse" })
      const bought = await buyTeapots("DEFERRED", 2)
      const first = await fulfil(bought, 1)
      await fulfil(bought, 1)
      await comesBack(bought)
      await suite.deliver(bought, first)
      expect(desk.amounts("RELEASE", bought)).toEqual(["30.00"])
      expect(await standing(bought)).toEqual({ net: 3_000, pending: 0 })
      expect(await said(bought)).toEqual([])
    })

    it("that are only on their way back are paid until they have arrived", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3)
      await fulfil(bought, 2)
      const back = await requestReturn(bought, 1)
      await fulfil(bought, 1)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["55.00", "25.00"])
      await receiveReturn(bought, back, 1)
      expect(await standing(bought)).toEqual({ net: 8_000, pending: -2_500 })
      expect((await desk.refund(bought, 25)).status).toBe(200)
      await desk.sweep()
      expect(await standing(bought)).toEqual({ net: 5_500, pending: 0 })
      expect(desk.sent("AUTHORISE", bought)).toBe(2)
    })
  })

  describe("rule 12: an edit before it is fulfilled", () => {
    it.each(["AUTHENTICATE", "DEFERRED"] as const)(
      "takes items off: the smaller total is captured (%s)",
      async (type) => {
        const bought = await buyTeapots(type, 3)
        await setQuantity(bought, 1)
        await fulfil(bought, 1)
        const verb = type === "DEFERRED" ? "RELEASE" : "AUTHORISE"
        expect(desk.amounts(verb, bought)).toEqual(["30.00"])
        expect(await standing(bought)).toEqual({ net: 3_000, pending: 0 })
        expect(await said(bought)).toEqual([])
      }
    )

    it("takes one off that a person had captured: nothing more, and nothing given back by itself", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3)
      expect((await desk.capture(bought)).status).toBe(200)
      await setQuantity(bought, 2)
      await fulfil(bought, 2)
      await desk.sweep()
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["80.00"])
      expect(desk.sent("VOID", bought) + desk.sent("REFUND", bought)).toBe(0)
      expect(await standing(bought)).toEqual({ net: 8_000, pending: -2_500 })
    })

    it("adds one within 115 %: in parts, the last by a payment of its own", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 7)
      await addTeapot(bought)
      for (const part of [5, 2, 1]) await fulfil(bought, part)
      await desk.sweep()
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["130.00", "50.00", "25.00"])
      expect(await standing(bought)).toEqual({ net: 20_500, pending: 0 })
      const { payment_collections } = await store.order(bought.orderId)
      expect(payment_collections.flatMap(({ payments }) => payments)).toHaveLength(2)
      expect(await said(bought)).toEqual([])
    })

    it("adds more than 115 % allow: the order asks for it", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 7)
      await addTeapot(bought)
      await addTeapot(bought)
      await fulfil(bought, 9)
      await desk.sweep()
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["180.00"])
      expect(await standing(bought)).toEqual({ net: 18_000, pending: 5_000 })
      expect(await said(bought)).toEqual([])
    })

    it("takes one off and adds another between two parts", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3)
      await fulfil(bought, 1)
      await setQuantity(bought, 2)
      expect(await standing(bought)).toEqual({ net: 3_000, pending: 2_500 })
      await addTeapot(bought)
      await fulfil(bought, 2)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["30.00", "50.00"])
      expect(await standing(bought)).toEqual({ net: 8_000, pending: 0 })
    })
  })
}
