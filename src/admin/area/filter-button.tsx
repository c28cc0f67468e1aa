import { TriangleDownMini } from "@medusajs/icons"
import { Button } from "@medusajs/ui"
import { forwardRef, type ComponentPropsWithoutRef } from "react"

type FilterButtonProps = ComponentPropsWithoutRef<"button"> & {
  readonly label: string
  /** What is chosen; nothing when all is. */
  readonly value?: string | undefined
}

export const FilterButton = forwardRef<HTMLButtonElement, FilterButtonProps>(function FilterButton(
  { label, value, ...rest },
  ref
) {
  return (
    <Button ref={ref} size="small" variant="secondary" className="max-w-full" {...rest}>
      <span className={value ? "text-ui-fg-subtle font-normal" : undefined}>
        {value ? `${label}:` : label}
      </span>
      {value && <span className="truncate">{value}</span>}
      <TriangleDownMini aria-hidden className="text-ui-fg-muted" />
    </Button>
  )
})
