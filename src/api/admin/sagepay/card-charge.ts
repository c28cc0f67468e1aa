import type { CardRequest } from "../../../modules/sagepay/cards"
import type { DirectRefundBody, ManualBody } from "./card-validators"

/** What both forms ask for; `fields` are those of one alone, by their wire names. */
export function chargeOf(
  action: CardRequest["action"],
  actor: string,
  body: ManualBody | DirectRefundBody,
  fields: CardRequest["fields"] = {}
): Omit<CardRequest, "readFacts"> {
  const { key, reason, description, amount_minor, currency, account, account_type, card } = body
  return {
    action,
    key,
    actor,
    reason,
    description,
    amountMinor: amount_minor,
    currency,
    account: account === "default" ? null : account,
    orderId: body.order_id ?? null,
    card,
    fields: { ...fields, ...(account_type === undefined ? {} : { AccountType: account_type }) },
  }
}
