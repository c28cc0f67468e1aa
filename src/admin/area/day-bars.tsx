import { clx } from "@medusajs/ui"
import { useState, type PointerEvent } from "react"
import { useTexts } from "../lib/texts"
import { COLOURS, type DayChartProps } from "./chart-colours"
import {
  amountOf,
  barsOf,
  dayAt,
  HEIGHT,
  heightOf,
  labelled,
  scaleOf,
  SERIES,
  showMark,
  SLOT,
  type ChartDay,
  type Scale,
} from "./chart-scale"
import { showDay } from "./days"

/** Drawn as wide as there is room. Hidden from screen readers: they have the table. */
export function DayBars({ currency, days }: DayChartProps) {
  const [pointed, point] = useState<number>()
  const scale = scaleOf(days)
  const follow = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    point(dayAt((clientX - left) / width, days.length))
  }
  // A finger leaves as soon as it is lifted; what it pointed at stays.
  const leave = ({ pointerType }: PointerEvent) => {
    if (pointerType === "mouse") point(undefined)
  }
  const day = pointed === undefined ? undefined : days[pointed]
  return (
    <div
      aria-hidden
      className="txt-compact-xsmall text-ui-fg-subtle grid grid-cols-[auto_1fr] gap-2"
    >
      <Marks currency={currency} scale={scale} />
      <div
        className="relative h-52"
        onPointerMove={follow}
        onPointerDown={follow}
        onPointerLeave={leave}
      >
        <Bars days={days} scale={scale} pointed={pointed} />
        {day && <Tip currency={currency} day={day} share={(pointed ?? 0) / days.length} />}
      </div>
      <div />
      <DayLabels days={days} />
    </div>
  )
}

/** The last one ends with the picture; where there is little room every second one is left out. */
function DayLabels({ days }: { readonly days: readonly ChartDay[] }) {
  const { language } = useTexts()
  const shown = labelled(days.length).reverse()
  return (
    <div className="relative h-4">
      {shown.map((at, before) => (
        <span
          key={at}
          className={clx(
            "absolute whitespace-nowrap",
            before === 0 ? "right-0" : "-translate-x-1/2",
            before % 2 === 1 && "max-sm:hidden"
          )}
          style={before === 0 ? {} : { left: `${((at + 0.5) / days.length) * 100}%` }}
        >
          {showDay(days[at]?.day ?? "", language, "short")}
        </span>
      ))}
    </div>
  )
}

type BarsProps = {
  readonly days: readonly ChartDay[]
  readonly scale: Scale
  readonly pointed: number | undefined
}

function Bars({ days, scale, pointed }: BarsProps) {
  const width = days.length * SLOT
  return (
    <svg
      className="size-full"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      focusable="false"
    >
      {pointed !== undefined && (
        <rect className="fill-ui-bg-base-hover" x={pointed * SLOT} width={SLOT} height={HEIGHT} />
      )}
      {scale.marks.map((mark) => (
        <line
          key={mark}
          className={mark === 0 ? "stroke-ui-border-strong" : "stroke-ui-border-base"}
          vectorEffect="non-scaling-stroke"
          x1={0}
          x2={width}
          y1={heightOf(mark, scale)}
          y2={heightOf(mark, scale)}
        />
      ))}
      {barsOf(days, scale).map(({ series, ...place }) => (
        <rect key={`${series}-${place.x}`} className={COLOURS[series].bar} {...place} />
      ))}
    </svg>
  )
}

function Marks({ currency, scale }: { readonly currency: string; readonly scale: Scale }) {
  const { language } = useTexts()
  const texts = scale.marks.map((mark) => showMark(mark, currency, scale.step, language))
  const longest = texts.reduce((long, text) => (text.length > long.length ? text : long), "")
  return (
    <div className="relative tabular-nums">
      <span className="invisible">{longest}</span>
      {scale.marks.map((mark, at) => (
        <span
          key={mark}
          className="absolute right-0 -translate-y-1/2 whitespace-nowrap"
          style={{ top: `${heightOf(mark, scale)}%` }}
        >
          {texts[at]}
        </span>
      ))}
    </div>
  )
}

type TipProps = {
  readonly currency: string
  readonly day: ChartDay
  /** How far across its day begins. */
  readonly share: number
}

function Tip({ currency, day, share }: TipProps) {
  const { t, language, money } = useTexts()
  const place = share < 0.5 ? { left: `${share * 100}%` } : { right: `${(1 - share) * 100}%` }
  return (
    <div
      className="bg-ui-bg-component text-ui-fg-base shadow-elevation-tooltip pointer-events-none absolute top-0 z-10 mx-3 flex flex-col gap-y-1 whitespace-nowrap rounded-lg px-3 py-2"
      style={place}
    >
      <span className="txt-compact-xsmall-plus">{showDay(day.day, language, "long")}</span>
      {SERIES.map((series) => (
        <span key={series} className="flex items-center gap-x-2">
          <span className={clx("size-2 rounded-sm", COLOURS[series].dot)} />
          <span className="text-ui-fg-subtle">{t(`area.chart.${series}`)}</span>
          <span className="ml-auto pl-4 tabular-nums">
            {money(amountOf(day, series), currency)}
          </span>
        </span>
      ))}
    </div>
  )
}
