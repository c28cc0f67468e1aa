import { Heading, Text } from "@medusajs/ui"
import { cardName } from "../lib/card"
import { StateBadge } from "../components/state-badge"
import { useTexts } from "../lib/texts"
import type { Payment, Transaction } from "../lib/types"

export function PanelHeader({ payment }: { readonly payment: Payment }) {
  const { t, money, dateTime } = useTexts()
  const { kind, state, account, amount_minor, currency_code, authorised_at, created_at } = payment
  const card = useCard(payment)
  const facts = [
    dateTime(authorised_at ?? created_at),
    card,
    account !== null && account !== "default" ? t("panel.account", { account }) : undefined,
  ]
  return (
    <div className="flex flex-col gap-y-1 px-6 py-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <Heading level="h2">
          {t("panel.title", {
            kind: t(`common.kinds.${kind}`),
            amount: money(amount_minor, currency_code),
          })}
        </Heading>
        <StateBadge state={state} />
      </div>
      <Text size="small" leading="compact" className="text-ui-fg-subtle break-words">
        {[t("common.name"), ...facts].filter((fact) => fact !== undefined).join(" · ")}
      </Text>
    </div>
  )
}

function useCard({ results }: Pick<Transaction, "results">): string | undefined {
  const { t } = useTexts()
  const { CardType, Last4Digits: digits } = results ?? {}
  const type = CardType && cardName(CardType)
  if (type && digits) return t("panel.card", { type, digits })
  return digits ? t("panel.card_of", { digits }) : type || undefined
}
