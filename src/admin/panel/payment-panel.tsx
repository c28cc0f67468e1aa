import { InformationCircleSolid } from "@medusajs/icons"
import { Container, Text } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import type { Payment } from "../lib/types"
import { ActionsOf } from "./actions-of"
import { AutoCaptureLine } from "./auto-capture-line"
import { Checks } from "./checks"
import { Details } from "./details"
import { HoldLine } from "./hold-line"
import { Life } from "./life"
import { MoneyGlance } from "./money-glance"
import { PanelHeader } from "./panel-header"

export type PaymentPanelProps = {
  readonly payment: Payment
  /** In the ledger only: Medusa has no payment for it. */
  readonly alone?: boolean
  /** The transaction that the page is about, where it is not about an order. */
  readonly here?: string
}

export function PaymentPanel({ payment, alone = false, here }: PaymentPanelProps) {
  return (
    <Container className="divide-y p-0">
      <PanelHeader payment={payment} />
      {alone && <AloneNote />}
      <MoneyGlance payment={payment} />
      <HoldLine payment={payment} />
      {!alone && <AutoCaptureLine payment={payment} />}
      <ActionsOf transaction={payment} payment={payment} className="px-6 py-4" />
      <Life payment={payment} here={here} />
      <Checks checks={payment.checks} />
      <Details payment={payment} here={here} />
    </Container>
  )
}

function AloneNote() {
  const { t } = useTexts()
  return (
    <div className="bg-ui-bg-subtle flex items-start gap-x-2 px-6 py-3">
      <InformationCircleSolid aria-hidden className="text-ui-fg-muted mt-0.5 shrink-0" />
      <Text size="small" className="text-ui-fg-subtle">
        {t("panel.alone")}
      </Text>
    </div>
  )
}
