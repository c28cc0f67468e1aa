/** The ledger's rows as the database holds them. Amounts are minor units. */
import type { TransactionKind, TransactionState } from "../../protocol/life"
import type { ActionType } from "../../protocol"
import type { INTENT_KINDS, INTENT_SOURCES, INTENT_STATUSES } from "./models/intent"
import type { OPERATION_STATUSES } from "./models/operation"

export type IntentKind = (typeof INTENT_KINDS)[number]
export type IntentSource = (typeof INTENT_SOURCES)[number]
export type IntentStatus = (typeof INTENT_STATUSES)[number]
export type OperationStatus = (typeof OPERATION_STATUSES)[number]

export type TransactionRow = {
  id: string
  account: string | null
  protocol: "2.22" | "3.00" | "4.00"
  kind: TransactionKind
  state: TransactionState
  vendor_tx_code: string
  vps_tx_id: string | null
  security_key: string | null
  tx_auth_no: string | null
  currency: string
  amount_minor: number
  taken_minor: number
  authorised_minor: number
  refunded_minor: number
  root_id: string
  related_id: string | null
  session_id: string | null
  cart_id: string | null
  payment_id: string | null
  order_id: string | null
  results: Record<string, string> | null
  next_url: string | null
  registration: Record<string, string> | null
  fingerprint: string | null
  notification_signature: string | null
  notification_status: string | null
  notified_at: Date | null
  claim: string | null
  claimed_at: Date | null
  accepted_claim: string | null
  answer_status: AnswerStatus | null
  answer_redirect_url: string | null
  answer_detail: string | null
  answered_at: Date | null
  return_token: string | null
  return_url: string | null
  heard_at: Date | null
  levelling_at: Date | null
  hold_kept_at: Date | null
  authorised_at: Date | null
  taken_at: Date | null
  compared_at: Date | null
  gateway_state: number | null
  batch_id: string | null
  settled_at: Date | null
  missing_at: Date | null
  adopted_by: string | null
  registered_for_repeats: boolean | null
  repeat_consent: string | null
  repeat_consented_at: Date | null
  created_at: Date
  updated_at: Date
}

export type AnswerStatus = "OK" | "INVALID" | "ERROR"

export type IntentRow = {
  id: string
  root_id: string
  kind: IntentKind
  source: IntentSource
  source_id: string
  status: IntentStatus
  currency: string
  amount_minor: number
  moved_minor: number
  claimed_by: string | null
  levelled_at: Date | null
  warned_at: Date | null
  order_id: string | null
  payment_id: string | null
  actor: string | null
  reason: string | null
  decided_by: string | null
  decided_note: string | null
  decided_at: Date | null
  created_at: Date
}

export type OperationRow = {
  id: string
  intent_id: string
  root_id: string
  transaction_id: string
  leg: number
  fallback: boolean
  verb: ActionType
  vendor_tx_code: string | null
  amount_minor: number
  status: OperationStatus
  process: string | null
  sent_at: Date | null
  reply_status: string | null
  reply_detail: string | null
  made_transaction_id: string | null
  asks: number
  ask_after: Date | null
  absent_at: Date | null
  evidence: Record<string, unknown> | null
  created_at: Date
}

/** Sent or about to be, and nobody knows yet what became of it; `planned` waits for its turn. */
export function isUndecided(status: OperationStatus): boolean {
  return status === "planned" || isInDoubt(status)
}

/** It may be at the gateway, or happen there any moment. */
export function isInDoubt(status: OperationStatus): boolean {
  return status === "sent" || status === "unknown"
}

/** A payment with everything that belongs to it. */
export type Family = {
  readonly root: TransactionRow
  readonly transactions: readonly TransactionRow[]
  readonly intents: readonly IntentRow[]
}
