import { LedgerError } from "../../../../modules/sagepay/errors"
import { chargeCard } from "../../../../workflows/cards"
import { readCardBody } from "../card-body"
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
  return cardView(
    await chargeCard(req.scope, {
      action: "MANUAL",
      key: body.key,
      actor: req.auth_context.actor_id,
      reason: body.reason,
      description: body.description,
      amountMinor: body.amount_minor,
      currency: body.currency,
      account: body.account === "default" ? null : body.account,
      orderId: body.order_id ?? null,
      card: body.card,
      fields: {
        ...fields,
        ...(body.auth_code === undefined ? {} : { AuthCode: body.auth_code }),
        ...(body.account_type === undefined ? {} : { AccountType: body.account_type }),
      },
    })
  )
})
