import { Button, Text, clx } from "@medusajs/ui"
import { useState } from "react"
import { useTexts } from "../lib/texts"
import { COLOURS, type DayChartProps } from "./chart-colours"
import { isEmpty, SERIES } from "./chart-scale"
import { DayBars } from "./day-bars"
import { DayTable } from "./day-table"

/** What moved on each day, as bars or as a table. Who cannot see the bars always has the table. */
export function DayChart({ currency, days }: DayChartProps) {
  const { t } = useTexts()
  const [isTable, setTable] = useState(false)
  const nothing = isEmpty(days)
  return (
    <div className="relative flex flex-col gap-y-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <Legend />
        {!nothing && (
          <Button
            size="small"
            variant="transparent"
            aria-pressed={isTable}
            className="text-ui-fg-subtle -mx-2"
            onClick={() => setTable(!isTable)}
          >
            {t("area.chart.as_table")}
          </Button>
        )}
      </div>
      {nothing ? (
        <Text
          size="small"
          className="text-ui-fg-subtle border-ui-border-base rounded-lg border border-dashed px-4 py-10 text-center"
        >
          {t("area.chart.nothing", { count: days.length })}
        </Text>
      ) : (
        <>
          {!isTable && <DayBars currency={currency} days={days} />}
          {isTable ? (
            <div
              role="region"
              tabIndex={0}
              aria-label={t("area.chart.title")}
              className="focus-visible:shadow-borders-focus max-h-96 overflow-auto rounded outline-none"
            >
              <DayTable currency={currency} days={days} />
            </div>
          ) : (
            <div className="sr-only">
              <DayTable currency={currency} days={days} />
            </div>
          )}
        </>
      )}
      <Text size="xsmall" className="text-ui-fg-subtle">
        {t("area.chart.note")}
      </Text>
    </div>
  )
}

function Legend() {
  const { t } = useTexts()
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {SERIES.map((series) => (
        <li key={series} className="txt-compact-small text-ui-fg-subtle flex items-center gap-x-2">
          <span aria-hidden className={clx("size-2 rounded-sm", COLOURS[series].dot)} />
          {t(`area.chart.${series}`)}
        </li>
      ))}
    </ul>
  )
}
