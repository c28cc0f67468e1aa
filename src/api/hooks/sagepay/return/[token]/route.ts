/** The shopper comes back from the gateway's page, by the address that only our answer carries. */
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { SAGEPAY_MODULE } from "../../../../../modules/sagepay"
import type { SagepayModuleService } from "../../../../../modules/sagepay/service"
import { countryOf, orderOfCart } from "../../../../../shop/cart"
import {
  messageOf,
  returnAddress,
  statusOf,
  type ReturnFacts,
} from "../../../../../shop/return-address"

export const GET = async (req: MedusaRequest, res: MedusaResponse): Promise<void> => {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const { storefront } = ledger.options
  const row = await ledger.hear(req.params.token ?? "")
  const status = row ? statusOf(row) : "unknown"
  const cartId = row?.cart_id ?? ""
  const order = cartId === "" ? undefined : await orderOfCart(req.scope, cartId)
  const facts: ReturnFacts = {
    status,
    message: messageOf(status, row),
    // A cart that became an order, by whatever payment, is not paid again.
    retry: status !== "placed" && status !== "unknown" && order === undefined,
    cartId,
    orderId: order?.id ?? "",
    vendorTxCode: row?.vendor_tx_code ?? "",
    countryCode: cartId === "" ? "" : await countryOf(req.scope, cartId),
  }
  res.set("cache-control", "no-store").set("referrer-policy", "no-referrer")
  res.redirect(302, returnAddress(facts, storefront, row?.return_url ?? null))
}
