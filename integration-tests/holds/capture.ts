import { capturePaymentWorkflow } from "@medusajs/medusa/core-flows"
import { PROVIDERS, type Bought } from "../helpers/shopper"
import type { HoldSuite } from "./suite"

/** The option before_lapse "capture". */
export function capturedBefore(suite: HoldSuite): void {
  const { store, desk, buy, days, list, kinds, gateway } = suite

  describe("before a hold lapses what its order needs is captured", () => {
    beforeEach(() => suite.option("before_lapse", "capture"))

    it.each([
      ["DEFERRED", 29.5, 0, ["30.00"]],
      ["AUTHENTICATE", 89.5, 10, ["10.00", "20.00"]],
    ] as const)("of %s, once, however many sweep", async (type, day, before, sent) => {
      const verb = type === "DEFERRED" ? "RELEASE" : "AUTHORISE"
      const bought = await buy(type)
      if (before > 0) await desk.capture(bought, before)
      await days(day - 4)
      expect(desk.amounts(verb, bought)).toEqual(before > 0 ? ["10.00"] : [])
      await gateway().advance(4 * 86_400_000)
      await Promise.all([desk.sweep(), desk.sweep()])
      await desk.sweep()
      expect(desk.amounts(verb, bought)).toEqual(sent)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      expect((await suite.rows("capture", bought)).map((row) => row.created_by)).toContain(
        "sagepay-before-lapse:3000"
      )
      expect(await suite.summary(bought)).toMatchObject({ paid_total: 30, pending_difference: 0 })
      await days(1)
      expect(await kinds()).toEqual([])
    })

    it("no more than that: an order that comes to less takes less", async () => {
      const bought = await store.buy({ quantity: 2 })
      await setQuantity(bought, 1)
      await days(29.5)
      expect(desk.amounts("RELEASE", bought)).toEqual(["30.00"])
      expect(await suite.summary(bought)).toMatchObject({ paid_total: 30, pending_difference: 0 })
    })

    it("somebody presses Capture at the same moment: one RELEASE", async () => {
      const bought = await buy("DEFERRED")
      await gateway().advance(29.5 * 86_400_000)
      await Promise.all([desk.sweep(), desk.capture(bought), desk.sweep()])
      await desk.sweep()
      expect(desk.sent("RELEASE", bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      expect((await kinds()).filter((kind) => kind !== "hold_expiring")).toEqual([])
    })

    it("rule 1: what somebody captured since it was looked at counts, though core would take both", async () => {
      const bought = await store.buy({ quantity: 2, providerId: PROVIDERS.AUTHENTICATE })
      await desk.capture(bought, 20)
      const late = capturePaymentWorkflow(store.container).run({
        input: {
          payment_id: bought.paymentId,
          amount: 30,
          captured_by: "sagepay-before-lapse:3000",
        },
      })
      await expect(late).rejects.toMatchObject({ message: expect.stringMatching(/No money moved/) })
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["20.00"])
    })

    it("declined, it is raised with the reason, and asked for again only by a person", async () => {
      const bought = await buy("AUTHENTICATE")
      gateway().fault({ fault: "decline", match: { txType: "AUTHORISE" } })
      await days(89.5)
      await desk.sweep()
      expect(desk.sent("AUTHORISE", bought)).toBe(1)
      expect(await list()).toMatchObject([
        {
          kind: "hold_expiring",
          message: expect.stringMatching(/capturing that by itself failed: .*declined/),
          facts: { needed_minor: 3_000, capture_failed: expect.stringMatching(/declined/) },
        },
      ])
      expect((await desk.capture(bought)).status).toBe(200)
      await desk.sweep()
      expect(await kinds()).toEqual([])
    })

    it("an answer that was lost is no second capture", async () => {
      const bought = await buy("AUTHENTICATE")
      gateway().fault({ fault: "act_then_reset", match: { txType: "AUTHORISE" } })
      await days(89.5)
      await desk.age()
      await desk.sweep()
      expect(desk.sent("AUTHORISE", bought)).toBe(1)
      expect(await kinds()).toEqual(["open_operation"])
    })

    it("nothing for a cancelled order, nor for one that needs nothing", async () => {
      const cancelled = await buy("DEFERRED")
      gateway().fault({ fault: "refuse", times: 0, match: { txType: "ABORT" } })
      await desk.cancelOrder(cancelled)
      const paid = await buy("DEFERRED")
      await setQuantity(paid, 0)
      await store.admin.post(`/admin/orders/${paid.orderId}/credit-lines`, {
        amount: 5,
        reference: "goodwill",
        reference_id: "gw_2",
      })
      await days(29.5)
      expect(desk.sent("RELEASE", cancelled) + desk.sent("RELEASE", paid)).toBe(0)
      expect(await kinds()).not.toContain("hold_expiring")
    })
  })

  /** By an edit of the order's only item. */
  async function setQuantity({ orderId }: Bought, quantity: number) {
    const { order } = await store.admin.get<{ order: { items: { id: string }[] } }>(
      `/admin/orders/${orderId}?fields=*items`
    )
    await store.admin.post("/admin/order-edits", { order_id: orderId })
    const edit = `/admin/order-edits/${orderId}`
    await store.admin.post(`${edit}/items/item/${order.items[0]?.id}`, { quantity })
    await store.admin.post(`${edit}/request`)
    await store.admin.post(`${edit}/confirm`)
  }
}
