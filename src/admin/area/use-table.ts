import { useDataTable } from "@medusajs/ui"
import { useMemo, type MouseEvent } from "react"
import { useHref, useNavigate } from "react-router-dom"
import { isSelectable } from "../bulk/choice"
import type { BulkDesk } from "../bulk/use-bulk"
import { useTexts } from "../lib/texts"
import type { ListedTransaction } from "../lib/types"
import { columnsOf } from "./columns"
import { orderOf, PAGE_SIZE, sortingOf } from "./list-state"
import type { List } from "./use-list"
import { useNarrow } from "./use-narrow"

type Rows = { readonly transactions: readonly ListedTransaction[]; readonly count: number }

const NO_ROWS: Rows = { transactions: [], count: 0 }
const DETAILS = "/sagepay/transactions"

/** All of it is looked for, sorted and cut into pages by the server. */
export function useTable(
  { state, change }: List,
  { transactions, count }: Rows = NO_ROWS,
  isLoading: boolean,
  { mayCapture, selectedOf, select, confirm }: BulkDesk
) {
  const texts = useTexts()
  const isNarrow = useNarrow()
  const columns = useMemo(
    () => columnsOf(texts, isNarrow, mayCapture),
    [texts.language, isNarrow, mayCapture]
  )
  const data = useMemo(() => [...transactions], [transactions])
  const selected = selectedOf(data)
  const open = useOpen()
  return useDataTable({
    data,
    columns,
    getRowId: ({ id }) => id,
    rowCount: count,
    isLoading,
    onRowClick: (event, { id }) => open(event, id),
    // The list itself begins anew with every change but that of the page.
    autoResetPageIndex: false,
    rowSelection: {
      state: Object.fromEntries([...selected.keys()].map((id) => [id, true])),
      onRowSelectionChange: (chosen) => select(data, chosen),
      enableRowSelection: ({ original }) => isSelectable(original),
    },
    commands: mayCapture
      ? [
          {
            label: texts.t("bulk.select.capture"),
            // Not C: with Ctrl it copies, and a letter of the bar counts with Ctrl as well.
            shortcut: "t",
            action: () => confirm([...selected.values()]),
          },
        ]
      : [],
    search: { state: state.q, onSearchChange: (q) => change({ q }, "replace") },
    sorting: {
      state: sortingOf(state.order),
      onSortingChange: (sorting) => change({ order: orderOf(sorting) }),
    },
    pagination: {
      state: { pageIndex: state.page, pageSize: PAGE_SIZE },
      onPaginationChange: ({ pageIndex }) => change({ page: pageIndex }),
    },
  })
}

/** A click on a row is as one on a link: with Ctrl or Command it opens a new tab. */
function useOpen() {
  const navigate = useNavigate()
  const href = useHref(DETAILS)
  return (event: MouseEvent, id: string) => {
    if (event.metaKey || event.ctrlKey) window.open(`${href}/${id}`, "_blank", "noreferrer")
    else void navigate(`${DETAILS}/${id}`)
  }
}
