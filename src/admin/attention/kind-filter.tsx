import { Select } from "@medusajs/ui"
import english from "../i18n/en/attention.json"
import { useTexts } from "../lib/texts"

const ALL = "all"
const KINDS = Object.keys(english.kinds)

export type KindFilterProps = {
  readonly kind: string | undefined
  readonly onChange: (kind: string | undefined) => void
}

export function KindFilter({ kind, onChange }: KindFilterProps) {
  const { t, language } = useTexts()
  const options = KINDS.map((value) => ({ value, title: t(`attention.kinds.${value}.title`) }))
  options.sort((a, b) => a.title.localeCompare(b.title, language))
  return (
    <Select
      size="small"
      value={kind ?? ALL}
      onValueChange={(value) => onChange(value === ALL ? undefined : value)}
    >
      <Select.Trigger aria-label={t("attention.filter.label")} className="w-full sm:w-80">
        <Select.Value />
      </Select.Trigger>
      <Select.Content>
        <Select.Item value={ALL}>{t("attention.filter.all")}</Select.Item>
        {options.map(({ value, title }) => (
          <Select.Item key={value} value={value}>
            {title}
          </Select.Item>
        ))}
      </Select.Content>
    </Select>
  )
}
