/** Transactions and what may be done to them, as the routes answer. */
import type { ActionView, Transaction } from "../../lib/types"
import { ACTIONS, type Row } from "../table"
import type { Subject } from "../values"

export const transaction = (over: Partial<Transaction> = {}): Transaction => ({
  id: "sptx_1",
  account: null,
  kind: "PAYMENT",
  state: "taken",
  vendor_tx_code: "medusa-1",
  vps_tx_id: null,
  tx_auth_no: null,
  currency_code: "gbp",
  amount_minor: 3_000,
  taken_minor: 3_000,
  authorised_minor: 0,
  refunded_minor: 0,
  root_id: "sptx_1",
  related_id: null,
  order_id: "order_1",
  payment_id: "pay_1",
  results: { CardType: "VISA" },
  authorised_at: null,
  taken_at: null,
  lapses_at: null,
  issuer_hold_until: null,
  settled_at: null,
  compared_at: null,
  gateway_state: null,
  adopted_by: null,
  registered_for_repeats: null,
  created_at: "2026-11-20T09:28:00.000Z",
  ...over,
})

export const held = transaction({ kind: "DEFERRED", state: "deferred", taken_minor: 0 })
export const kept = transaction({ kind: "AUTHENTICATE", state: "authenticated", taken_minor: 0 })
export const refund = transaction({ kind: "REFUND", state: "credited", taken_minor: 0 })

export const refused: Extract<ActionView, { allowed: false }> = {
  allowed: false,
  code: "settled",
  values: {},
  reason: "it is settled since midnight; only a refund gives the money back",
}

export const undecided: Extract<ActionView, { allowed: false }> = {
  allowed: false,
  code: "undecided",
  values: {
    amount_minor: 500,
    currency_code: "gbp",
    intent_kind: "refund",
    intent_id: "spint_1",
  },
  reason: "an earlier refund is not decided yet",
}

export const allowed = (given: { limit_minor?: number; owed_minor?: number } = {}): ActionView => ({
  allowed: true,
  has_amount: true,
  ...given,
})

export function rowOf(action: Row["action"]): Row {
  const row = ACTIONS.find((one) => one.action === action)
  if (!row) throw new Error(`There is no ${action}.`)
  return row
}

export const subject = (
  action: Row["action"],
  over: Partial<Omit<Subject, "row">> = {}
): Subject => ({
  transaction: transaction(),
  row: rowOf(action),
  view: allowed(),
  protocol: "4.00",
  ...over,
})
