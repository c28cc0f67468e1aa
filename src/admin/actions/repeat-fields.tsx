/** What only a charge anew is asked: its currency, and why it is made. What settles the order is in the order's. */
import { Alert } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import type { Payment } from "../lib/types"
import { Line } from "./line"
import { MitFields } from "./mit-fields"
import type { ActionFormState } from "./use-action-form"
import { asksWhy } from "./values"

type Props = { readonly form: ActionFormState; readonly payment: Payment }

export function RepeatFields({ form, payment }: Props) {
  const { t } = useTexts()
  const { subject, values, setValues, mistakes } = form
  const isCurrency = !mistakes.others.has("currency")
  return (
    <>
      {!values.settles && (
        <Line
          label={t("common.currency")}
          mistake={isCurrency ? undefined : t("actions.currency_unknown")}
          value={values.currency}
          maxLength={3}
          onChange={(currency) => setValues({ ...values, currency: currency.toUpperCase() })}
        />
      )}
      <Consent payment={payment} isRegistered={subject.transaction.registered_for_repeats} />
      {asksWhy(subject) && <MitFields form={form} />}
    </>
  )
}

type ConsentProps = { readonly payment: Payment; readonly isRegistered: boolean | null }

/** What the shopper agreed to; where they did not, or nobody knows, the bank may say no. */
function Consent({ payment: { repeat_consent: consent }, isRegistered }: ConsentProps) {
  const { t, date } = useTexts()
  if (isRegistered !== true) {
    const text = t(isRegistered === false ? "actions.not_registered" : "actions.registered_unknown")
    return <Alert variant="warning">{text}</Alert>
  }
  if (!consent) return null
  const { text, given_at } = consent
  return (
    <Alert variant="info">
      {given_at === null
        ? t("actions.consent", { text })
        : t("actions.consent_on", { text, date: date(given_at) })}
    </Alert>
  )
}
