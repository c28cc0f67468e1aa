import { Container, Skeleton } from "@medusajs/ui"
import { useTexts } from "../lib/texts"

/** In the panel's shape, so that what stands below does not jump. */
export function PanelSkeleton() {
  const { t } = useTexts()
  return (
    <Container className="divide-y p-0" role="status" aria-label={t("common.loading")}>
      <div className="flex flex-col gap-y-2 px-6 py-4">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-4 w-64 max-w-full" />
      </div>
      <div className="px-6 py-4">
        <Skeleton className="h-12 w-full" />
      </div>
      <div className="flex flex-col gap-y-3 px-6 py-4">
        <Skeleton className="h-8 w-full" />
        <Skeleton className="h-8 w-full" />
      </div>
    </Container>
  )
}
