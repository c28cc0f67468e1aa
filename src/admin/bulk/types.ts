/** Many orders captured at once, as the routes below /admin/sagepay/bulk answer. */
import type { bulkView } from "../../api/admin/sagepay/bulk/view"
import type { ListedItem } from "../../shop/bulk"
import type { Wire } from "../lib/types"

export type Bulk = Wire<ReturnType<typeof bulkView>>
export type ItemStatus = keyof Bulk["counts"]
export type BulkItem = Omit<Wire<ListedItem>, "status"> & { readonly status: ItemStatus }

export type BulkReport = {
  readonly bulk: Bulk
  readonly items: readonly BulkItem[]
  readonly count: number
}
