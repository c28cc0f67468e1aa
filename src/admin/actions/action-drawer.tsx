/** One action: a form, and then what was typed once more before it is sent. */
import { FormDrawer } from "../components/form-drawer"
import { useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { ActionView, Payment, Transaction } from "../lib/types"
import { ActionForm } from "./action-form"
import { nameOf, wordsOf } from "./names"
import { Review } from "./review"
import { isFixed, isRefused } from "./sending"
import type { Row } from "./table"
import { useActionForm, type ActionFormState } from "./use-action-form"
import { useArmed } from "./use-armed"
import { minorOf, protocolOf } from "./values"

export type ActionDrawerProps = {
  readonly row: Row
  readonly transaction: Transaction
  readonly view: ActionView
  readonly payment: Payment
  readonly onClose: () => void
}

export function ActionDrawer({ row, transaction, view, payment, onClose }: ActionDrawerProps) {
  const texts = useTexts()
  const { data: settings } = useSettings()
  const protocol = protocolOf(transaction, settings)
  const form = useActionForm({ row, transaction, view, protocol }, onClose)
  const isReview = form.sending.step === "review"
  return (
    <FormDrawer
      title={nameOf(texts, row.action, transaction)}
      description={
        <span className="txt-compact-xsmall text-ui-fg-subtle break-all font-mono">{`${row.action} ${transaction.vendor_tx_code}`}</span>
      }
      danger={isReview && row.danger}
      pending={form.isChecking || form.sending.status === "pending"}
      {...useButtons(form, onClose)}
      onClose={onClose}
    >
      <div ref={form.body} className="flex flex-col gap-y-4">
        {isReview ? <Review form={form} /> : <ActionForm form={form} payment={payment} />}
      </div>
    </FormDrawer>
  )
}

function useButtons(form: ActionFormState, onClose: () => void) {
  const texts = useTexts()
  const { t, money } = texts
  const { subject, values, sending, hasChanged } = form
  const isReview = sending.step === "review"
  const isArmed = useArmed(isReview)
  if (!isReview) {
    const blocked = form.refused !== null || !form.resumed.isAnswered
    return { submit: t("actions.continue"), blocked, onSubmit: () => void form.review() }
  }
  const amount = money(minorOf(subject, values) ?? 0, values.currency)
  const words = wordsOf(subject.row.action, subject.transaction)
  const isStale = hasChanged && sending.status === "idle"
  const back = { label: t("common.back"), onClick: form.lookAgain }
  return {
    submit:
      sending.fault && isFixed(sending)
        ? t("actions.send_again")
        : t(`actions.confirm.${words}`, { amount }),
    blocked: !isArmed || isStale || isRefused(sending) || sending.status === "unknown",
    onSubmit: () => void form.confirm(),
    // A key of an earlier form stays the same whatever is typed.
    other:
      isFixed(sending) && !form.resumed.is ? { label: t("common.close"), onClick: onClose } : back,
  }
}
