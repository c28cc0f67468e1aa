import { request } from "node:http"
import { encodeForm } from "../../protocol"
import type { Fields } from "./bench"
import type { Shop } from "./shop"

/** What a client sees of one POST on a bare socket. */
export function raw(
  url: string,
  fields: Fields
): Promise<{ error?: string; status?: number; body: string }> {
  return new Promise((resolve) => {
    let body = ""
    const post = request(url, { method: "POST", agent: false }, (response) => {
      response.on("data", (chunk: Buffer) => (body += chunk.toString("latin1")))
      response.on("error", (error: NodeJS.ErrnoException) =>
        resolve({ error: error.code ?? "?", body })
      )
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }))
    })
    post.on("error", (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? "?", body }))
    post.end(encodeForm({ VPSProtocol: "4.00", TxType: "VOID", Vendor: "testvendor", ...fields }))
  })
}

/** The fields that VOID a payment just made. */
export async function voidable(shop: Shop): Promise<Fields> {
  const { fields: reply } = await shop.register()
  const { transaction } = await shop.simulator.control.pay({ vps_tx_id: reply.VPSTxId ?? "" })
  return {
    VendorTxCode: transaction.vendor_tx_code,
    VPSTxId: transaction.vps_tx_id,
    SecurityKey: transaction.security_key,
    TxAuthNo: transaction.tx_auth_no ?? "",
  }
}
