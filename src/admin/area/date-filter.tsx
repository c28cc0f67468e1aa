import { Button, Input, Popover } from "@medusajs/ui"
import { useState } from "react"
import { Field } from "../components/field"
import { useTexts } from "../lib/texts"
import { dayAgo, showDay } from "./days"
import { FilterButton } from "./filter-button"

type Range = { readonly from: string | undefined; readonly to: string | undefined }
export type DateFilterProps = Range & { readonly onChange: (range: Range) => void }

/** Today is one of the days. */
const PRESETS = [1, 7, 30] as const

export function DateFilter({ from, to, onChange }: DateFilterProps) {
  const { t, language } = useTexts()
  const [isOpen, setOpen] = useState(false)
  const apply = (range: Range) => {
    setOpen(false)
    onChange(range)
  }
  const short = (day: string) => showDay(day, language, "short")
  const value = () => {
    if (from && to) return from === to ? short(from) : `${short(from)} – ${short(to)}`
    if (from) return t("area.filters.since", { date: short(from) })
    return to && t("area.filters.until", { date: short(to) })
  }
  return (
    <Popover open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <FilterButton label={t("area.columns.date")} value={value()} />
      </Popover.Trigger>
      <Popover.Content
        align="start"
        collisionPadding={8}
        aria-label={t("area.columns.date")}
        className="flex w-72 max-w-[calc(100vw-2rem)] flex-col gap-y-3 p-3"
      >
        <div className="flex flex-wrap gap-2">
          {PRESETS.map((days) => (
            <Button
              key={days}
              size="small"
              variant="secondary"
              onClick={() => apply({ from: dayAgo(new Date(), days - 1), to: dayAgo(new Date()) })}
            >
              {days === 1 ? t("area.filters.today") : t("area.overview.days", { count: days })}
            </Button>
          ))}
        </div>
        <RangeForm from={from} to={to} onChange={apply} />
      </Popover.Content>
    </Popover>
  )
}

/** Kept until it is applied: a year that is half typed is a year as well. */
function RangeForm({ from, to, onChange }: DateFilterProps) {
  const { t } = useTexts()
  const [range, setRange] = useState({ from: from ?? "", to: to ?? "" })
  return (
    <form
      className="flex flex-col gap-y-3"
      onSubmit={(event) => {
        event.preventDefault()
        onChange({ from: range.from || undefined, to: range.to || undefined })
      }}
    >
      {(["from", "to"] as const).map((end) => (
        <Field key={end} label={t(`area.filters.${end}`)}>
          {(given) => (
            <Input
              {...given}
              type="date"
              size="small"
              min={end === "to" ? range.from : undefined}
              value={range[end]}
              onChange={(event) => setRange({ ...range, [end]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <div className="flex justify-end gap-2">
        <Button
          size="small"
          variant="transparent"
          onClick={() => onChange({ from: undefined, to: undefined })}
        >
          {t("area.filters.any_date")}
        </Button>
        <Button size="small" type="submit">
          {t("area.filters.apply")}
        </Button>
      </div>
    </form>
  )
}
