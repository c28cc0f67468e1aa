import { XMarkMini } from "@medusajs/icons"
import { Button, Label, Switch } from "@medusajs/ui"
import { useId } from "react"
import { TRANSACTION_KINDS } from "../../protocol/life"
import { useTexts } from "../lib/texts"
import { CurrencyFilter } from "./currency-filter"
import { DateFilter } from "./date-filter"
import { ALL_STATES, EVERYTHING, hasFilters } from "./list-state"
import { MultiFilter } from "./multi-filter"
import type { List } from "./use-list"

/** Each a button that says what is chosen. */
export function Filters({ list: { state, change } }: { readonly list: List }) {
  const { t } = useTexts()
  const { q, order } = state
  return (
    <div className="flex flex-wrap items-center gap-2">
      <MultiFilter
        label={t("area.columns.kind")}
        options={TRANSACTION_KINDS}
        textOf={(kind) => t(`common.kinds.${kind}`)}
        chosen={state.kinds}
        onChange={(kinds) => change({ kinds })}
      />
      <MultiFilter
        label={t("area.columns.state")}
        options={ALL_STATES}
        textOf={(name) => t(`common.states.${name}`)}
        chosen={state.states}
        onChange={(states) => change({ states })}
      />
      <CurrencyFilter chosen={state.currency} onChange={(currency) => change({ currency })} />
      <DateFilter from={state.from} to={state.to} onChange={change} />
      {state.lapsing !== undefined && (
        <Button size="small" variant="secondary" onClick={() => change({ lapsing: undefined })}>
          {t("area.filters.lapsing", { count: state.lapsing })}
          <XMarkMini aria-label={t("area.filters.remove")} />
        </Button>
      )}
      <PaymentsOnly
        isOn={state.paymentsOnly}
        onChange={(paymentsOnly) => change({ paymentsOnly })}
      />
      {hasFilters(state) && (
        <Button
          size="small"
          variant="transparent"
          className="text-ui-fg-subtle"
          onClick={() => change({ ...EVERYTHING, q, order })}
        >
          {t("area.filters.clear")}
        </Button>
      )}
    </div>
  )
}

type PaymentsOnlyProps = {
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

function PaymentsOnly({ isOn, onChange }: PaymentsOnlyProps) {
  const { t } = useTexts()
  const id = useId()
  return (
    <div className="flex items-center gap-x-2 px-1">
      <Switch id={id} size="small" checked={isOn} onCheckedChange={onChange} />
      <Label htmlFor={id} size="small">
        {t("area.filters.payments_only")}
      </Label>
    </div>
  )
}
