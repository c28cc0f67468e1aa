import type { AdminOrder } from "@medusajs/framework/types"
import { useEffect, useRef } from "react"
import { AttentionEntries } from "../attention"
import { faultOf } from "../lib/api"
import { useOrderPayments } from "../lib/queries"
import { useTexts } from "../lib/texts"
import { LoadFailed } from "./load-failed"
import { isPaidWithUs } from "./order-facts"
import { Owed } from "./owed"
import { PanelSkeleton } from "./panel-skeleton"
import { PaymentPanel } from "./payment-panel"

/** Everything that was paid for an order with us; nothing on any other order. */
export function OrderPanel({ order }: { readonly order: AdminOrder }) {
  const { t } = useTexts()
  const { data, error, refetch } = useOrderPayments(order.id)
  useWhenChanged(order, refetch)
  if (error && !data) {
    // Who may not see payments is told nothing of them on every order.
    if (faultOf(error).kind === "forbidden") return null
    return <LoadFailed text={t("panel.load_failed")} error={error} onRetry={() => void refetch()} />
  }
  if (!data) return isPaidWithUs(order) ? <PanelSkeleton /> : null
  const { payments, alone } = data
  if (payments.length + alone.length === 0) return null
  return (
    <div className="flex flex-col gap-y-3">
      <AttentionEntries orderId={order.id} />
      {payments.map((payment) => (
        <PaymentPanel key={payment.id} payment={payment} />
      ))}
      {alone.map((payment) => (
        <PaymentPanel key={payment.id} payment={payment} alone />
      ))}
      <Owed order={order} found={data} />
    </div>
  )
}

/** The dashboard's own buttons make the order fresh, and know nothing of what is asked for here. */
function useWhenChanged(order: AdminOrder, refetch: () => unknown): void {
  const seen = useRef(order)
  useEffect(() => {
    if (seen.current === order) return
    seen.current = order
    void refetch()
  }, [order, refetch])
}
