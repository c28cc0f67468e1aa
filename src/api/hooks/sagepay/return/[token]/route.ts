/** The shopper comes back from the gateway's page, by the address that only our answer carries. */
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { SAGEPAY_MODULE } from "../../../../../modules/sagepay"
import type { TransactionRow } from "../../../../../modules/sagepay/rows"
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
  res.set("cache-control", "no-store").set("referrer-policy", "no-referrer")
  try {
    const row = await ledger.hear(req.params.token ?? "")
    const facts = row ? await factsOf(req, row) : UNKNOWN
    res.redirect(302, returnAddress(facts, storefront, row?.return_url ?? null))
  } catch (error) {
    // A shopper who comes from paying gets a page of the shop, whatever happens here.
    const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`sagepay: the way back could not be told: ${String(error)}`)
    res.redirect(302, returnAddress(UNKNOWN, storefront, null))
  }
}

const UNKNOWN: ReturnFacts = {
  status: "unknown",
  message: messageOf("unknown", undefined),
  retry: false,
  cartId: "",
  orderId: "",
  vendorTxCode: "",
  countryCode: "",
}

async function factsOf(req: MedusaRequest, row: TransactionRow): Promise<ReturnFacts> {
  const status = statusOf(row)
  const cartId = row.cart_id ?? ""
  const order = await orderOfCart(req.scope, cartId)
  return {
    status,
    message: messageOf(status, row),
    // A cart that became an order, by whatever payment, is not paid again.
    retry: status !== "placed" && status !== "unknown" && order === undefined,
    cartId,
    orderId: order?.id ?? "",
    vendorTxCode: row.vendor_tx_code,
    countryCode: await countryOf(req.scope, cartId),
  }
}
