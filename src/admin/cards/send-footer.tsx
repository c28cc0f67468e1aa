/** What will happen, in one sentence; what went wrong; and the button. */
import { Button, Text } from "@medusajs/ui"
import { FaultAlert } from "../components/fault-alert"
import { useTexts } from "../lib/texts"
import { FormFooter } from "./form-frame"
import { amountOf } from "./mistakes"
import type { CardForm } from "./use-card-form"
import { useConsequence } from "./use-consequence"

export type SendFooterProps = {
  readonly form: CardForm
  readonly onCancel: (() => void) | undefined
}

export function SendFooter({ form, onCancel }: SendFooterProps) {
  const { t, money } = useTexts()
  const sentenceOf = useConsequence(form.purpose)
  const { draft, sending, limitMinor, isGood } = form
  const isSending = sending.phase === "sending"
  const isUnasked = sending.earlier === "unasked"
  const minor = amountOf(draft.amount, draft.currency, limitMinor)
  const amount = minor === undefined ? undefined : money(minor, draft.currency)
  return (
    <FormFooter>
      {sending.fault && <FaultAlert fault={sending.fault} />}
      <Text size="small" className="text-pretty" role="status">
        {isSending
          ? t("cards.sending")
          : isUnasked
            ? t("cards.say_first")
            : isGood
              ? sentenceOf(draft)
              : t("cards.unfinished")}
      </Text>
      <div className="flex flex-wrap justify-end gap-2">
        {onCancel && (
          <Button size="small" variant="secondary" disabled={isSending} onClick={onCancel}>
            {t("common.cancel")}
          </Button>
        )}
        <Button
          size="small"
          isLoading={isSending}
          disabled={isUnasked}
          onClick={() => void form.submit()}
        >
          {labelOf(form, t, amount)}
        </Button>
      </div>
    </FormFooter>
  )
}

function labelOf(
  { purpose, sending }: CardForm,
  t: ReturnType<typeof useTexts>["t"],
  amount: string | undefined
): string {
  if (sending.isDoubtful) return t("cards.send_again")
  if (amount === undefined) return t(`cards.${purpose}.send`)
  return t(`cards.${purpose}.send_amount`, { amount })
}
