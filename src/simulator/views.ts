import type { Transaction } from "./types"

/** A transaction as the control routes show it; amounts in minor units, times in ISO 8601. */
export type TransactionView = {
  vps_tx_id: string
  vendor: string
  vendor_tx_code: string
  security_key: string
  tx_auth_no: string | null
  tx_type: string
  vps_protocol: string
  state: string
  state_in_words: string
  amount: number
  currency: string
  released: number | null
  description: string
  root_vps_tx_id: string
  related_vps_tx_id: string | null
  card_type: string | null
  last_4_digits: string | null
  expiry_date: string | null
  three_d_secure_status: string | null
  avscv2: string | null
  failed_attempts: number
  settled_at: string | null
  batch: number | null
  created_at: string
  accepted_at: string | null
  note: string | null
  request: Record<string, string>
  notification: {
    fields: Record<string, string>
    deliveries: number
    acknowledgement: unknown
  } | null
}

export function viewOf(transaction: Transaction): TransactionView {
  const { notification, card } = transaction
  return {
    vps_tx_id: transaction.vpsTxId,
    vendor: transaction.vendor,
    vendor_tx_code: transaction.vendorTxCode,
    security_key: transaction.securityKey,
    tx_auth_no: transaction.txAuthNo ?? null,
    tx_type: transaction.txType,
    vps_protocol: transaction.version,
    state: transaction.state,
    state_in_words: stateInWords(transaction),
    amount: transaction.amount,
    currency: transaction.currency,
    released: transaction.released ?? null,
    description: transaction.description,
    root_vps_tx_id: transaction.rootId,
    related_vps_tx_id: transaction.relatedId ?? null,
    card_type: card?.type ?? null,
    last_4_digits: card?.last4 ?? null,
    expiry_date: card?.expiry ?? null,
    three_d_secure_status: transaction.threeDSecure?.status ?? null,
    avscv2: transaction.checks?.AVSCV2 ?? null,
    failed_attempts: transaction.failedAttempts.length,
    settled_at: timeOf(transaction.settledAt),
    batch: transaction.batch ?? null,
    created_at: new Date(transaction.createdAt).toISOString(),
    accepted_at: timeOf(transaction.acceptedAt),
    note: transaction.note ?? null,
    request: { ...transaction.request },
    notification: notification
      ? {
          fields: { ...notification.fields },
          deliveries: notification.deliveries,
          acknowledgement: notification.acknowledgement ?? null,
        }
      : null,
  }
}

function timeOf(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString()
}

export function stateInWords(transaction: Transaction): string {
  const credit = ["REFUND", "DIRECTREFUND"].includes(transaction.txType)
  switch (transaction.state) {
    case "open":
      return "Waiting for the shopper"
    case "unacknowledged":
      return "Finished, waiting for the shop's answer"
    case "authorised":
      if (credit) return "Refund successful"
      return transaction.settledAt === undefined
        ? "Authorised, awaiting settlement"
        : "Authorised and settled"
    case "deferred":
      return "Deferred: authorised, awaiting release"
    case "released":
      return transaction.settledAt === undefined
        ? "Released, awaiting settlement"
        : "Released and settled"
    case "authenticated":
      return "Authenticated, awaiting authorise"
    case "registered":
      return "Registered, awaiting authorise"
    case "aborted":
      return "Aborted"
    case "expired":
      return transaction.txType === "AUTHENTICATE"
        ? "Cancelled: lapsed"
        : "Failed: not released in time"
    case "cancelled":
      return "Cancelled"
    case "voided":
      return "Voided"
    case "declined":
      return "Declined by the bank"
    case "rejected":
      return "Rejected by the account's rules"
    case "abandoned":
      return "Abandoned: cancelled by the shopper or timed out"
    case "failed":
      return "Failed: cancelled by the gateway, no money taken"
    case "unsettled":
      return credit
        ? "Failed at the bank: no money paid back"
        : "Failed at settlement: no money taken"
  }
}
