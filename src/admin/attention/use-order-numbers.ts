import { useQuery } from "@tanstack/react-query"
import { sdk } from "../lib/api"
import type { AttentionEntry } from "../lib/types"

/** The numbers that people call these orders by. While they are not known, an order is just "order". */
export function useOrderNumbers(
  entries: readonly AttentionEntry[]
): ReadonlyMap<string, number | undefined> {
  const ids = [...new Set(entries.flatMap(({ order_id }) => order_id ?? []))].sort()
  const { data } = useQuery({
    queryKey: ["sagepay", "order-numbers", ids],
    queryFn: () =>
      sdk.admin.order.list({ id: ids, fields: "id,display_id", limit: Math.max(ids.length, 1) }),
    enabled: ids.length > 0,
  })
  return new Map(data?.orders.map(({ id, display_id }) => [id, display_id]))
}
