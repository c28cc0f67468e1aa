/** What the page calls an action. */
import type { Texts } from "../lib/texts"
import type { Action, Transaction } from "../lib/types"

/** A VOID of a refund takes money from the shopper, so it has words of its own. */
export function wordsOf(action: Action, { state }: Pick<Transaction, "state">): string {
  return action === "VOID" && state === "credited" ? "VOID_credit" : action
}

export function nameOf({ t }: Texts, action: Action, transaction: Transaction): string {
  return t(`actions.names.${wordsOf(action, transaction)}`)
}
