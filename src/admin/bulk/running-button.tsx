import { Spinner } from "@medusajs/icons"
import { Button } from "@medusajs/ui"
import { useTexts } from "../lib/texts"
import type { BulkDesk } from "./use-bulk"

/** Leads back to captures that are under way, or of which some failed. */
export function RunningButton({ bulk: { shown, report } }: { readonly bulk: BulkDesk }) {
  const { t } = useTexts()
  if (!shown) return null
  const isRunning = shown.status === "open"
  return (
    <Button size="small" variant="secondary" onClick={() => report(shown.id)}>
      {isRunning ? (
        <Spinner aria-hidden className="animate-spin motion-reduce:animate-none" />
      ) : (
        <span
          aria-hidden
          className="bg-ui-tag-red-icon inline-block size-2 shrink-0 rounded-full"
        />
      )}
      {isRunning ? t("bulk.running") : t("bulk.some_failed", { count: shown.counts.failed })}
    </Button>
  )
}
