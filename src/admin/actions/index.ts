export { TransactionActions, type TransactionActionsProps } from "./transaction-actions"
