import type { TransactionKind } from "../life"

export type TransactionDetail = {
  /** In the one canonical form, with braces and in capitals. */
  readonly vpsTxId: string
  readonly vendorTxCode: string
  /** As the gateway writes it, and as ours where it is one that we know. */
  readonly transactionType: string
  readonly kind: TransactionKind | undefined
  /** txstateid */
  readonly stateId: number
  readonly status: string
  readonly amountMinor: number
  readonly currency: string
  readonly related?: { readonly vpsTxId?: string; readonly vendorTxCode?: string }
  readonly securityKey?: string
  readonly txAuthNo?: string
  readonly bankAuthCode?: string
  readonly declineCode?: string
  /** There once it is settled. */
  readonly batchId?: string
  readonly released?: boolean
  readonly aborted?: boolean
  readonly refunded?: boolean
  readonly repeated?: boolean
  readonly startedAt?: Date
  readonly completedAt?: Date
  /** Checks, card type and last four, under the names that a notification gives them. */
  readonly results: Readonly<Record<string, string>>
}

/** One row of a list; no keys, no state. */
export type TransactionLine = {
  readonly vpsTxId: string
  readonly vendorTxCode: string
  readonly transactionType: string
  readonly kind: TransactionKind | undefined
  /** 0 when the report gives none, which it may only for types that the ledger does not know. */
  readonly amountMinor: number
  readonly currency: string
  readonly startedAt?: Date
  readonly result: string
}
