import { DropdownMenu } from "@medusajs/ui"
import { FilterButton } from "./filter-button"

export type MultiFilterProps<T extends string> = {
  readonly label: string
  readonly options: readonly T[]
  readonly textOf: (option: T) => string
  readonly chosen: readonly T[]
  readonly onChange: (chosen: T[]) => void
}

/** Several may be chosen; the menu stays open meanwhile. */
export function MultiFilter<T extends string>(props: MultiFilterProps<T>) {
  const { label, options, textOf, chosen, onChange } = props
  const [first, ...others] = chosen
  const value = first && `${textOf(first)}${others.length > 0 ? ` +${others.length}` : ""}`
  return (
    <DropdownMenu modal={false}>
      <DropdownMenu.Trigger asChild>
        <FilterButton label={label} value={value} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content align="start" className="max-h-80 overflow-y-auto">
        {options.map((option) => (
          <DropdownMenu.CheckboxItem
            key={option}
            checked={chosen.includes(option)}
            onSelect={(event) => event.preventDefault()}
            onCheckedChange={(isOn) =>
              onChange(options.filter((one) => (one === option ? isOn : chosen.includes(one))))
            }
          >
            {textOf(option)}
          </DropdownMenu.CheckboxItem>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  )
}
