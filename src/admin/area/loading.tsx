import { Skeleton } from "@medusajs/ui"
import { useTexts } from "../lib/texts"

export function Loading({ className }: { readonly className: string }) {
  const { t } = useTexts()
  return (
    <div role="status" aria-label={t("common.loading")} className="px-6 py-4">
      <Skeleton className={className} />
    </div>
  )
}
