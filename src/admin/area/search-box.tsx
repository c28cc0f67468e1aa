import { MagnifyingGlass } from "@medusajs/icons"
import { Input } from "@medusajs/ui"
import { useTexts } from "../lib/texts"

export type SearchBoxProps = {
  readonly value: string
  readonly onChange: (text: string) => void
}

export function SearchBox({ value, onChange }: SearchBoxProps) {
  const { t } = useTexts()
  return (
    <div className="relative w-full sm:w-80">
      <Input
        type="text"
        role="searchbox"
        size="small"
        className="pl-8"
        maxLength={100}
        autoComplete="off"
        value={value}
        aria-label={t("area.list.search")}
        placeholder={t("area.list.search_hint")}
        onChange={(event) => onChange(event.target.value)}
      />
      <MagnifyingGlass
        aria-hidden
        className="text-ui-fg-muted pointer-events-none absolute left-2 top-1/2 -translate-y-1/2"
      />
    </div>
  )
}
