import type { Bought } from "../helpers/shopper"
import type { LevelSuite } from "./suite"

/** Core asks for the whole total again and wants the hold cancelled, whatever was changed. */
export function editedOrders({ store, desk, buy, stateOf }: LevelSuite): void {
  describe("an order that was edited before its capture", () => {
    it("keeps its hold, and asks for what the hold does not cover", async () => {
      const bought = await buy("DEFERRED")
      await edit(bought, 1)
      expect(await seen(bought)).toEqual({
        status: "not_paid",
        collections: ["canceled 30", "not_paid 55"],
        pending: 55,
      })
      await desk.sweep()
      expect((await seen(bought)).collections).toEqual(["canceled 30", "not_paid 55"])
      await later(bought)
      await desk.sweep()
      expect(await seen(bought)).toEqual({
        status: "partially_authorized",
        collections: ["authorized 30", "not_paid 25"],
        pending: 55,
      })
      expect(stateOf(bought)).toBe("deferred")
      expect((await desk.capture(bought)).status).toBe(200)
      await later(bought)
      await desk.sweep()
      expect(await seen(bought)).toEqual({
        status: "partially_captured",
        collections: ["completed 30", "not_paid 25"],
        pending: 25,
      })
    })

    it("looks paid when its hold is captured for a total that did not grow", async () => {
      const bought = await buy("DEFERRED")
      await edit(bought, 1)
      await edit(bought, 0)
      await later(bought)
      await desk.sweep()
      expect((await seen(bought)).collections).toEqual(["authorized 30"])
      await desk.capture(bought)
      expect(await seen(bought)).toEqual({
        status: "captured",
        collections: ["completed 30"],
        pending: 0,
      })
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
    })
  })

  async function seen(bought: Bought) {
    const order = await store.order(bought.orderId)
    return {
      status: order.payment_status,
      collections: order.payment_collections
        .map(({ status, amount }) => `${status} ${amount}`)
        .sort(),
      pending: Number(order.summary.pending_difference),
    }
  }

  /** The quiet time of the collections has passed. */
  async function later({ orderId }: Bought) {
    await store.database.raw(
      `update payment_collection set updated_at = updated_at - interval '3 minutes'
       where id in (select payment_collection_id from order_payment_collection where order_id = ?)`,
      [orderId]
    )
  }

  /** One more teapot beside the first, or none. */
  async function edit({ orderId }: Bought, extra: number) {
    await store.admin.post("/admin/order-edits", { order_id: orderId })
    const path = `/admin/order-edits/${orderId}`
    if (extra > 0) {
      const variant_id = store.shop.products[0]?.variantId
      await store.admin.post(`${path}/items`, { items: [{ variant_id, quantity: extra }] })
    } else {
      const { order } = await store.admin.get<{ order: { items: { id: string }[] } }>(
        `/admin/orders/${orderId}?fields=*items`
      )
      const added = order.items.at(-1)
      await store.admin.post(`${path}/items/item/${added?.id}`, { quantity: 0 })
    }
    await store.admin.post(`${path}/request`)
    await store.admin.post(`${path}/confirm`)
  }
}
