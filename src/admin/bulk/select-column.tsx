import { Checkbox, createDataTableColumnHelper } from "@medusajs/ui"
import type { ReactNode } from "react"
import type { Texts } from "../lib/texts"
import type { ListedTransaction } from "../lib/types"

const column = createDataTableColumnHelper<ListedTransaction>()

/** Medusa's own has no names for its boxes, and shows one for every row. */
export const selectColumn = ({ t }: Texts) =>
  column.display({
    id: "select",
    header: ({ table }) =>
      table.getRowModel().rows.some((row) => row.getCanSelect()) && (
        <Checkbox
          aria-label={t("bulk.select.page")}
          checked={
            table.getIsSomePageRowsSelected() ? "indeterminate" : table.getIsAllPageRowsSelected()
          }
          onCheckedChange={(checked) => table.toggleAllPageRowsSelected(checked === true)}
        />
      ),
    cell: ({ row }) =>
      row.getCanSelect() && (
        <Own>
          <Checkbox
            aria-label={t("bulk.select.row", { number: row.original.display_id ?? "" })}
            checked={row.getIsSelected()}
            onCheckedChange={(checked) => row.toggleSelected(checked === true)}
          />
        </Own>
      ),
  })

/** The row is a link of its own; beside the box, a click that misses it by a little leads nowhere. */
function Own({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex items-center py-1" onClick={(event) => event.stopPropagation()}>
      {children}
    </div>
  )
}
