import type { TransactionKind } from "../life"

/** What reports call a transaction's type, in small letters, as they mix them. */
const KINDS: Readonly<Record<string, TransactionKind>> = {
  payment: "PAYMENT",
  deferred: "DEFERRED",
  authenticate: "AUTHENTICATE",
  authorise: "AUTHORISE",
  manual: "MANUAL",
  refund: "REFUND",
  repeat: "REPEAT",
  repeatdeferred: "REPEATDEFERRED",
  // Not seen in any client [inferred].
  directrefund: "DIRECTREFUND",
}

/** Undefined for what the ledger knows nothing of: PreAuth, tokens, whatever comes. */
export function kindOfReport(transactionType: string): TransactionKind | undefined {
  const name = transactionType.replaceAll(/[\s_-]/g, "").toLowerCase()
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined
}
