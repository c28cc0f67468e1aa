import { Container, DataTable, Heading, clx } from "@medusajs/ui"
import { useEffect, useRef } from "react"
import { useLocation } from "react-router-dom"
import type { BulkDesk } from "../bulk/use-bulk"
import { useTransactions } from "../lib/queries"
import { useTexts } from "../lib/texts"
import { ExportButton } from "./export-button"
import { Filters } from "./filters"
import { ListEmpty } from "./list-empty"
import { listQuery, pageWithin } from "./list-state"
import { LoadError } from "../components/load-error"
import { SearchBox } from "./search-box"
import { LIST } from "./place"
import type { List } from "./use-list"
import { useTable } from "./use-table"

export type TransactionsTableProps = { readonly list: List; readonly bulk: BulkDesk }

export function TransactionsTable({ list, bulk }: TransactionsTableProps) {
  const { state, change } = list
  const { t } = useTexts()
  const { data, error, isPending, isPlaceholderData, refetch } = useTransactions(listQuery(state))
  const instance = useTable(list, data, isPending, bulk)
  const page = data && !isPlaceholderData ? pageWithin(state.page, data.count) : state.page
  useEffect(() => {
    if (page !== state.page) change({ page }, "replace")
  })
  const container = useShownWhenLinked()
  const empty = { custom: <ListEmpty list={list} /> }
  return (
    <Container className="p-0" ref={container}>
      <DataTable instance={instance}>
        <DataTable.Toolbar className="flex flex-col items-stretch gap-3">
          <div className="flex flex-wrap items-center gap-2">
            <Heading level="h2" className="mr-auto">
              {t("area.list.title")}
            </Heading>
            <ExportButton state={state} />
            <SearchBox value={instance.getSearch()} onChange={instance.onSearchChange} />
          </div>
          <Filters list={list} />
        </DataTable.Toolbar>
        {error && !data ? (
          <LoadError error={error} onRetry={() => void refetch()} />
        ) : (
          <>
            <div
              aria-busy={isPending || isPlaceholderData}
              className={clx("transition-opacity", isPlaceholderData && "opacity-50")}
            >
              <DataTable.Table emptyState={{ empty, filtered: empty }} />
            </div>
            {data?.count !== 0 && (
              <DataTable.Pagination
                translations={{
                  of: t("area.list.of"),
                  results: t("area.list.results"),
                  pages: t("area.list.pages"),
                  prev: t("area.list.prev"),
                  next: t("area.list.next"),
                }}
              />
            )}
          </>
        )}
        <DataTable.CommandBar selectedLabel={(count) => t("bulk.select.count", { count })} />
      </DataTable>
    </Container>
  )
}

/** The page scrolls within the dashboard, where a link's anchor alone does nothing. */
function useShownWhenLinked() {
  const { hash, key } = useLocation()
  const container = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (hash === `#${LIST}`) container.current?.scrollIntoView()
  }, [hash, key])
  return container
}
