/** What a form must know of the money that it is about. */
import { computedToMinor } from "../../protocol/money"
import type { TransactionDetail } from "../lib/queries"
import type { ActionView, AttentionEntry } from "../lib/types"
import { minorToTyped, readTyped } from "../lib/money"
import { actionOf, type Choice } from "./choices"
import type { FormField, Money, Values } from "./fields"

export type Known = Money & {
  /** What moves when no amount is asked for. */
  readonly wholeMinor?: number
  /** Why the gateway or the order does not allow it now. */
  readonly refusal?: Extract<ActionView, { allowed: false }>
}

type Sum = { readonly amount: number | string }
/** As Medusa answers it, in major units. */
export type CorePayment = Sum & {
  readonly currency_code: string
  readonly captures?: readonly Sum[]
  readonly refunds?: readonly Sum[]
}

export function knownOfTransaction(
  choice: Pick<Choice, "body">,
  { transaction, actions }: Pick<TransactionDetail, "transaction" | "actions">
): Known {
  const { currency_code: currency, amount_minor, taken_minor, authorised_minor } = transaction
  const action = actionOf(choice)
  // How much of it was released in the console: at most what was held.
  if (action === undefined) return { currency, limitMinor: amount_minor }
  const view = Object.entries(actions).find(([name]) => name === action)?.[1]
  const wholeMinor =
    action === "CANCEL" ? amount_minor - authorised_minor : taken_minor || amount_minor
  if (view && !view.allowed) return { currency, wholeMinor, refusal: view }
  // A charge anew has no limit at the gateway: what the order still owes is its limit.
  const settles = choice.body.properties.settles_order?.const === true
  if (settles) return { currency, limitMinor: view?.owed_minor ?? 0 }
  return { currency, wholeMinor, limitMinor: view?.limit_minor }
}

export function knownOfPayment({ id }: Pick<Choice, "id">, payment: CorePayment): Known {
  const currency = payment.currency_code
  const minor = (sums: readonly Sum[] = []) =>
    sums.reduce((total, { amount }) => total + computedToMinor(amount, currency), 0)
  const captured = minor(payment.captures)
  const left = id === "refund" ? captured - minor(payment.refunds) : minor([payment]) - captured
  return { currency, limitMinor: Math.max(left, 0) }
}

/** Choices for all that there is; where only a part may be meant, the person types it. */
const WHOLE: ReadonlySet<string> = new Set(["charged_in_console", "unsettled_charge"])
/** The fact that says how much is to move. */
const MINOR_FACT: Readonly<Record<string, string>> = {
  taken_without_order: "ours_minor",
  cancelled_order_not_refunded: "ours_minor",
  taken_beyond_order: "beyond_minor",
  refund_voided: "amount_minor",
  rest_not_held: "amount_minor",
  fulfilment_cancelled: "amount_minor",
}
const MAJOR_FACT: Readonly<Record<string, string>> = {
  surcharge: "surcharge",
  row_without_movement: "amount",
}

/** The amount that a form begins with, as typed; empty where nobody but the person knows. */
export function prefilled(
  about: Pick<AttentionEntry, "kind" | "facts">,
  choice: Pick<Choice, "id">,
  fields: readonly FormField[],
  known: Known | undefined
): Values {
  const amount = amountField(fields)
  const minor = known && wantedMinor(about, choice, known)
  if (!amount || !minor || minor <= 0) return {}
  const { currency, limitMinor = minor } = known
  const possible = Math.min(minor, limitMinor)
  return possible > 0 ? { [amount.name]: minorToTyped(possible, currency) } : {}
}

function wantedMinor(
  { kind, facts }: Pick<AttentionEntry, "kind" | "facts">,
  { id }: Pick<Choice, "id">,
  { currency, limitMinor }: Known
): number | undefined {
  if (id === "released") return undefined
  if (id === "capture") return atMost(facts.needed_minor, limitMinor)
  if (WHOLE.has(kind)) return limitMinor
  const inMinor = facts[MINOR_FACT[kind] ?? ""]
  if (typeof inMinor === "number") return inMinor
  const inMajor = facts[MAJOR_FACT[kind] ?? ""]
  if (typeof inMajor !== "string" && typeof inMajor !== "number") return undefined
  const read = readTyped(String(inMajor), currency)
  return "minor" in read ? read.minor : undefined
}

/** Of a hold the order may need a part only. */
function atMost(needed: unknown, limitMinor: number | undefined): number | undefined {
  return typeof needed === "number" ? Math.min(needed, limitMinor ?? needed) : limitMinor
}

/** What would move; undefined where nobody knows, or nothing does. */
export function amountOf(
  fields: readonly FormField[],
  values: Values,
  known: Known | undefined
): number | undefined {
  const amount = amountField(fields)
  if (!known || !amount) return known?.wholeMinor
  const read = readTyped(values[amount.name] ?? "", known.currency)
  return "minor" in read ? read.minor : undefined
}

function amountField(fields: readonly FormField[]): FormField | undefined {
  return fields.find(({ kind }) => kind === "amount")
}
