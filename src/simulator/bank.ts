import type { Core } from "./core"
import type { Transaction } from "./types"

export type BankAnswer = "approved" | "declined" | "timed out"

const DIGITS = "0123456789"

/** Asks the bank for this transaction and writes its answer into it; the state is the caller's. */
export function askBank(core: Core, transaction: Transaction): BankAnswer {
  transaction.txAuthNo = core.store.nextTxAuthNo()
  if (core.bank.declining || transaction.card?.declines) {
    transaction.declineCode = "05"
    return "declined"
  }
  transaction.declineCode = "00"
  // The test platform's fixed codes.
  transaction.bankAuthCode = transaction.card?.type === "AMEX" ? "99972" : "999777"
  if (transaction.version === "4.00") {
    transaction.schemeTraceId = `SP999777${core.ids.text(DIGITS, 9)}`
  }
  return "approved"
}
