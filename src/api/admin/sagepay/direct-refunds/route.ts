import { chargeCard } from "../../../../workflows/cards"
import { readCardBody } from "../card-body"
import { chargeOf } from "../card-charge"
import { directRefundBody } from "../card-validators"
import { cardView } from "../card-view"
import { answering } from "../http"

/** Credits a card for a sale that the gateway never saw. Off without its ceilings; asked twice with one key, sent once. */
export const POST = answering(async (req) => {
  const body = await readCardBody(req, directRefundBody)
  const charge = chargeOf("DIRECTREFUND", req.auth_context.actor_id, body)
  return cardView(await chargeCard(req.scope, charge))
})
