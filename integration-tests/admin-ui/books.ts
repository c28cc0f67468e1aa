import type { AdminStore } from "../helpers/admin-store"
import type { Bought } from "../helpers/shopper"

/** The money of one order: at the gateway, with all that was made from its payment, and in Medusa. */
export type Books = { held: number; net: number; medusa: number }

export async function booksOf(store: AdminStore, bought: Bought): Promise<Books> {
  const { root_vps_tx_id: root } = store.gateway.transaction(bought.vpsTxId)
  const lines = store.gateway.money().filter((line) => line.root_vps_tx_id === root)
  const order = await store.order(bought.orderId)
  const payments = order.payment_collections.flatMap((row) => row.payments ?? [])
  const sum = (rows: readonly { amount?: unknown }[] | undefined) =>
    (rows ?? []).reduce((total, row) => total + Math.round(Number(row.amount) * 100), 0)
  return {
    held: lines.reduce((total, line) => total + line.held, 0),
    net: lines.reduce((total, line) => total + line.net, 0),
    medusa: payments.reduce((total, row) => total + sum(row.captures) - sum(row.refunds), 0),
  }
}

/** How often this was posted for this payment, whatever of its family it names, with the amounts. */
export function sent(store: AdminStore, txType: string, { vpsTxId }: Bought): string[] {
  const { root_vps_tx_id: root } = store.gateway.transaction(vpsTxId)
  const codes = store.gateway
    .transactions()
    .filter((row) => row.root_vps_tx_id === root)
    .map((row) => row.vendor_tx_code)
  return store.gateway
    .requests({ tx_type: txType })
    .map(({ fields }) => fields)
    .filter((fields) => codes.includes(fields.RelatedVendorTxCode ?? fields.VendorTxCode ?? ""))
    .map((fields) => fields.ReleaseAmount ?? fields.Amount ?? "")
}
