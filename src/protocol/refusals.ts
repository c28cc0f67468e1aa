/**
 * Why something may not be done now: a code and what it speaks of, so that a page can say it in its reader's language,
 * and the sentence in English. The one table of them, also of those that are the shop's own.
 */
import { showMoney } from "./money"
import { STATES, type LifeAction, type TransactionKind, type TransactionState } from "./states"

type Nothing = Readonly<Record<string, never>>
type InMoney = { readonly amount_minor: number; readonly currency_code: string }

export type RefusalValues = {
  wrong_kind: { readonly action: LifeAction; readonly kind: TransactionKind }
  wrong_state: { readonly action: LifeAction; readonly state: TransactionState }
  too_late: { readonly days: number }
  settled: Nothing
  refund_exists: InMoney
  nothing_left: InMoney
  order_cancelled: Nothing
  no_order: Nothing
  nothing_owed: Nothing
  capture_awaited: InMoney
  payment_cancelled: Nothing
  captured_in_full: InMoney & { readonly action: LifeAction }
  captured_in_part: InMoney
  refund_counted: Nothing
  undecided: InMoney & {
    readonly intent_kind: "capture" | "refund" | "cancel" | "repeat"
    readonly intent_id: string
  }
}
export type RefusalCode = keyof RefusalValues

type RefusalOf<C extends RefusalCode> = {
  readonly allowed: false
  readonly code: C
  readonly values: RefusalValues[C]
  /** In English. */
  readonly reason: string
}
export type Refusal = { readonly [C in RefusalCode]: RefusalOf<C> }[RefusalCode]

const WRONG_KIND: Readonly<Record<LifeAction, string>> = {
  RELEASE: "only a DEFERRED payment is released",
  ABORT: "only a DEFERRED payment is aborted",
  AUTHORISE: "only an AUTHENTICATE payment is authorised later",
  CANCEL: "only an AUTHENTICATE payment is cancelled",
  REFUND: "there is nothing taken here to refund",
  VOID: "this type cannot be voided",
  REPEAT: "only an authorised payment can be repeated",
  REPEATDEFERRED: "only an authorised payment can be repeated",
}

const SENTENCES: { readonly [C in RefusalCode]: (values: RefusalValues[C]) => string } = {
  wrong_kind: ({ action }) => WRONG_KIND[action],
  wrong_state: ({ state }) => `it is ${STATES[state].meaning}`,
  too_late: ({ days }) => `the ${days} days in which the gateway allows it are over`,
  settled: () => "it is settled since midnight; only a refund gives the money back",
  refund_exists: () => "a refund of it exists, and voiding both would pay back twice",
  nothing_left: (values) => `nothing is left of ${show(values)}`,
  order_cancelled: () => "its order is cancelled, and nothing is taken for a cancelled order",
  no_order: () => "it belongs to no order that could owe anything",
  nothing_owed: () =>
    "the order owes nothing more, with what is held, taken or on its way counted. Say settles_order: false to " +
    "charge it beside the order",
  capture_awaited: (values) =>
    `Medusa counts a capture of ${show(values)} that is still to be sent. Wait some minutes, or refund it in Medusa first`,
  payment_cancelled: () => "Medusa's payment is cancelled, so it could not be recorded there",
  captured_in_full: (values) =>
    `Medusa's payment of ${show(values)} is captured in full` +
    (values.action === "AUTHORISE" ? "; with settles_order it becomes a payment of its own" : ""),
  captured_in_part: (values) =>
    `Medusa counts only ${show(values)} of it as captured, and a VOID is of the whole`,
  refund_counted: () => "Medusa counts this refund, and has no way to take it back",
  undecided: (values) =>
    `Nothing was sent: an earlier ${values.intent_kind === "repeat" ? "charge" : values.intent_kind} of ${show(values)} ` +
    `on this payment is not decided yet (${values.intent_id}). ` +
    `Where the gateway may be asked about it, that is being done: wait some minutes. If it stays so, look the payment ` +
    `up in the gateway's console and settle it with what you read there.`,
}

export const REFUSAL_CODES = Object.keys(SENTENCES) as RefusalCode[]

export function refusal<C extends RefusalCode>(code: C, values: RefusalValues[C]): RefusalOf<C> {
  return { allowed: false, code, values, reason: SENTENCES[code](values) }
}

export function inMoney(minor: number, currency: string): InMoney {
  return { amount_minor: minor, currency_code: currency.toLowerCase() }
}

function show({ amount_minor, currency_code }: InMoney): string {
  return showMoney({ minor: amount_minor, currency: currency_code })
}
