import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Header } from "../../area/header"
import { MenuIcon } from "../../area/menu-icon"
import { Overview } from "../../area/overview"
import { TransactionsTable } from "../../area/transactions-table"
import { useList } from "../../area/use-list"

export default function SagepayPage() {
  const list = useList()
  return (
    <div className="flex flex-col gap-y-2">
      <Header />
      <Overview />
      <TransactionsTable list={list} />
    </div>
  )
}

export const config = defineRouteConfig({
  label: "common.name",
  translationNs: "sagepay",
  icon: MenuIcon,
})
