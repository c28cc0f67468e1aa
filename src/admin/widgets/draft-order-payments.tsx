import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { Container, Heading, Text } from "@medusajs/ui"
import { ManualPaymentButton } from "../cards"
import { mayType } from "../cards/may-type"
import { useShopOrder } from "../cards/queries"
import { chosenOrder } from "../cards/shop-order"
import { useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"

/** Nothing at all where nothing is owed, or where this person may not take it. */
function DraftOrderPayments({ data }: { readonly data: { readonly id: string } }) {
  const { t, money } = useTexts()
  const settings = useSettings()
  const read = useShopOrder(mayType("manual", settings.data) ? data.id : "")
  if (!read.data) return null
  const { id, owedMinor, currency } = chosenOrder(read.data.order, read.data.owed)
  if (owedMinor <= 0) return null
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("cards.draft.title")}</Heading>
      </div>
      <div className="flex flex-col items-start gap-y-3 px-6 py-4">
        <Text size="small" className="text-ui-fg-subtle text-pretty">
          {t("cards.draft.owes", { amount: money(owedMinor, currency) })}
        </Text>
        <ManualPaymentButton orderId={id} currency={currency} />
      </div>
    </Container>
  )
}

export const config = defineWidgetConfig({
  id: "sagepay-draft-order-payments",
  zone: "draft_order.details.side.after",
})

export default DraftOrderPayments
