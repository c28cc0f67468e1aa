import { TransactionActions } from "../actions"
import type { Payment, Transaction } from "../lib/types"

export type ActionsOfProps = {
  /** The payment itself, or what was made from it. */
  readonly transaction: Transaction
  readonly payment: Payment
  readonly className: string
}

/** What may be done to it; nothing where that was never anything. */
export function ActionsOf({ transaction, payment, className }: ActionsOfProps) {
  return (
    <div className={`empty:hidden ${className}`}>
      <TransactionActions
        transaction={transaction}
        actions={payment.actions[transaction.id]}
        payment={payment}
      />
    </div>
  )
}
