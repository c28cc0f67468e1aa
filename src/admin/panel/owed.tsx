import type { AdminOrder } from "@medusajs/framework/types"
import { Container, Text } from "@medusajs/ui"
import { ManualPaymentButton } from "../cards"
import { useTexts } from "../lib/texts"
import type { OrderPayments } from "../lib/types"
import { owedMinor } from "./order-facts"

type OwedProps = { readonly order: AdminOrder; readonly found: OrderPayments }

/** What of the order nobody has paid, and the way to charge it by phone. */
export function Owed({ order, found }: OwedProps) {
  const { t, money } = useTexts()
  const owed = owedMinor(order, found)
  if (owed === undefined) return null
  const currency = order.currency_code
  return (
    <Container className="flex flex-wrap items-center justify-between gap-3 px-6 py-4">
      <Text size="small" className="min-w-0 flex-1 basis-40">
        {t("panel.owed", { amount: money(owed, currency) })}
      </Text>
      <ManualPaymentButton orderId={order.id} currency={currency} />
    </Container>
  )
}
