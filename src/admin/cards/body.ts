/** What is sent. The shapes are the server's; the card's are those before it is read there. */
import type { DirectRefundBody, ManualBody } from "../../api/admin/sagepay/card-validators"
import { ADDRESS_FIELDS, type AddressDraft, type Draft } from "./draft"
import { readExpiry } from "./expiry"
import { amountOf } from "./mistakes"
import { digitsIn } from "./number"

type CardBody = Partial<ManualBody["card"]>
export type ManualSent = Omit<ManualBody, "card"> & { readonly card: CardBody }
export type DirectRefundSent = Omit<DirectRefundBody, "card"> & { readonly card: CardBody }

const given = (text: string): string | undefined => text.trim() || undefined

/** What is wrong was said before; what the form overlooked, the server refuses. */
function shared(draft: Draft, key: string) {
  const { amount, currency, description, reason, account, accountType, order, card } = draft
  return {
    key,
    amount_minor: amountOf(amount, currency) ?? 0,
    currency: currency.toUpperCase(),
    description: description.trim(),
    reason: reason.trim(),
    account,
    account_type: accountType === "auto" ? undefined : accountType,
    order_id: order?.id,
    card: {
      number: digitsIn(card.number),
      expiry: readExpiry(card.expiry),
      holder: card.holder.trim(),
      type: card.type === "auto" ? undefined : card.type,
    },
  }
}

export function manualBody(draft: Draft, key: string): ManualSent {
  const { card, ...rest } = shared(draft, key)
  return {
    ...rest,
    auth_code: given(draft.authCode),
    customer_email: given(draft.email),
    billing: addressBody(draft.billing),
    delivery: addressBody(draft.delivery),
    card: { ...card, cv2: given(draft.card.cv2) },
  }
}

/** The gateway asks for no security code with a credit, so none leaves the form. */
export function directRefundBody(draft: Draft, key: string): DirectRefundSent {
  return {
    ...shared(draft, key),
    confirm_amount_minor: amountOf(draft.confirm, draft.currency) ?? 0,
  }
}

function addressBody(address: AddressDraft): ManualBody["billing"] {
  const lines = ADDRESS_FIELDS.flatMap((field) => {
    const line = given(address[field])
    return line === undefined ? [] : [[field, line] as const]
  })
  return lines.length === 0 ? undefined : Object.fromEntries(lines)
}
