/** What is wrong in a form, by field. The server says the same; this says it before anything is sent. */
import { looksLikeCard } from "../../protocol/card-numbers"
import { FORMATS } from "../../protocol/formats"
import { transliterate } from "../../protocol/transliterate"
import type { CardType } from "../../protocol/card-types"
import { readTyped } from "../lib/money"
import type { Draft, Purpose } from "./draft"
import { repeatsCard } from "./elsewhere"
import { expiryMistake } from "./expiry"
import { numberMistake, recognised, securityDigits } from "./number"

export type MistakeKey =
  | "amount"
  | "confirm_empty"
  | "confirm_differs"
  | "order_owes_nothing"
  | "order_cancelled"
  | "description_empty"
  | "latin"
  | "reason"
  | "number_empty"
  | "number_length"
  | "number_check_digit"
  | "type"
  | "expiry_empty"
  | "expiry_unreadable"
  | "expiry_past"
  | "holder_empty"
  | "cv2_three"
  | "cv2_four"
  | "auth_code"
  | "email"
  | "number_here"

export type FieldName =
  | "amount"
  | "confirm"
  | "order"
  | "description"
  | "reason"
  | "number"
  | "type"
  | "expiry"
  | "holder"
  | "cv2"
  | "auth_code"
  | "email"
  | "billing"
  | "delivery"

export type Mistakes = Readonly<Partial<Record<FieldName, MistakeKey>>>

export type Rules = {
  readonly purpose: Purpose
  readonly limitMinor: number | undefined
  readonly now: Date
}

export const typeOf = ({ card }: Draft): CardType | undefined =>
  card.type === "auto" ? recognised(card.number) : card.type

/** Undefined where it is no amount, or beyond the limit. */
export function amountOf(text: string, currency: string, limitMinor?: number): number | undefined {
  const typed = readTyped(text, currency)
  if ("problem" in typed) return undefined
  return limitMinor !== undefined && typed.minor > limitMinor ? undefined : typed.minor
}

export function mistakesOf(draft: Draft, rules: Rules): Mistakes {
  const isManual = rules.purpose === "manual"
  const found: [FieldName, MistakeKey | undefined][] = [
    ["amount", amountMistake(draft, rules)],
    ["description", descriptionMistake(draft)],
    ["reason", reasonMistake(draft)],
    ["number", numberMistake(draft.card.number)],
    ["type", typeMistake(draft)],
    ["expiry", expiryMistake(draft.card.expiry, rules.now)],
    ["holder", holderMistake(draft)],
    ...(isManual ? ofManual(draft) : ofRefund(draft)),
  ]
  return Object.fromEntries(found.filter(([, mistake]) => mistake !== undefined))
}

function ofManual(draft: Draft): [FieldName, MistakeKey | undefined][] {
  const { card, authCode, email, billing, delivery } = draft
  const digits = securityDigits(typeOf(draft))
  const isCode = card.cv2 === "" || new RegExp(`^\\d{${digits}}$`).test(card.cv2)
  const isEmail = email.trim() === "" || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())
  const isBankCode = /^[A-Za-z0-9]{0,15}$/.test(authCode.trim())
  const repeated = (texts: readonly string[]) =>
    repeatsCard(texts.join(" "), card.number) ? "number_here" : undefined
  return [
    ["order", orderMistake(draft)],
    ["cv2", isCode ? undefined : digits === 4 ? "cv2_four" : "cv2_three"],
    ["auth_code", repeated([authCode]) ?? (isBankCode ? undefined : "auth_code")],
    ["email", repeated([email]) ?? (isEmail ? undefined : "email")],
    ["billing", repeated(Object.values(billing))],
    ["delivery", repeated(Object.values(delivery))],
  ]
}

function ofRefund({ amount, confirm, currency }: Draft): [FieldName, MistakeKey | undefined][] {
  const same = amountOf(amount, currency) === amountOf(confirm, currency)
  const empty = confirm.trim() === ""
  return [["confirm", empty ? "confirm_empty" : same ? undefined : "confirm_differs"]]
}

const amountMistake = ({ amount, currency }: Draft, { limitMinor }: Rules) =>
  amountOf(amount, currency, limitMinor) === undefined ? "amount" : undefined

function orderMistake({ order }: Draft): MistakeKey | undefined {
  if (order?.isCancelled) return "order_cancelled"
  return order && order.owedMinor <= 0 ? "order_owes_nothing" : undefined
}

/** A number that was pasted here would be kept, and shown to everybody. */
const numberIn = (text: string, { card }: Draft): MistakeKey | undefined =>
  looksLikeCard(text) || repeatsCard(text, card.number) ? "number_here" : undefined

function descriptionMistake(draft: Draft): MistakeKey | undefined {
  const { description } = draft
  if (description.trim() === "") return "description_empty"
  return numberIn(description, draft) ?? (transliterate(description) === "" ? "latin" : undefined)
}

function reasonMistake(draft: Draft): MistakeKey | undefined {
  return numberIn(draft.reason, draft) ?? (draft.reason.trim().length < 3 ? "reason" : undefined)
}

function holderMistake(draft: Draft): MistakeKey | undefined {
  const { holder } = draft.card
  if (holder.trim() === "") return "holder_empty"
  const hasLetters = /\p{L}/u.test(transliterate(holder, FORMATS.name.chars))
  return numberIn(holder, draft) ?? (hasLetters ? undefined : "latin")
}

function typeMistake(draft: Draft): MistakeKey | undefined {
  const isWhole = numberMistake(draft.card.number) === undefined
  return isWhole && typeOf(draft) === undefined ? "type" : undefined
}
