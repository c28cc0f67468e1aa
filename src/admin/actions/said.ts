/** What will happen to the shopper's money, as the name of a sentence and the amounts in it. */
import { authoriseCeiling } from "../../protocol/life"
import { minorOf, type Subject, type Values } from "./values"

export type Said = {
  readonly sentence: string
  readonly amountMinor: number
  /** What the rest of the sentence speaks of: what is left, or let go. */
  readonly restMinor: number
}

/** Undefined while no amount is typed. */
export function saidOf(subject: Subject, values: Values): Said | undefined {
  const amountMinor = minorOf(subject, values)
  if (amountMinor === undefined) return undefined
  return { amountMinor, ...rest(subject, values, amountMinor) }
}

function rest(
  { transaction, row }: Subject,
  values: Values,
  amount: number
): Omit<Said, "amountMinor"> {
  const { action } = row
  const own = transaction.amount_minor - transaction.authorised_minor
  const of = (sentence: string, restMinor = 0) => ({
    sentence: restMinor > 0 ? `${sentence}_part` : sentence,
    restMinor: Math.max(0, restMinor),
  })
  switch (action) {
    case "RELEASE":
      return of(action, transaction.amount_minor - amount)
    case "AUTHORISE":
      if (values.settles) return of("AUTHORISE_settles")
      return of(
        action,
        authoriseCeiling(transaction.amount_minor) - transaction.authorised_minor - amount
      )
    case "REFUND":
      return of(action, transaction.taken_minor - transaction.refunded_minor - amount)
    case "CANCEL":
      return transaction.authorised_minor > 0
        ? { sentence: "CANCEL_part", restMinor: own }
        : of(action)
    case "VOID":
      return of(transaction.state === "credited" ? "VOID_credit" : action)
    default:
      return of(action)
  }
}
