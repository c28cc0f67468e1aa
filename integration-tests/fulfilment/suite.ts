import type { SagepayOptions } from "../../src/modules/sagepay/options"
import { fulfilOrder } from "../../src/workflows/fulfil"
import type { Suite } from "../after-order/suite"
import { ledgerOf, ledgerRow } from "../helpers/checkout"
import type { Answer } from "../helpers/http"
import { PROVIDERS, type Bought, type CartOptions } from "../helpers/shopper"

type Row = { readonly id: string; readonly created_by: string; readonly amount: number }

export type Fulfilment = Suite & {
  /** Teapots at 25.00, with 5.00 for shipping: two are 55.00. */
  buyTeapots(
    type: keyof typeof PROVIDERS,
    quantity: number,
    prepare?: CartOptions["prepare"]
  ): Promise<Bought>
  /** Until the test ends. */
  options(over: Partial<SagepayOptions>): void
  resetOptions(): void
  /** As staff press it; comes back when what it leads to has been seen to. */
  fulfil(bought: Bought, quantity: number): Promise<string>
  /** So many of the order's first line; one, if nothing is said. */
  ship(bought: Bought, fulfilment: string, quantity?: number): Promise<void>
  deliver(bought: Bought, fulfilment: string): Promise<void>
  cancelFulfilment(bought: Bought, fulfilment: string): Promise<void>
  /** The same without waiting. */
  pressFulfil(bought: Bought, quantity: number): Promise<Answer>
  /** Does what an event does, and comes back when it is done. */
  look(bought: Bought): Promise<void>
  captures(bought: Bought): Promise<Row[]>
  refunds(bought: Bought): Promise<Row[]>
  /** `capture_failed 3000`: what is on the attention list of it, with the amount. */
  said(bought: Bought): Promise<string[]>
  /** One more teapot on the order. */
  addTeapot(bought: Bought): Promise<void>
  openIntents(bought: Bought): Promise<number>
  summary(bought: Bought): Promise<Record<string, unknown>>
}

export function fulfilmentOf(suite: Suite): Fulfilment {
  const { store } = suite
  const options = () => ledgerOf(store).options as Record<string, unknown>
  let before: Record<string, unknown> | undefined

  type Item = { id: string; quantity: number; detail: { fulfilled_quantity: number } }

  const itemsOf = async ({ orderId }: Bought) => {
    const { order } = await store.admin.get<{ order: { items: Item[] } }>(
      `/admin/orders/${orderId}?fields=id,*items,*items.detail`
    )
    return order.items
  }

  const now = async (): Promise<Date> => {
    const found: unknown = await store.database.raw("select clock_timestamp() as now")
    return (found as { rows: { now: Date }[] }).rows[0]?.now ?? new Date()
  }

  /** The event was seen to: the order was found at rest after it. */
  const seenAfter = async (bought: Bought, work: () => Promise<unknown>): Promise<void> => {
    const since = await now()
    await work()
    for (;;) {
      const row: unknown = await store
        .database("sagepay_transaction")
        .where({ vps_tx_id: bought.vpsTxId })
        .where("fulfilled_seen_at", ">=", since)
        .first("id")
      if (row !== undefined) return
      await new Promise(setImmediate)
    }
  }

  const pressFulfil: Fulfilment["pressFulfil"] = async (bought, quantity) => {
    let left = quantity
    const items = (await itemsOf(bought)).flatMap(({ id, detail, ...item }) => {
      const open = Math.min(left, item.quantity - detail.fulfilled_quantity)
      left -= open
      return open > 0 ? [{ id, quantity: open }] : []
    })
    return store.admin.request("POST", `/admin/orders/${bought.orderId}/fulfillments`, {
      items,
      location_id: store.shop.stockLocationId,
    })
  }

  const at = ({ orderId }: Bought, fulfilment: string) =>
    `/admin/orders/${orderId}/fulfillments/${fulfilment}`

  const rows = async (table: string, { orderId }: Bought): Promise<Row[]> => {
    const found: unknown = await store
      .database(`${table} as m`)
      .join("payment as p", "p.id", "m.payment_id")
      .join("order_payment_collection as l", "l.payment_collection_id", "p.payment_collection_id")
      .where({ "l.order_id": orderId, "m.deleted_at": null })
      .orderBy("m.created_at")
      .select("m.id", "m.created_by", "m.amount")
    return (found as Row[]).map((row) => ({ ...row, amount: Number(row.amount) }))
  }

  return {
    ...suite,
    buyTeapots: (type, quantity, prepare) =>
      store.buy({ providerId: PROVIDERS[type], quantity, ...(prepare && { prepare }) }),
    options: (over) => {
      before ??= { ...options() }
      Object.assign(options(), over)
    },
    resetOptions: () => {
      if (before) Object.assign(options(), before)
      before = undefined
    },
    pressFulfil,
    fulfil: async (bought, quantity) => {
      let made = ""
      await seenAfter(bought, async () => {
        const answer = await pressFulfil(bought, quantity)
        expect([answer.status, answer.text]).toEqual([200, expect.any(String)])
        made = await newest(bought)
      })
      return made
    },
    ship: async (bought, fulfilment, quantity = 1) => {
      const items = (await itemsOf(bought)).slice(0, 1).map(({ id }) => ({ id, quantity }))
      await seenAfter(bought, () =>
        store.admin.post(`${at(bought, fulfilment)}/shipments`, { items })
      )
    },
    deliver: async (bought, fulfilment) =>
      seenAfter(bought, () => store.admin.post(`${at(bought, fulfilment)}/mark-as-delivered`)),
    cancelFulfilment: async (bought, fulfilment) =>
      seenAfter(bought, () => store.admin.post(`${at(bought, fulfilment)}/cancel`)),
    look: ({ orderId }) => fulfilOrder(store.container, orderId),
    captures: (bought) => rows("capture", bought),
    refunds: (bought) => rows("refund", bought),
    said: async ({ orderId }) => {
      const found: unknown = await store
        .database("sagepay_finding")
        .where({ order_id: orderId, status: "open" })
        .orderBy(["kind", "created_at"])
        .select("kind", store.database.raw("facts ->> 'amount_minor' as amount"))
      return (found as { kind: string; amount: string | null }[]).map(({ kind, amount }) =>
        [kind, amount].filter(Boolean).join(" ")
      )
    },
    addTeapot: async ({ orderId }) => {
      await store.admin.post("/admin/order-edits", { order_id: orderId })
      const items = [{ variant_id: store.shop.products[0]?.variantId, quantity: 1 }]
      await store.admin.post(`/admin/order-edits/${orderId}/items`, { items })
      await store.admin.post(`/admin/order-edits/${orderId}/request`)
      await store.admin.post(`/admin/order-edits/${orderId}/confirm`)
    },
    openIntents: async ({ vpsTxId }) => {
      const { id } = await ledgerRow(store, vpsTxId)
      const { intents } = await ledgerOf(store).family(id)
      return intents.filter(({ status }) => status === "open").length
    },
    summary: async (bought) =>
      (await store.order(bought.orderId)).summary as unknown as Record<string, unknown>,
  }

  async function newest({ orderId }: Bought): Promise<string> {
    const row: unknown = await store
      .database("order_fulfillment")
      .where({ order_id: orderId })
      .orderBy("created_at", "desc")
      .first("fulfillment_id")
    return (row as { fulfillment_id: string }).fulfillment_id
  }
}
