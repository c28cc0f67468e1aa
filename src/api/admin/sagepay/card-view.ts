import type { Settled } from "../../../workflows/press"
import { intentView, transactionView } from "./views"

/** What came of it. Of the card there are its type and its last four digits, in the transaction's results. */
export function cardView({ intent, operation, transaction, isLevel }: Settled) {
  return {
    action: intentView(intent, [operation]),
    transaction: transactionView(transaction),
    /** Null: it is the ledger's alone. False: the money has moved, and Medusa follows within minutes. */
    medusa_is_level: isLevel ?? null,
  }
}
