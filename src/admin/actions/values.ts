/** What the form of an action starts with, what limits it, what is wrong with what was typed, and what is sent. */
import type { PressBody } from "../../api/admin/sagepay/validators"
import { looksLikeCard } from "../../protocol/card-numbers"
import { currencyDigits } from "../../protocol/money"
import { amountMistake, minorToTyped, readTyped, type AmountMistake } from "../lib/money"
import type { ActionView, Settings, Transaction } from "../lib/types"
import {
  cardsInExtras,
  extrasBody,
  NO_EXTRAS,
  wrongExtras,
  type ExtraMistake,
  type Extras,
} from "./extras"
import { mitBody, NO_MIT, wrongDetails, type Mit, type MitDetail } from "./mit"
import { owedOf, settlesOnly } from "./offers"
import type { Row } from "./table"

/** What the form is about, as it was when it opened. */
export type Subject = {
  readonly transaction: Transaction
  readonly row: Row
  readonly view: ActionView
  /** Of the account: only 4.00 is told why a card is charged again. */
  readonly protocol: string | undefined
}

/** The account without a name is "default". */
export function protocolOf({ account }: Transaction, settings: Settings | undefined) {
  return settings?.accounts.find((one) => one.account === (account ?? "default"))?.protocol
}

/** Two of them are of one situation if nothing has happened in between. */
export function situationOf({ transaction, view }: Subject): string {
  const { state, taken_minor, refunded_minor, authorised_minor } = transaction
  return JSON.stringify([state, taken_minor, refunded_minor, authorised_minor, view])
}

export type Values = {
  readonly amount: string
  readonly currency: string
  readonly settles: boolean
  readonly reason: string
  readonly mit: Mit
  readonly extras: Extras
}

/** Names of fields; of the amount also what is wrong with it. */
export type Mistakes = {
  readonly amount: AmountMistake | undefined
  readonly others: ReadonlySet<"currency" | "reason" | MitDetail | ExtraMistake>
  /** Where a card's number stands that must not be kept. */
  readonly cards: ReadonlySet<"reason" | ExtraMistake>
}

export function startingValues(subject: Subject): Values {
  const { transaction, row, view } = subject
  const settles = row.repeats ? owedOf(view) > 0 : settlesOnly(row.action, view)
  return {
    amount: likelyAmount(subject, settles),
    currency: transaction.currency_code.toUpperCase(),
    settles,
    reason: "",
    mit: NO_MIT,
    extras: NO_EXTRAS,
  }
}

/** Whether the person is asked if it settles the order; where that is not the only way, they may say no. */
export function maySettle({ row, view }: Subject): "no" | "may" | "must" {
  if (settlesOnly(row.action, view)) return "must"
  return (row.repeats || row.action === "AUTHORISE") && owedOf(view) > 0 ? "may" : "no"
}

export function limitOf({ view }: Subject, settles: boolean): number | undefined {
  if (settles) return owedOf(view)
  return view.allowed ? view.limit_minor : undefined
}

/** Empty where nothing is likelier than anything else. */
function likelyAmount(subject: Subject, settles: boolean): string {
  const { transaction, row } = subject
  const limit = limitOf(subject, settles)
  if (!row.hasAmount || limit === undefined) return ""
  // The 115 % are headroom, and not what the shopper agreed to pay.
  const own = transaction.amount_minor - transaction.authorised_minor
  const minor = row.action === "AUTHORISE" && !settles ? Math.min(own, limit) : limit
  return minor > 0 ? minorToTyped(minor, transaction.currency_code) : ""
}

/** The amount follows, unless a person has typed another; the currency is the order's. */
export function withSettles(subject: Subject, values: Values, settles: boolean): Values {
  return following(subject, subject, values, settles)
}

/** After something happened meanwhile: what the order owes, or no longer owes, decides anew whether it may be settled. */
export function lookedAgain(before: Subject, now: Subject, values: Values): Values {
  const may = maySettle(now)
  return following(before, now, values, may === "may" ? values.settles : may === "must")
}

function following(before: Subject, now: Subject, values: Values, settles: boolean): Values {
  const untouched = values.amount === likelyAmount(before, values.settles)
  return {
    ...values,
    settles,
    amount: untouched ? likelyAmount(now, settles) : values.amount,
    currency: settles ? now.transaction.currency_code.toUpperCase() : values.currency,
  }
}

export function mistakesOf(subject: Subject, values: Values): Mistakes {
  const { transaction, row } = subject
  const { amount, currency, settles, reason, mit, extras } = values
  const isCurrency = currencyDigits(currency) !== undefined
  const letters = reason.trim().length
  return {
    amount:
      row.hasAmount && isCurrency
        ? amountMistake(amount, currency, limitOf(subject, settles))
        : undefined,
    others: new Set([
      ...(isCurrency ? [] : (["currency"] as const)),
      ...(letters >= 3 && letters <= 500 ? [] : (["reason"] as const)),
      ...(asksWhy(subject) ? wrongDetails(mit) : []),
      ...(row.repeats ? wrongExtras(extras, transaction) : []),
    ]),
    cards: new Set([
      ...(looksLikeCard(reason) ? (["reason"] as const) : []),
      ...(row.repeats ? cardsInExtras(extras) : []),
    ]),
  }
}

export function isRight({ amount, others, cards }: Mistakes): boolean {
  return amount === undefined && others.size === 0 && cards.size === 0
}

export function hasWrongExtra({ others, cards }: Mistakes): boolean {
  return [...others, ...cards].some(
    (name) => name === "description" || name === "cv2" || name.includes(".")
  )
}

export function asksWhy({ row, protocol }: Pick<Subject, "row" | "protocol">): boolean {
  return row.repeats && protocol === "4.00"
}

/** What is typed, in minor units; of actions on the whole, the whole. */
export function minorOf({ transaction, row }: Subject, values: Values): number | undefined {
  if (!row.hasAmount) return transaction.taken_minor || transaction.amount_minor
  if (currencyDigits(values.currency) === undefined) return undefined
  const typed = readTyped(values.amount, values.currency)
  return "minor" in typed ? typed.minor : undefined
}

export type Content = Omit<PressBody, "key">

export function contentOf(subject: Subject, values: Values): Content {
  const { row } = subject
  return {
    action: row.action,
    reason: values.reason.trim(),
    ...(row.hasAmount ? { amount_minor: minorOf(subject, values) } : {}),
    // Left out it would settle the order by itself.
    ...(row.repeats || maySettle(subject) !== "no" ? { settles_order: values.settles } : {}),
    ...(row.repeats ? { currency: values.currency, ...extrasBody(values.extras) } : {}),
    ...(asksWhy(subject) ? { mit: mitBody(values.mit) } : {}),
  }
}
