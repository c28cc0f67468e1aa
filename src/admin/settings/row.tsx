import { Text } from "@medusajs/ui"
import type { ReactNode } from "react"

export type RowProps = {
  readonly label: string
  /** What it means. */
  readonly meaning?: string
  /** What it is called in medusa-config. */
  readonly option?: string
  readonly children: ReactNode
}

/** One setting: its name and meaning, and its value beside them, or below where there is little room. */
export function Row({ label, meaning, option, children }: RowProps) {
  return (
    <div className="grid grid-cols-1 gap-x-6 gap-y-1 px-6 py-3 sm:grid-cols-2">
      <dt className="flex min-w-0 flex-col gap-y-0.5">
        <Text as="span" size="small" leading="compact" weight="plus">
          {label}
        </Text>
        {meaning && (
          <Text as="span" size="small" className="text-ui-fg-subtle text-pretty">
            {meaning}
          </Text>
        )}
        {option && (
          <Text as="span" size="xsmall" className="text-ui-fg-subtle break-words font-mono">
            {option}
          </Text>
        )}
      </dt>
      <dd className="txt-small flex min-w-0 flex-col items-start gap-y-1 break-words max-sm:pt-1">
        {children}
      </dd>
    </div>
  )
}
