import { DropdownMenu } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import { FilterButton } from "./filter-button"
import { useCurrencies } from "./queries"

export type CurrencyFilterProps = {
  readonly chosen: string | undefined
  readonly onChange: (chosen: string | undefined) => void
}

const ALL = "all"

/** Where there is one currency only, nobody need choose. */
export function CurrencyFilter({ chosen, onChange }: CurrencyFilterProps) {
  const { t } = useTexts()
  const { data = [] } = useCurrencies()
  const options = [...new Set(chosen ? [...data, chosen] : data)].sort()
  if (options.length < 2 && !chosen) return null
  return (
    <DropdownMenu modal={false}>
      <DropdownMenu.Trigger asChild>
        <FilterButton label={t("common.currency")} value={chosen?.toUpperCase()} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content align="start" className="max-h-80 overflow-y-auto">
        <DropdownMenu.RadioGroup
          value={chosen ?? ALL}
          onValueChange={(value) => onChange(value === ALL ? undefined : value)}
        >
          <DropdownMenu.RadioItem value={ALL}>{t("area.filters.all")}</DropdownMenu.RadioItem>
          {options.map((option) => (
            <DropdownMenu.RadioItem key={option} value={option}>
              {option.toUpperCase()}
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </DropdownMenu.Content>
    </DropdownMenu>
  )
}
