import { useTexts } from "../lib/texts"
import type { DayChartProps } from "./chart-colours"
import { amountOf, SERIES } from "./chart-scale"
import { showDay } from "./days"

/** The latest day first. */
export function DayTable({ currency, days }: DayChartProps) {
  const { t, language, money } = useTexts()
  return (
    <table className="txt-compact-small w-full">
      <caption className="sr-only">{t("area.chart.title")}</caption>
      <thead className="text-ui-fg-subtle">
        <tr className="border-b">
          <th scope="col" className="py-2 pr-4 text-left font-normal">
            {t("area.chart.day")}
          </th>
          {SERIES.map((series) => (
            <th key={series} scope="col" className="py-2 pl-4 text-right font-normal">
              {t(`area.chart.${series}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...days].reverse().map((day) => (
          <tr key={day.day} className="border-b last:border-b-0">
            <th scope="row" className="whitespace-nowrap py-2 pr-4 text-left font-normal">
              {showDay(day.day, language, "long")}
            </th>
            {SERIES.map((series) => (
              <td key={series} className="whitespace-nowrap py-2 pl-4 text-right tabular-nums">
                {money(amountOf(day, series), currency)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
