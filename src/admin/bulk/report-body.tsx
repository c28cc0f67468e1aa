import { Alert, Skeleton, Text } from "@medusajs/ui"
import { useState } from "react"
import { LoadError } from "../components/load-error"
import { useTexts } from "../lib/texts"
import { PageButtons } from "./page-buttons"
import { doneOf, percentOf } from "./progress"
import { useReport } from "./queries"
import { ReportItem } from "./report-item"
import type { Bulk } from "./types"

/** How far it has come, and what became of each order; asked for every second until it is over. */
export function ReportBody({ id }: { readonly id: string }) {
  const { t } = useTexts()
  const [page, setPage] = useState(0)
  const { data, error, refetch } = useReport(id, page)
  if (!data) {
    return error ? (
      <LoadError error={error} text={t("bulk.report.load_failed")} onRetry={() => void refetch()} />
    ) : (
      <Skeleton className="h-24 w-full" />
    )
  }
  return (
    <>
      {error && <Alert variant="warning">{t("bulk.report.load_failed")}</Alert>}
      <Progress bulk={data.bulk} />
      <ul aria-label={t("bulk.report.orders")} className="divide-y rounded-md border">
        {data.items.map((item) => (
          <ReportItem key={item.order_id} item={item} />
        ))}
      </ul>
      <PageButtons page={page} count={data.count} onChange={setPage} />
    </>
  )
}

function Progress({ bulk }: { readonly bulk: Bulk }) {
  const { t } = useTexts()
  const { status, total, counts } = bulk
  const percent = percentOf(bulk)
  const said = (["captured", "nothing", "failed"] as const).filter((name) => counts[name] > 0)
  return (
    <div className="flex flex-col gap-y-2">
      <Text size="small" weight="plus" role="status">
        {status === "done"
          ? t("bulk.report.done", { count: total })
          : t("bulk.report.running", { count: total, done: doneOf(bulk) })}
      </Text>
      <div
        role="progressbar"
        aria-label={t("bulk.report.progress")}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className="bg-ui-bg-component h-1.5 w-full overflow-hidden rounded-full"
      >
        <div
          className="bg-ui-tag-green-icon h-full transition-all"
          style={{ width: `${percent}%` }}
        />
      </div>
      {said.length > 0 && (
        <Text size="small" className="text-ui-fg-subtle">
          {said.map((name) => t(`bulk.finished.${name}`, { count: counts[name] })).join(" ")}
        </Text>
      )}
    </div>
  )
}
