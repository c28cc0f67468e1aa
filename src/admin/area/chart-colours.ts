import type { ChartDay, Series } from "./chart-scale"

/** As the states' badges have them: taken green, held orange, given back blue. */
export const COLOURS: Readonly<Record<Series, { readonly dot: string; readonly bar: string }>> = {
  taken: { dot: "bg-ui-tag-green-icon", bar: "fill-ui-tag-green-icon" },
  held: { dot: "bg-ui-tag-orange-icon", bar: "fill-ui-tag-orange-icon" },
  refunded: { dot: "bg-ui-tag-blue-icon", bar: "fill-ui-tag-blue-icon" },
}

export type DayChartProps = {
  readonly currency: string
  readonly days: readonly ChartDay[]
}
