/** What sending the form will do to whose money, and where it is counted. */
import { useTexts } from "../lib/texts"
import type { Draft, Purpose } from "./draft"
import { amountOf, typeOf } from "./mistakes"
import { digitsIn } from "./number"

/** For a form without a mistake. */
export function useConsequence(purpose: Purpose): (draft: Draft) => string {
  const { t, money } = useTexts()
  return (draft) => {
    const { amount, currency, order, card } = draft
    const type = typeOf(draft)
    const moved = t(`cards.${purpose}.will`, {
      amount: money(amountOf(amount, currency) ?? 0, currency),
      type: type ? t(`cards.types.${type}`) : t("cards.card.title"),
      last4: digitsIn(card.number).slice(-4),
    })
    const counted = () => {
      if (purpose === "direct_refund") return t("cards.direct_refund.counted")
      if (!order) return t("cards.manual.counted_nowhere")
      const { number } = order
      return order.isDraft
        ? t("cards.manual.counted_draft", { number })
        : t("cards.manual.counted_order", { number })
    }
    return `${moved} ${counted()}`
  }
}
