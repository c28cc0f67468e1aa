import { Skeleton } from "@medusajs/ui"
import { LoadError } from "../components/load-error"
import { useAttention } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { Chosen } from "./chosen-drawer"
import { Entry } from "./entry"
import { useOrderNumbers } from "./use-order-numbers"

export const PAGE_SIZE = 20
/** What has come right leaves the list by itself. */
const EVERY_MS = 60_000

export type EntriesPageProps = {
  readonly kind: string | undefined
  readonly offset: number
  readonly onChoose: (chosen: Chosen) => void
}

export const pageQuery = (kind: string | undefined, offset: number) => ({
  kind,
  limit: PAGE_SIZE,
  offset,
})

/** Some of the list. Each part asks for itself, so that all are fresh after something was done. */
export function EntriesPage({ kind, offset, onChoose }: EntriesPageProps) {
  const { t } = useTexts()
  const { data, error, refetch } = useAttention(pageQuery(kind, offset), EVERY_MS)
  const numbers = useOrderNumbers(data?.attention ?? [])
  if (error && !data) return <LoadError error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading text={t("common.loading")} />
  return data.attention.map((entry) => (
    <Entry
      key={entry.id}
      entry={entry}
      orderNumber={numbers.get(entry.order_id ?? "")}
      onChoose={(choice) => onChoose({ entry, choice })}
    />
  ))
}

function Loading({ text }: { readonly text: string }) {
  return (
    <div role="status" aria-label={text} className="flex flex-col gap-y-3 px-6 py-5">
      <Skeleton className="h-5 w-1/3" />
      <Skeleton className="h-4 w-full max-w-3xl" />
      <Skeleton className="h-4 w-2/3" />
      <Skeleton className="h-7 w-48" />
    </div>
  )
}
