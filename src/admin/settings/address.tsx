import { Copy } from "@medusajs/ui"

export type AddressProps = {
  readonly value: string
  /** With it, a button copies it. */
  readonly copyLabel?: string
}

export function Address({ value, copyLabel }: AddressProps) {
  return (
    <span className="flex max-w-full items-start gap-x-1">
      <span className="min-w-0 break-all font-mono">{value}</span>
      {copyLabel && (
        <Copy content={value} className="text-ui-fg-muted shrink-0" aria-label={copyLabel} />
      )}
    </span>
  )
}
