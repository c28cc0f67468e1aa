import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Header } from "../../area/header"
import { MenuIcon } from "../../area/menu-icon"
import { Overview } from "../../area/overview"
import { TransactionsTable } from "../../area/transactions-table"
import { useList } from "../../area/use-list"
import { BulkDrawer } from "../../bulk/bulk-drawer"
import { useBulk } from "../../bulk/use-bulk"

export default function SagepayPage() {
  const list = useList()
  const bulk = useBulk(list.state)
  return (
    <div className="flex flex-col gap-y-2">
      <Header bulk={bulk} />
      <Overview />
      <TransactionsTable list={list} bulk={bulk} />
      <BulkDrawer bulk={bulk} />
    </div>
  )
}

export const config = defineRouteConfig({
  label: "common.name",
  translationNs: "sagepay",
  icon: MenuIcon,
})
