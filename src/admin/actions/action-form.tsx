/** The fields of an action, and above them what it will do to the shopper's money. */
import { Alert, Textarea } from "@medusajs/ui"
import { AmountField } from "../components/amount-field"
import { FaultAlert } from "../components/fault-alert"
import { Field } from "../components/field"
import { Resumed } from "../components/resumed"
import { useTexts, type Texts } from "../lib/texts"
import type { Payment } from "../lib/types"
import { ExtraFields } from "./extra-fields"
import { Outcome } from "./outcome"
import { refusalText } from "./refusal"
import { RepeatFields } from "./repeat-fields"
import { SettlesSwitch } from "./settles-switch"
import type { ActionFormState } from "./use-action-form"
import { limitOf } from "./values"

type Props = { readonly form: ActionFormState; readonly payment: Payment }

export function ActionForm({ form, payment }: Props) {
  const texts = useTexts()
  const { t } = texts
  const { subject, values, setValues, isTried, refused, resumed, lookFault } = form
  const { row } = subject
  return (
    <>
      {resumed.is && (
        <Resumed
          onSame={resumed.isAnswered ? undefined : resumed.onSame}
          onAfresh={resumed.onAfresh}
        />
      )}
      {refused && (
        <Alert variant="error" role="alert">
          {refusalText(texts, refused)}
        </Alert>
      )}
      <div aria-live="polite">
        <Outcome form={form} />
      </div>
      <SettlesSwitch form={form} />
      {row.hasAmount && (
        <AmountField
          label={t("common.amount_label")}
          value={values.amount}
          currency={values.currency}
          limitMinor={limitOf(subject, values.settles)}
          untried={!isTried}
          onChange={(amount) => setValues({ ...values, amount })}
        />
      )}
      {row.repeats && <RepeatFields form={form} payment={payment} />}
      <Field
        label={t("common.reason")}
        hint={t("common.reason_hint")}
        mistake={reasonMistake(form, t)}
      >
        {(given) => (
          <Textarea
            {...given}
            aria-required
            rows={3}
            maxLength={500}
            value={values.reason}
            onChange={(event) => setValues({ ...values, reason: event.target.value })}
          />
        )}
      </Field>
      {row.repeats && <ExtraFields form={form} />}
      {lookFault && <FaultAlert fault={lookFault} heading={t("actions.look_failed")} />}
    </>
  )
}

function reasonMistake({ mistakes, isTried }: ActionFormState, t: Texts["t"]): string | undefined {
  if (mistakes.cards.has("reason")) return t("common.card_here")
  return isTried && mistakes.others.has("reason") ? t("common.reason_short") : undefined
}
