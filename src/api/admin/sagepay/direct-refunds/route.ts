import { chargeCard } from "../../../../workflows/cards"
import { readCardBody } from "../card-body"
import { directRefundBody } from "../card-validators"
import { cardView } from "../card-view"
import { answering } from "../http"

/** Credits a card for a sale that the gateway never saw. Off without its ceilings; asked twice with one key, sent once. */
export const POST = answering(async (req) => {
  const body = await readCardBody(req, directRefundBody)
  const { account_type } = body
  return cardView(
    await chargeCard(req.scope, {
      action: "DIRECTREFUND",
      key: body.key,
      actor: req.auth_context.actor_id,
      reason: body.reason,
      description: body.description,
      amountMinor: body.amount_minor,
      currency: body.currency,
      account: body.account === "default" ? null : body.account,
      orderId: body.order_id ?? null,
      card: body.card,
      fields: account_type === undefined ? {} : { AccountType: account_type },
    })
  )
})
