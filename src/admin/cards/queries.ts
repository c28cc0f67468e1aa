/** What the forms read of the store. Nothing of a card ever passes here: what is asked for stays in the cache. */
import { useQuery } from "@tanstack/react-query"
import { read, sdk } from "../lib/api"
import type { OrderPayments } from "../lib/types"
import { currenciesOf, type Region, type Store } from "./currencies"
import { bestMatches, ORDER_FIELDS, type ListedOrder, type ShopOrder } from "./shop-order"

const ROOT = ["sagepay", "cards"]

export type ReadOrder = {
  readonly order: ShopOrder
  readonly owed: OrderPayments["owed"]
}

/**
 * An order or a draft order: Medusa answers for both at the same address. A form takes the amount over when it opens, so
 * nothing that was read for an earlier one is kept: it may have been paid since.
 */
export const orderQuery = (id: string) => ({
  staleTime: 0,
  gcTime: 0,
  queryKey: [...ROOT, "order", id],
  queryFn: async (): Promise<ReadOrder> => {
    const [{ order }, { owed }] = await Promise.all([
      sdk.client.fetch<{ order: ShopOrder }>(`/admin/orders/${id}`, {
        query: { fields: ORDER_FIELDS },
      }),
      read<OrderPayments>(`/orders/${id}`),
    ])
    return { order, owed }
  },
})

/** Empty: none is asked for. */
export const useShopOrder = (id: string) => useQuery({ ...orderQuery(id), enabled: id !== "" })

/** By the number of an order or a draft order. */
export const useOrderSearch = (number: string) =>
  useQuery({
    queryKey: [...ROOT, "search", number],
    enabled: number !== "",
    queryFn: async () => {
      // Medusa seeks the digits in addresses too. Of what has them, the order sought is among those with small numbers.
      const query = { q: number, order: "display_id", limit: 50, fields: "id,display_id,email" }
      const [{ orders }, { draft_orders }] = await Promise.all([
        sdk.client.fetch<{ orders: readonly ListedOrder[] }>("/admin/orders", { query }),
        sdk.client.fetch<{ draft_orders: readonly ListedOrder[] }>("/admin/draft-orders", {
          query,
        }),
      ])
      return bestMatches(number, orders, draft_orders)
    },
  })

export const useCurrencies = () =>
  useQuery({
    queryKey: [...ROOT, "currencies"],
    staleTime: 60_000,
    queryFn: async () => {
      const [{ stores }, { regions }] = await Promise.all([
        sdk.client.fetch<{ stores: readonly Store[] }>("/admin/stores"),
        sdk.client.fetch<{ regions: readonly Region[] }>("/admin/regions", {
          query: { fields: "id,currency_code", limit: 200 },
        }),
      ])
      return currenciesOf(stores, regions)
    },
  })
