/** Money to a card for a sale that the gateway never saw. */
import { Alert } from "@medusajs/ui"
import { useState } from "react"
import { useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { Done } from "../lib/types"
import { CardFields } from "./card-fields"
import { ceilingFor, ceilingsOf, limitOf, type Ceiling } from "./ceilings"
import { emptyDraft, firstAccount } from "./draft"
import { Column, FormFrame } from "./form-frame"
import { FormFault, Waiting } from "./form-states"
import type { Hold } from "./sending"

export type DirectRefundFormProps = {
  readonly onDone: (answer: Done) => void
  /** Absent on a page of its own. */
  readonly onClose?: () => void
}

export function DirectRefundForm(props: DirectRefundFormProps) {
  const { t } = useTexts()
  const [hold, setHold] = useState<Hold>("nothing")
  return (
    <FormFrame
      title={t("cards.direct_refund.title")}
      intro={t("cards.direct_refund.intro")}
      isModal={props.onClose !== undefined}
      hold={hold}
    >
      <Loaded {...props} onHold={setHold} />
    </FormFrame>
  )
}

type LoadedProps = DirectRefundFormProps & { readonly onHold: (hold: Hold) => void }

function Loaded({ onHold, onDone, onClose }: LoadedProps) {
  const { t } = useTexts()
  const { data, error } = useSettings()
  if (!data) return error ? <FormFault error={error} /> : <Waiting />
  const ceilings = ceilingsOf(data.options.direct_refund)
  const [first] = ceilings
  if (!first) {
    return (
      <Column className="pb-6">
        <Alert>{t("cards.direct_refund.off")}</Alert>
      </Column>
    )
  }
  return (
    <CardFields
      purpose="direct_refund"
      start={emptyDraft(first.currency, firstAccount(data.accounts))}
      currencies={ceilings.map(({ currency }) => currency)}
      limitOf={({ currency }) => {
        const ceiling = ceilingFor(ceilings, currency)
        return ceiling && limitOf(ceiling)
      }}
      onHold={onHold}
      onDone={onDone}
      onClose={onClose}
    >
      <Warning ceilings={ceilings} />
    </CardFields>
  )
}

function Warning({ ceilings }: { readonly ceilings: readonly Ceiling[] }) {
  const { t, money } = useTexts()
  return (
    <Alert variant="warning">
      <div className="flex flex-col gap-y-1">
        <span>{t("cards.direct_refund.warning")}</span>
        {ceilings.map(({ currency, oneMinor, dayMinor }) => (
          <span key={currency} className="text-ui-fg-subtle">
            {t("cards.direct_refund.ceilings", {
              one: money(oneMinor, currency),
              day: money(dayMinor, currency),
            })}
          </span>
        ))}
      </div>
    </Alert>
  )
}
