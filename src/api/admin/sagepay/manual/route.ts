import { LedgerError } from "../../../../modules/sagepay/errors"
import { chargeCard } from "../../../../workflows/cards"
import { readCardBody } from "../card-body"
import { chargeOf } from "../card-charge"
import { addressFields, manualBody } from "../card-validators"
import { cardView } from "../card-view"
import { answering } from "../http"

/** A payment that the bank authorised by phone. Asked twice with one key, it is taken once and answered the same. */
export const POST = answering(async (req) => {
  const body = await readCardBody(req, manualBody)
  const { fields, mistakes } = addressFields(body)
  if (mistakes.length > 0) {
    throw new LedgerError("invalid", `${mistakes.join("; ")}. Nothing was sent.`)
  }
  const { auth_code } = body
  const charge = chargeOf("MANUAL", req.auth_context.actor_id, body, {
    ...fields,
    ...(auth_code === undefined ? {} : { AuthCode: auth_code }),
  })
  return cardView(await chargeCard(req.scope, charge))
})
