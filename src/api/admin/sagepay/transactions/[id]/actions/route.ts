import { pressButton } from "../../../../../../workflows/press"
import { shopAddress } from "../../../form-fields"
import { answering } from "../../../http"
import type { PressBody } from "../../../validators"
import { intentView, transactionView } from "../../../views"

/** Staff act on one transaction of the ledger. Asked twice with one key, it moves money once and answers the same. */
export const POST = answering<PressBody>(async (req) => {
  const { action, amount_minor, currency, key, reason, settles_order, mit, ...body } =
    req.validatedBody
  const { intent, operation, transaction, made, isLevel } = await pressButton(req.scope, {
    transactionId: req.params.id ?? "",
    action,
    amountMinor: amount_minor,
    currency,
    key,
    reason,
    actor: req.auth_context.actor_id,
    settlesOrder: settles_order,
    mit: mit && {
      type: mit.type,
      recurringExpiry: mit.recurring_expiry,
      recurringFrequency: mit.recurring_frequency,
      instalments: mit.instalments,
      accountType: mit.account_type,
    },
    description: body.description,
    delivery: body.delivery && shopAddress(body.delivery),
    cv2: body.cv2,
  })
  return {
    action: intentView(intent, [operation]),
    transaction: transactionView(transaction),
    made: made ? transactionView(made) : null,
    /** Null: it is the ledger's alone. False: the money has moved, and Medusa follows within minutes. */
    medusa_is_level: isLevel ?? null,
  }
})
