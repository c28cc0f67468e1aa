import { Copy } from "@medusajs/ui"
import { WebAddress } from "../components/web-address"

export type AddressProps = {
  readonly value: string
  /** With it, a button copies it. */
  readonly copyLabel?: string
}

export function Address({ value, copyLabel }: AddressProps) {
  return (
    <span className="flex max-w-full items-start gap-x-1">
      <WebAddress value={value} />
      {copyLabel && (
        <Copy content={value} className="text-ui-fg-muted shrink-0" aria-label={copyLabel} />
      )}
    </span>
  )
}
