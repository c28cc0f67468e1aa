/** A form as a page of its own. Once sent, it goes on to what came of it. */
import { Alert } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useNavigate } from "react-router-dom"
import { useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { Done } from "../lib/types"
import type { Purpose } from "./draft"
import { Column, FormFrame } from "./form-frame"
import { FormFault, Waiting } from "./form-states"
import { mayType } from "./may-type"

type FormPageProps = {
  readonly purpose: Purpose
  readonly children: (onDone: (answer: Done) => void) => ReactNode
}

export function FormPage({ purpose, children }: FormPageProps) {
  const { t } = useTexts()
  const navigate = useNavigate()
  const { data, error } = useSettings()
  if (mayType(purpose, data)) {
    return children(
      ({ transaction }) =>
        void navigate(transaction ? `/sagepay/transactions/${transaction.id}` : "/sagepay")
    )
  }
  const isOff = purpose === "direct_refund" && data?.options.direct_refund === null
  return (
    <FormFrame
      title={t(`cards.${purpose}.title`)}
      intro={t(`cards.${purpose}.intro`)}
      isModal={false}
      hold="nothing"
    >
      {error && !data && <FormFault error={error} />}
      {!error && !data && <Waiting />}
      {data && (
        <Column className="pb-6">
          <Alert>{isOff ? t("cards.direct_refund.off") : t("cards.forbidden")}</Alert>
        </Column>
      )}
    </FormFrame>
  )
}
