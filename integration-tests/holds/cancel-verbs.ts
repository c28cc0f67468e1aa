import { until } from "../helpers/books"
import { ledgerRow } from "../helpers/checkout"
import { PROVIDERS, type Bought } from "../helpers/shopper"
import type { HoldSuite } from "./suite"

type Item = { id: string; quantity: number }

/** What core does to an order's payment before its capture, and what becomes of the hold. */
export function cancelVerbs(suite: HoldSuite): void {
  const { store, desk, days, list, stateOf, gateway } = suite
  const post = store.admin.post.bind(store.admin)

  /** Two teapots and shipping, 55 in all, changed by core's own workflows; on each of them core cancels the payment. */
  const CHANGES = {
    "an edit": async ({ orderId }: Bought, extra: number) => {
      const [item] = await itemsOf(orderId)
      await post("/admin/order-edits", { order_id: orderId })
      const edit = `/admin/order-edits/${orderId}`
      const quantity = (item?.quantity ?? 0) + extra
      await post(`${edit}/items/item/${item?.id}`, { quantity })
      await post(`${edit}/request`)
      await post(`${edit}/confirm`)
    },
    "a return": async ({ orderId }: Bought) => {
      const [item] = await shipped(orderId)
      const { return: made } = await post<{ return: { id: string } }>("/admin/returns", {
        order_id: orderId,
        location_id: store.shop.stockLocationId,
      })
      const path = `/admin/returns/${made.id}`
      await post(`${path}/request-items`, { items: [{ id: item?.id, quantity: 1 }] })
      await post(`${path}/request`)
      await post(`${path}/receive`)
      await post(`${path}/receive-items`, { items: [{ id: item?.id, quantity: 1 }] })
      await post(`${path}/receive/confirm`)
    },
    "an exchange": async ({ orderId }: Bought, extra: number) => {
      const [item] = await shipped(orderId)
      const { exchange } = await post<{ exchange: { id: string } }>("/admin/exchanges", {
        order_id: orderId,
      })
      const path = `/admin/exchanges/${exchange.id}`
      await post(`${path}/inbound/items`, { items: [{ id: item?.id, quantity: 1 }] })
      await post(`${path}/outbound/items`, { items: [teapots(1 + extra)] })
      await post(`${path}/request`)
    },
    "a claim": async ({ orderId }: Bought, extra: number) => {
      const [item] = await shipped(orderId)
      const { claim } = await post<{ claim: { id: string } }>("/admin/claims", {
        order_id: orderId,
        type: "replace",
      })
      const path = `/admin/claims/${claim.id}`
      const items = [{ id: item?.id, quantity: 1, reason: "production_failure" }]
      await post(`${path}/claim-items`, { items })
      await post(`${path}/inbound/items`, { items: [{ id: item?.id, quantity: 1 }] })
      await post(`${path}/outbound/items`, { items: [teapots(1 + extra)] })
      await post(`${path}/request`)
    },
  } as const

  describe("rule 9: an order that was changed before its capture keeps its hold", () => {
    it.each([
      ["an edit", "DEFERRED", -1],
      ["an edit", "AUTHENTICATE", 1],
      ["a return", "DEFERRED", -1],
      ["a return", "AUTHENTICATE", -1],
      ["an exchange", "AUTHENTICATE", 1],
      ["a claim", "AUTHENTICATE", 1],
      ["a claim", "DEFERRED", 0],
    ] as const)("%s of %s by %d", async (how, type, extra) => {
      const bought = await store.buy({ quantity: 2, providerId: PROVIDERS[type] })
      await CHANGES[how](bought, extra)
      await settled()
      const held = type === "DEFERRED" ? "deferred" : "authenticated"
      expect(stateOf(bought)).toBe(held)
      // What is on its way back is owed no more.
      const total = 5_500 + extra * 2_500
      const owing = { pending: total, asked: Math.max(0, total - 5_500) }
      expect(await seen(bought)).toEqual(owing)
      // What the hold has for the new total, then up to 15 % more of an AUTHENTICATE; core asks for the rest.
      const taken = Math.min(total, 5_500)
      expect((await desk.capture(bought, taken / 100)).status).toBe(200)
      const beyond = type === "AUTHENTICATE" ? Math.min(total - taken, 825) : 0
      if (beyond > 0) await authorise(bought, beyond)
      await settled()
      const left = total - taken - beyond
      expect(await seen(bought)).toEqual({ pending: left, asked: left })
      expect(gatewayOf(bought)).toMatchObject({ net: taken + beyond, held: 0 })
      expect((await list()).filter(({ kind }) => kind !== "hold_kept")).toEqual([])
    })
  })

  describe("rule 9: a cancelled order ends every hold and gives everything back", () => {
    it("months later: what is settled is refunded, and the new hold of the rest is aborted", async () => {
      suite.option("before_lapse", "renew")
      const bought = await suite.buy("AUTHENTICATE")
      await desk.capture(bought, 10)
      await suite.agreed(bought)
      await days(89.5)
      await days(1)
      expect(gatewayOf(bought)).toEqual(expect.objectContaining({ net: 1_000, held: 2_000 }))
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      await until(() => desk.sent("REFUND", bought) + desk.sent("VOID", bought) > 0)
      await desk.sweep()
      expect(gatewayOf(bought)).toEqual(expect.objectContaining({ net: 0, held: 0 }))
      expect([
        desk.amounts("REFUND", bought),
        desk.sent("VOID", bought),
        desk.sent("ABORT", bought),
        desk.sent("CANCEL", bought),
      ]).toEqual([["10.00"], 0, 1, 0])
    })
  })

  const teapots = (quantity: number) => ({
    variant_id: store.shop.products[0]?.variantId,
    quantity,
  })

  async function itemsOf(orderId: string): Promise<Item[]> {
    const path = `/admin/orders/${orderId}?fields=*items`
    return (await store.admin.get<{ order: { items: Item[] } }>(path)).order.items
  }

  /** Only what was sent can come back. */
  async function shipped(orderId: string): Promise<Item[]> {
    const items = await itemsOf(orderId)
    await post(`/admin/orders/${orderId}/fulfillments`, {
      items: items.map(({ id, quantity }) => ({ id, quantity })),
    })
    return items
  }

  /** The sweep has been over it, and the quiet times are over. */
  async function settled() {
    await suite.older()
    await desk.sweep()
  }

  async function authorise({ vpsTxId }: Bought, amount_minor: number) {
    const { id } = await ledgerRow(store, vpsTxId)
    await post(`/admin/sagepay/transactions/${id}/actions`, {
      action: "AUTHORISE",
      amount_minor,
      settles_order: true,
      reason: "the order grew",
      key: `key_${id}`,
    })
  }

  /** In minor units: what the order waits for, and what core's open collections ask for. */
  async function seen({ orderId }: Bought) {
    const { summary, payment_collections } = await store.order(orderId)
    const asked = payment_collections
      .filter(({ status }) => status === "not_paid")
      .reduce((sum, { amount }) => sum + Number(amount), 0)
    const minor = (amount: unknown) => Math.round(Number(amount) * 100)
    return { pending: minor(summary.pending_difference), asked: minor(asked) }
  }

  function gatewayOf({ vpsTxId }: Bought) {
    const { root_vps_tx_id } = gateway().transaction(vpsTxId)
    const { vendor_tx_code } = gateway().transaction(root_vps_tx_id)
    return gateway().money({ vendor_tx_code })[0]
  }
}
