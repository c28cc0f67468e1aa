import { Alert, Text } from "@medusajs/ui"
import { leftOf } from "../area/lapsing"
import { FaultAlert } from "../components/fault-alert"
import { StateBadge } from "../components/state-badge"
import { useTexts } from "../lib/texts"
import { MAX_ORDERS } from "./choice"
import type { Capture } from "./use-capture"

/** What was selected, to be read once more before it is sent. */
export function ConfirmBody({
  capture: { holds, fault, isTooMany },
}: {
  readonly capture: Capture
}) {
  const { t, money } = useTexts()
  return (
    <>
      {isTooMany && (
        <Alert variant="warning">{t("bulk.confirm.limit", { limit: MAX_ORDERS })}</Alert>
      )}
      {fault && (
        <FaultAlert
          fault={fault}
          heading={fault.kind === "unclear" ? t("bulk.unclear") : undefined}
        />
      )}
      <Text size="small" className="text-ui-fg-subtle text-pretty">
        {t("bulk.confirm.goes_on", { running: t("bulk.running") })}
      </Text>
      <ul aria-label={t("bulk.report.orders")} className="divide-y rounded-md border">
        {holds.map(({ id, display_id, state, currency_code, ...hold }) => (
          <li key={id} className="flex items-center justify-between gap-x-3 px-3 py-2">
            <span className="flex min-w-0 flex-wrap items-center gap-x-2">
              <span className="txt-compact-small-plus">
                {display_id === null ? t("common.order") : `#${display_id}`}
              </span>
              <StateBadge state={state} />
            </span>
            <span className="txt-compact-small shrink-0 tabular-nums">
              {money(leftOf(hold), currency_code)}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
