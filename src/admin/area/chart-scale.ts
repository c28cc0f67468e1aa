/** Where the bars of the chart stand. Amounts are minor units; across and down are parts of the whole picture. */
import { currencyDigits } from "../../protocol/money"

export type ChartDay = {
  readonly day: string
  readonly taken_minor: number
  readonly refunded_minor: number
  readonly held_minor: number
}
export type Series = "taken" | "held" | "refunded"

/** Each day has a slot ten wide: what came in stands above the line, what went back hangs below it. */
export const SLOT = 10
export const HEIGHT = 100
const PLACES: Readonly<
  Record<Series, { readonly x: number; readonly width: number; readonly down: boolean }>
> = {
  taken: { x: 1.5, width: 3.5, down: false },
  held: { x: 5, width: 3.5, down: false },
  refunded: { x: 1.5, width: 7, down: true },
}
export const SERIES = Object.keys(PLACES) as Series[]

/** However little it was, it is seen. */
const LEAST_HEIGHT = 0.75
const STEPS = 4

export type Scale = {
  readonly top: number
  readonly bottom: number
  readonly step: number
  /** Where a line is drawn, lowest first; zero is one of them. */
  readonly marks: readonly number[]
}

export function amountOf(day: ChartDay, series: Series): number {
  return day[`${series}_minor`]
}

/** Ends with a line above, and below where the refunds end: they are small as a rule, and should not take much room. */
export function scaleOf(days: readonly ChartDay[]): Scale {
  const highest = (series: Series) => Math.max(0, ...days.map((day) => amountOf(day, series)))
  const up = Math.max(highest("taken"), highest("held"))
  const down = highest("refunded")
  const step = stepFor((up + down) / STEPS)
  const above = Math.max(Math.ceil(up / step), down === 0 ? 1 : 0)
  const below = Math.floor(down / step)
  const marks = Array.from({ length: above + below + 1 }, (_, at) => (at - below) * step)
  return { top: above * step, bottom: down === 0 ? 0 : -down, step, marks }
}

/** 1, 2 or 5 with noughts: a whole number of pence, so that it fits currencies without decimals as well. */
function stepFor(least: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, least))))
  const fitting = [1, 2, 5].find((factor) => factor * power >= least) ?? 10
  return fitting * power
}

/** From the upper edge. */
export function heightOf(minor: number, { top, bottom }: Scale): number {
  return ((top - minor) / (top - bottom)) * HEIGHT
}

export type Bar = {
  readonly series: Series
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A day without money has no bars, and keeps its place. */
export function barsOf(days: readonly ChartDay[], scale: Scale): Bar[] {
  const zero = heightOf(0, scale)
  return days.flatMap((day, at) =>
    SERIES.filter((series) => amountOf(day, series) > 0).map((series) => {
      const { x, width, down } = PLACES[series]
      const end = heightOf(down ? -amountOf(day, series) : amountOf(day, series), scale)
      const height = Math.max(Math.abs(end - zero), LEAST_HEIGHT)
      return { series, x: at * SLOT + x, y: down ? zero : zero - height, width, height }
    })
  )
}

/** The days whose dates are written below: not more than `most`, evenly, and the last one always. */
export function labelled(count: number, most = 6): number[] {
  const every = Math.max(1, Math.ceil(count / most))
  const all = Array.from({ length: count }, (_, at) => at)
  return all.filter((at) => (count - 1 - at) % every === 0)
}

/** The day under the pointer, from how far across it is. */
export function dayAt(across: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(across * count)))
}

export function isEmpty(days: readonly ChartDay[]): boolean {
  return days.every((day) => SERIES.every((series) => amountOf(day, series) === 0))
}

export function sumOf(days: readonly ChartDay[], series: Series): number {
  return days.reduce((sum, day) => sum + amountOf(day, series), 0)
}

/** Short, with decimals only where the lines are closer than a whole unit. */
export function showMark(minor: number, currency: string, step: number, language: string): string {
  const digits = currencyDigits(currency) ?? 2
  const unit = 10 ** digits
  const format = new Intl.NumberFormat(language, {
    style: "currency",
    currency: currency.toUpperCase(),
    notation: "compact",
    minimumFractionDigits: step < unit ? digits : 0,
    maximumFractionDigits: step < unit ? digits : 1,
  })
  return format.format(minor / unit)
}
