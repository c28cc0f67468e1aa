import { Copy, Text } from "@medusajs/ui"

/** An id with a button that copies it. Long ones break rather than widen the page. */
export function IdLine({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div className="grid grid-cols-2 items-start gap-x-2">
      <Text size="small" leading="compact" className="text-ui-fg-subtle">
        {label}
      </Text>
      <div className="flex items-start gap-x-1">
        <Text size="small" leading="compact" className="min-w-0 break-all font-mono">
          {value}
        </Text>
        <Copy
          content={value}
          className="text-ui-fg-muted shrink-0"
          aria-label={`${label}: ${value}`}
        />
      </div>
    </div>
  )
}
