import { toast } from "@medusajs/ui"
import { useEffect, useRef, useState } from "react"
import { filterQuery, type ListState } from "../area/list-state"
import { useRefresh, useSettings } from "../lib/queries"
import { useTexts } from "../lib/texts"
import type { ListedTransaction } from "../lib/types"
import { selectedFrom, stillHeld, type Selected } from "./choice"
import { finishedSince, openIds, shownBulk } from "./progress"
import { useBulks } from "./queries"
import type { Bulk } from "./types"

export type Opened =
  | { readonly is: "confirm"; readonly holds: readonly ListedTransaction[] }
  | { readonly is: "report"; readonly id: string }

const NONE: Selected = new Map()
const READING_MS = 12_000

/** What the area's page knows of captures of many orders: which rows are selected, what is under way, what is open. */
export function useBulk(list: ListState) {
  const { data: settings } = useSettings()
  const mayCapture = settings?.may.capture === true
  const [opened, open] = useState<Opened>()
  const selection = useSelection(list)
  const { data: bulks } = useBulks(mayCapture)
  useTold(bulks, (id) => open({ is: "report", id }))
  return {
    mayCapture,
    opened,
    shown: shownBulk(bulks ?? [], new Date()),
    ...selection,
    confirm: (holds: readonly ListedTransaction[]) =>
      // Its letter does nothing while it is open.
      open((now) => now ?? { is: "confirm", holds }),
    report: (id: string) => open({ is: "report", id }),
    close: () => open(undefined),
  }
}

export type BulkDesk = ReturnType<typeof useBulk>

/** A selection is of what was found when it was made: something else that is looked for begins anew. */
function useSelection(list: ListState) {
  const filters = JSON.stringify({ ...filterQuery(list), order: undefined })
  const [kept, keep] = useState({ filters, selected: NONE })
  const before = kept.filters === filters ? kept.selected : NONE
  return {
    selectedOf: (rows: readonly ListedTransaction[]) => stillHeld(before, rows),
    select: (rows: readonly ListedTransaction[], chosen: Readonly<Record<string, boolean>>) =>
      keep({ filters, selected: selectedFrom(before, rows, chosen) }),
    unselect: () => keep({ filters, selected: NONE }),
  }
}

/** Says what came of it once it is over, on whichever part of the page somebody is by then. */
function useTold(bulks: readonly Bulk[] | undefined, onShow: (id: string) => void): void {
  const { t } = useTexts()
  const refresh = useRefresh()
  const underWay = useRef<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (!bulks) return
    const finished = finishedSince(underWay.current, bulks)
    underWay.current = openIds(bulks)
    for (const { id, counts } of finished) {
      const tell = counts.failed > 0 ? toast.warning : toast.success
      const said = (["captured", "nothing", "failed"] as const)
        .filter((status) => counts[status] > 0)
        .map((status) => t(`bulk.finished.${status}`, { count: counts[status] }))
      tell(t("bulk.report.title"), {
        description: said.join(" "),
        duration: READING_MS,
        action: {
          label: t("bulk.finished.show"),
          altText: t("bulk.finished.show"),
          onClick: () => onShow(id),
        },
      })
    }
    if (finished.length > 0) void refresh()
  }, [bulks])
}
