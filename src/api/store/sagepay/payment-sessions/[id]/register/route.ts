/** The shopper presses Pay: registers the payment of a session, and says where to send the shopper. */
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { SAGEPAY_MODULE } from "../../../../../../modules/sagepay"
import { accountOf, type SagepayOptions } from "../../../../../../modules/sagepay/options"
import type { SagepayModuleService } from "../../../../../../modules/sagepay/service"
import { computedToMinor } from "../../../../../../protocol"
import { readSessionData } from "../../../../../../providers/sagepay/data"
import { cartIdOf, readCart, readSession } from "../../../../../../shop/cart"
import { refusalToPay } from "../../../../../../shop/checkout-rules"
import { registrationFields } from "../../../../../../shop/registration-fields"
import { isAllowedReturn } from "../../../../../../shop/return-address"
import { Refusal, refusalOf, sendRefusal } from "../../../refusals"
import { registerBody } from "../../../register-body"

export const POST = async (req: MedusaRequest, res: MedusaResponse): Promise<void> => {
  try {
    res.status(200).json(await register(req))
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal) throw error
    const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
    logger.info(`sagepay: Pay was refused for session ${req.params.id} (${refusal.code})`)
    sendRefusal(res, refusal)
  }
}

async function register(req: MedusaRequest) {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const { options } = ledger
  const { returnUrl, repeatConsent } = readBody(req.body, options)
  const session = await readSession(req.scope, req.params.id ?? "")
  if (!session) {
    throw new Refusal(
      404,
      "sagepay_not_found",
      "There is no such payment session any more: the cart may have changed. Nothing was charged; start the payment again."
    )
  }
  const cartId = await cartIdOf(req.scope, session.payment_collection_id)
  const cart = cartId === undefined ? undefined : await readCart(req.scope, cartId)
  const refusal = refusalToPay(session, cart)
  const data = readSessionData(session.data)
  if (refusal !== undefined || !cart || !data) {
    throw new Refusal(400, "sagepay_not_allowed", refusal ?? "This payment session cannot be paid.")
  }
  const { protocol } = accountOf(options, data.account)
  const shaped = registrationFields(cart, options, protocol, req.ip)
  if (shaped.refusal !== undefined) throw new Refusal(400, "sagepay_address", shaped.refusal)

  const row = await ledger.register({
    sessionId: session.id,
    cartId: cart.id,
    account: data.account,
    kind: data.transaction_type,
    amountMinor: computedToMinor(session.amount, session.currency_code),
    currency: session.currency_code,
    fields: shaped.fields,
    returnUrl,
    repeatConsent,
  })
  if (shaped.notes.length > 0) {
    // Field names only: the values are personal data.
    const names = shaped.notes.map((note) => note.split(":")[0]).join(", ")
    const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
    logger.info(`sagepay: registered ${row.vendor_tx_code} with changes to: ${names}`)
  }
  return { next_url: row.next_url, vendor_tx_code: row.vendor_tx_code, notes: shaped.notes }
}

function readBody(body: unknown, options: SagepayOptions) {
  const parsed = registerBody.safeParse(body ?? {})
  if (!parsed.success) {
    throw new Refusal(
      400,
      "sagepay_invalid",
      "The body may only have return_url, the address of a page of the shop, and repeat_consent: { text }, what the " +
        "shopper agreed to in 1 to 1000 characters. Nothing was charged."
    )
  }
  const { return_url: returnUrl = null, repeat_consent: consent } = parsed.data
  if (returnUrl === null || isAllowedReturn(returnUrl, options.storefront)) {
    return { returnUrl, repeatConsent: consent?.text ?? null }
  }
  throw new Refusal(
    400,
    "sagepay_invalid",
    "return_url leads to a site that this store does not allow (storefront.allowed_origins). Nothing was charged."
  )
}
