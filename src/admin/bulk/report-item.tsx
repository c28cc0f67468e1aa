import { StatusBadge, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import { LINK } from "../components/link-style"
import { useTexts } from "../lib/texts"
import type { BulkItem, ItemStatus } from "./types"

const COLOURS: Readonly<Record<ItemStatus, "grey" | "blue" | "green" | "red">> = {
  waiting: "grey",
  working: "blue",
  captured: "green",
  nothing: "grey",
  failed: "red",
}

/** One order: how it went, how much, and in the server's words why not. */
export function ReportItem({ item }: { readonly item: BulkItem }) {
  const { t, money } = useTexts()
  const { order_id, display_id, status, captured_minor, currency, message } = item
  return (
    <li className="flex flex-col gap-y-1 px-3 py-2">
      <div className="flex items-center justify-between gap-x-3">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2">
          <Link to={`/orders/${order_id}`} className={`txt-compact-small-plus ${LINK}`}>
            {display_id === null ? t("common.order") : `#${display_id}`}
          </Link>
          <StatusBadge color={COLOURS[status]} className="text-nowrap">
            {t(`bulk.status.${status}`)}
          </StatusBadge>
        </span>
        {captured_minor > 0 && currency !== null && (
          <span className="txt-compact-small shrink-0 tabular-nums">
            {money(captured_minor, currency)}
          </span>
        )}
      </div>
      {message !== null && (
        <Text size="small" className="text-ui-fg-subtle text-pretty break-words">
          {message}
        </Text>
      )}
    </li>
  )
}
