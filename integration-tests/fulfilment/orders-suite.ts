import { ledgerOf } from "../helpers/checkout"
import type { Bought } from "../helpers/shopper"
import type { Fulfilment } from "./suite"

/** In minor units: taken and not given back, and what the order still asks for. */
export type Standing = { readonly net: number; readonly pending: number }

export type Orders = Fulfilment & {
  /** The order's whole money, equal at the gateway, in the ledger, in Medusa's rows and in the order's summary. */
  standing(bought: Bought, others?: number): Promise<Standing>
  price(currency: string, teapot: number): Promise<void>
  /** An edit that leaves so many on the order's first line. */
  setQuantity(bought: Bought, quantity: number): Promise<void>
  /** Says that so many of the first line are to come back; comes back with the return. */
  requestReturn(bought: Bought, quantity: number): Promise<string>
  /** They have arrived. */
  receiveReturn(bought: Bought, id: string, quantity: number): Promise<void>
  /** A hold for what the order asks for, beside the payment that it has: a payment of its own. */
  holdMore(bought: Bought, amountMinor: number): Promise<Bought>
}

export function ordersOf(suite: Fulfilment): Orders {
  const { store } = suite
  const { post } = store.admin

  const firstItem = async ({ orderId }: Bought): Promise<string> => {
    const { order } = await store.admin.get<{ order: { items: { id: string }[] } }>(
      `/admin/orders/${orderId}?fields=id,*items`
    )
    return order.items[0]?.id ?? ""
  }

  const rootsOf = async ({ orderId }: Bought) => {
    const found: unknown = await store
      .database("sagepay_transaction")
      .where({ order_id: orderId, answer_status: "OK" })
      .whereRaw("id = root_id")
      .orderBy("created_at")
      .select("id", "vendor_tx_code")
    return found as { id: string; vendor_tx_code: string }[]
  }

  /** Captures less refunds, of payments of ours or of all others. */
  const counted = async ({ orderId }: Bought, ours: boolean): Promise<number> => {
    const sum = (table: string) =>
      `coalesce((select sum((m.raw_amount ->> 'value')::numeric) from ${table} m
         where m.payment_id = p.id and m.deleted_at is null), 0)`
    const found: unknown = await store.database.raw(
      `select coalesce(sum(${sum("capture")} - ${sum("refund")}), 0)::text as sum
       from payment p
       join order_payment_collection l on l.payment_collection_id = p.payment_collection_id
       where l.order_id = ? and p.provider_id ${ours ? "" : "not"} like 'pp_sagepay%'`,
      [orderId]
    )
    return Number((found as { rows: { sum: string }[] }).rows[0]?.sum)
  }

  return {
    ...suite,
    standing: async (bought, others = 0) => {
      const { currency_code, summary } = (
        await store.admin.get<{ order: Order }>(
          `/admin/orders/${bought.orderId}?fields=id,currency_code,summary`
        )
      ).order
      const minor = (amount: number) =>
        Number((amount * (currency_code === "jpy" ? 1 : 100)).toFixed(6))
      const roots = await rootsOf(bought)
      const families = await Promise.all(roots.map(({ id }) => ledgerOf(store).family(id)))
      const ledger = families
        .flatMap(({ transactions }) => transactions)
        .filter(({ state }) => state === "taken")
        .reduce((sum, row) => sum + row.taken_minor - row.refunded_minor, 0)
      const [line] = store.simulator.control.money({
        vendor_tx_code: roots[0]?.vendor_tx_code ?? "",
      })
      const net = line?.net ?? NaN
      expect({
        ledger,
        medusa: minor(await counted(bought, true)),
        others: minor(await counted(bought, false)),
        summary: minor(summary.paid_total - summary.refunded_total),
      }).toEqual({ ledger: net, medusa: net, others, summary: net + others })
      // Core does not round what an order comes to; less than half a penny is nobody's.
      return { net, pending: Math.round(minor(summary.pending_difference)) + 0 }
    },
    price: async (currency_code, amount) => {
      const { id, variantId } = store.shop.products[0] ?? {}
      const prices = [{ currency_code, amount }]
      await post(`/admin/products/${id}/variants/${variantId}`, { prices })
    },
    setQuantity: async (bought, quantity) => {
      const edit = `/admin/order-edits/${bought.orderId}`
      await post("/admin/order-edits", { order_id: bought.orderId })
      await post(`${edit}/items/item/${await firstItem(bought)}`, { quantity })
      await post(`${edit}/request`)
      await post(`${edit}/confirm`)
    },
    requestReturn: async (bought, quantity) => {
      const made = await post<{ return: { id: string } }>("/admin/returns", {
        order_id: bought.orderId,
        location_id: store.shop.stockLocationId,
      })
      const path = `/admin/returns/${made.return.id}`
      const items = [{ id: await firstItem(bought), quantity }]
      await post(`${path}/request-items`, { items })
      await post(`${path}/request`)
      return made.return.id
    },
    receiveReturn: async (bought, id, quantity) => {
      const items = [{ id: await firstItem(bought), quantity }]
      await post(`/admin/returns/${id}/receive`)
      await post(`/admin/returns/${id}/receive-items`, { items })
      await post(`/admin/returns/${id}/receive/confirm`)
    },
    holdMore: async (bought, amountMinor) => {
      const [root] = await rootsOf(bought)
      const { transactions } = await ledgerOf(store).family(root?.id ?? "")
      const taken = transactions.find(({ state }) => state === "taken")
      const { made } = await post<{ made: { vps_tx_id: string } }>(
        `/admin/sagepay/transactions/${taken?.id}/actions`,
        {
          action: "REPEATDEFERRED",
          amount_minor: amountMinor,
          settles_order: true,
          reason: "the edit is to be paid",
          key: `hold_${bought.orderId}_${amountMinor}`,
        }
      )
      return { ...bought, vpsTxId: made.vps_tx_id }
    },
  }
}

type Order = {
  readonly currency_code: string
  readonly summary: {
    readonly paid_total: number
    readonly refunded_total: number
    readonly pending_difference: number
  }
}
