/** The buttons that open the forms, for whoever may use them. Closing takes the form away with all that was typed. */
import { Button, FocusModal } from "@medusajs/ui"
import { useState, type ReactNode } from "react"
import { useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"
import { DirectRefundForm } from "./direct-refund-form"
import type { Purpose } from "./draft"
import { ManualForm, type ManualFormProps } from "./manual-form"
import { mayType } from "./may-type"

export type ManualPaymentButtonProps = Pick<ManualFormProps, "orderId" | "currency">

export function ManualPaymentButton(props: ManualPaymentButtonProps) {
  return (
    <FormButton purpose="manual">
      {(close) => <ManualForm {...props} onDone={close} onClose={close} />}
    </FormButton>
  )
}

export function DirectRefundButton() {
  return (
    <FormButton purpose="direct_refund">
      {(close) => <DirectRefundForm onDone={close} onClose={close} />}
    </FormButton>
  )
}

type FormButtonProps = {
  readonly purpose: Purpose
  readonly children: (close: () => void) => ReactNode
}

function FormButton({ purpose, children }: FormButtonProps) {
  const { t } = useTexts()
  const { data } = useSettings()
  const [isOpen, setOpen] = useState(false)
  if (!mayType(purpose, data)) return null
  return (
    <FocusModal open={isOpen} onOpenChange={setOpen}>
      <FocusModal.Trigger asChild>
        <Button size="small" variant="secondary">
          {t(`cards.${purpose}.open`)}
        </Button>
      </FocusModal.Trigger>
      {isOpen && children(() => setOpen(false))}
    </FocusModal>
  )
}
