import { Bolt } from "@medusajs/icons"
import { Text } from "@medusajs/ui"
import { useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { Payment } from "../lib/types"
import { autoCaptureKeys } from "./auto-capture"

/** What is captured by itself, and when; nothing where this person may not know the settings. */
export function AutoCaptureLine({ payment }: { readonly payment: Payment }) {
  const { t } = useTexts()
  const { data: settings } = useSettings()
  const keys = settings && autoCaptureKeys(payment, settings.options)
  if (!keys) return null
  return (
    <div className="flex items-start gap-x-2 px-6 py-3">
      <Bolt aria-hidden className="text-ui-fg-muted mt-0.5 shrink-0" />
      <Text size="small" className="text-ui-fg-subtle">
        {keys.map((key) => t(`panel.auto_capture.${key}`)).join(" ")}
      </Text>
    </div>
  )
}
