import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { faultOf, send } from "../lib/api"
import { AT_ONCE } from "../lib/at-once"
import { newKey } from "../lib/key"
import { useTexts } from "../lib/texts"
import type { ListedTransaction } from "../lib/types"
import { endsHolds, MAX_ORDERS, ordersOf, sumsOf } from "./choice"
import { useBegun } from "./queries"
import type { Bulk } from "./types"

/** Asks the server to capture them, once: its key is as old as the form. */
export function useCapture(holds: readonly ListedTransaction[], onBegun: (id: string) => void) {
  const { t, language, money } = useTexts()
  const begun = useBegun()
  const [key] = useState(newKey)
  const orders = ordersOf(holds)
  const sums = sumsOf(holds).map(({ currency, minor }) => money(minor, currency))
  const count = orders.length
  const { mutate, isPending, error } = useMutation({
    ...AT_ONCE,
    mutationFn: () => send<{ bulk: Bulk }>("/bulk", { order_ids: orders, key }),
    onSuccess: async ({ bulk }) => {
      onBegun(bulk.id)
      await begun(bulk)
    },
  })
  return {
    holds,
    title: t("bulk.confirm.title", { count }),
    sentence: t(endsHolds(holds) ? "bulk.confirm.takes_deferred" : "bulk.confirm.takes", {
      count,
      sum: new Intl.ListFormat(language, { type: "conjunction" }).format(sums),
    }),
    isTooMany: count > MAX_ORDERS,
    isPending,
    fault: error ? faultOf(error) : undefined,
    send: () => mutate(),
  }
}

export type Capture = ReturnType<typeof useCapture>
