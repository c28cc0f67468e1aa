/** The sentences about the money, in the reader's language. */
import type { Texts } from "../lib/texts"
import { saidOf } from "./said"
import { maySettle, type Subject, type Values } from "./values"

/** What will happen to the shopper's money; undefined while no amount is typed. */
export function sayingOf(
  { t, money }: Texts,
  subject: Subject,
  values: Values
): string | undefined {
  const said = saidOf(subject, values)
  if (!said) return undefined
  return t(`actions.says.${said.sentence}`, {
    amount: money(said.amountMinor, values.currency),
    rest: money(said.restMinor, subject.transaction.currency_code),
  })
}

/** Where what is charged anew is counted; undefined for all that goes with its own payment. */
export function countedIn({ t }: Texts, subject: Subject, values: Values): string | undefined {
  if (values.settles) return t("actions.counted.order")
  if (!subject.row.repeats) return undefined
  const owesNothing = subject.transaction.order_id !== null && maySettle(subject) === "no"
  return t(owesNothing ? "actions.counted.owes_nothing" : "actions.counted.ledger")
}
