/** A payment as the panel of an order shows it: its transactions, its money, its life, and what may be done now. */
import { checksOf } from "../../../modules/sagepay/checks"
import type { PaymentOverview } from "../../../modules/sagepay/press-overview"
import { moneyOf } from "../../../modules/sagepay/takings"
import { timelineOf, type TimelineEntry } from "../../../modules/sagepay/timeline"
import type { Names } from "../../../shop/people"
import { consentView, intentView, transactionView } from "./views"

/** Everybody whose name the views would show. */
export function peopleIn(payments: readonly PaymentOverview[]): (string | null)[] {
  return payments.flatMap(timeline).flatMap(({ by, decided_by }) => [by, decided_by])
}

/** Without the payment's own transaction, which each route shows in its own place. */
export function paymentParts(payment: PaymentOverview, names: Names) {
  const { family, operations, actions } = payment
  const nameOf = (id: string | null) => names.get(id ?? "") ?? null
  return {
    transactions: family.transactions
      .filter((row) => row.id !== family.root.id)
      .map(transactionView),
    intents: family.intents.map((intent) =>
      intentView(
        intent,
        operations.filter((operation) => operation.intent_id === intent.id)
      )
    ),
    money: { ...moneyOf(family), currency_code: family.root.currency.toLowerCase() },
    checks: checksOf(family.root.results),
    repeat_consent: consentView(family.root),
    timeline: timeline(payment).map((entry) => ({
      ...entry,
      by_name: nameOf(entry.by),
      decided_by_name: nameOf(entry.decided_by),
    })),
    /** By transaction. */
    actions,
  }
}

function timeline({ family, operations, maker, now }: PaymentOverview): TimelineEntry[] {
  return timelineOf(family, operations, maker, now)
}
