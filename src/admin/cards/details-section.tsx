/** How much, for what, and why. */
import { AmountField } from "../components/amount-field"
import { useTexts } from "../lib/texts"
import { forOrder, withoutOrder } from "./draft"
import { SelectField, TextField } from "./inputs"
import { OrderPicker } from "./order-picker"
import { Section } from "./section"
import type { ChosenOrder } from "./shop-order"
import type { CardForm } from "./use-card-form"

export type DetailsProps = {
  readonly form: CardForm
  /** What the amount may be in, where no order says it. */
  readonly currencies: readonly string[]
  readonly isOrderFixed: boolean
}

export function DetailsSection({ form, currencies, isOrderFixed }: DetailsProps) {
  const { t } = useTexts()
  const { draft, limitMinor, patch, leave, mistakeOf } = form
  const isRefund = form.purpose === "direct_refund"
  return (
    <Section title={t("cards.details.title")}>
      <div className="sm:col-span-2">
        <OrderField form={form} currencies={currencies} isOrderFixed={isOrderFixed} />
      </div>
      <div onBlur={() => leave("amount")}>
        <AmountField
          label={t("common.amount_label")}
          value={draft.amount}
          currency={draft.currency}
          limitMinor={limitMinor}
          untried={form.isUntried("amount")}
          onChange={(amount) => patch({ amount })}
        />
      </div>
      <CurrencyField form={form} currencies={currencies} />
      {isRefund && (
        <TextField
          label={t("cards.details.confirm", { currency: draft.currency })}
          hint={t("cards.details.confirm_hint")}
          value={draft.confirm}
          maxLength={20}
          inputMode="decimal"
          mistake={mistakeOf("confirm")}
          onChange={(confirm) => patch({ confirm })}
          onLeave={() => leave("confirm")}
        />
      )}
      <div className="sm:col-span-2">
        <TextField
          label={t("common.description")}
          hint={t("cards.details.description_hint")}
          value={draft.description}
          maxLength={100}
          mistake={mistakeOf("description")}
          onChange={(description) => patch({ description })}
          onLeave={() => leave("description")}
        />
      </div>
      <div className="sm:col-span-2">
        <TextField
          label={t("common.reason")}
          hint={t("common.reason_hint")}
          value={draft.reason}
          maxLength={500}
          isLong
          mistake={mistakeOf("reason")}
          onChange={(reason) => patch({ reason })}
          onLeave={() => leave("reason")}
        />
      </div>
    </Section>
  )
}

/** An order that is to be settled says it; a note says nothing about money. */
function CurrencyField({ form, currencies }: Omit<DetailsProps, "isOrderFixed">) {
  const { t } = useTexts()
  const { draft, purpose, patch } = form
  const isTold = purpose === "manual" && draft.order !== undefined
  if (isTold || currencies.length < 2) return null
  return (
    <SelectField
      label={t("common.currency")}
      value={draft.currency}
      options={currencies.map((code) => ({ value: code, label: code }))}
      onChange={(currency) => patch({ currency })}
    />
  )
}

function OrderField({ form, currencies, isOrderFixed }: DetailsProps) {
  const { t } = useTexts()
  const { draft, purpose, change, patch } = form
  const choose = (order: ChosenOrder) => {
    if (purpose === "direct_refund") patch({ order })
    else change((before) => forOrder(before, order, describe(t, order)))
  }
  const remove = () => {
    if (purpose === "direct_refund") patch({ order: undefined })
    else change((before) => withoutOrder(before, currencies[0] ?? before.currency))
  }
  return (
    <OrderPicker
      purpose={purpose}
      chosen={draft.order}
      // One that owes nothing may go, and the payment be taken without it.
      isFixed={isOrderFixed && (draft.order?.owedMinor ?? 0) > 0}
      mistake={form.mistakeOf("order")}
      onChoose={choose}
      onRemove={remove}
    />
  )
}

/** What the gateway is told that the payment is for, until somebody writes something better. */
export function describe(
  t: ReturnType<typeof useTexts>["t"],
  { number, isDraft }: ChosenOrder
): string {
  return isDraft ? t("cards.order.draft", { number }) : t("cards.order.order", { number })
}
