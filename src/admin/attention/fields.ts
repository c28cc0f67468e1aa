/** The form of a choice, from the JSON Schema of what it sends. */
import { looksLikeCard } from "../../protocol/card-numbers"
import { toMajor } from "../../protocol/money"
import { amountMistake, readTyped } from "../lib/money"
import type { Choice } from "./choices"

export type FieldKind = "amount" | "words" | "secret" | "flag" | "line"

export type FormField = {
  readonly name: string
  readonly kind: FieldKind
  readonly required: boolean
  /** The server's own, for a field that has no text of ours. */
  readonly description: string
}

/** As typed; a flag is "true" or "". */
export type Values = Readonly<Record<string, string>>

const KINDS: Readonly<Record<string, FieldKind>> = {
  amount: "amount",
  amount_minor: "amount",
  note: "words",
  reason: "words",
  security_key: "secret",
}
const FORMATS: Readonly<Record<string, RegExp>> = {
  vps_tx_id: /^\{?[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}?$/i,
  tx_auth_no: /^\d{1,10}$/,
  security_key: /^[A-Za-z0-9]{10}$/,
}
const WORDS = { min: 3, max: 500 } as const

/** What a person fills in: neither what is always the same nor the key, which is made for them. */
export function fieldsOf({ body }: Pick<Choice, "body">): FormField[] {
  return Object.entries(body.properties).flatMap(([name, property]) =>
    property.const !== undefined || name === "key"
      ? []
      : {
          name,
          kind: KINDS[name] ?? (property.type === "boolean" ? "flag" : "line"),
          required: body.required.includes(name),
          description: property.description,
        }
  )
}

export type Money = {
  readonly currency: string
  readonly limitMinor?: number | undefined
}

export type Mistake = ReturnType<typeof amountMistake> | "missing" | "too_short" | "format" | "card"

/** Of a value as typed; undefined when nothing is wrong with it. */
export function mistakeIn(
  { name, kind, required }: FormField,
  typed: string,
  money: Money | undefined
): Mistake {
  const text = typed.trim()
  if (kind === "amount") {
    return money ? amountMistake(text, money.currency, money.limitMinor) : "missing"
  }
  if (text === "") return required && kind !== "flag" ? "missing" : undefined
  const format = FORMATS[name]
  if (format) return format.test(text) ? undefined : "format"
  if (looksLikeCard(text)) return "card"
  return kind === "words" && text.length < WORDS.min ? "too_short" : undefined
}

export const MAX_WORDS = WORDS.max

/** What is sent, with what the person did not choose. `key` is left to the caller. */
export function bodyOf(
  { body }: Pick<Choice, "body">,
  values: Values,
  money: Money | undefined
): Record<string, unknown> {
  const sent: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(body.properties)) {
    if (name === "key") continue
    const value = property.const ?? valueOf(name, property.type, values[name] ?? "", money)
    if (value !== undefined) sent[name] = value
  }
  return sent
}

/** Empty is left out. Medusa's own routes take major units, the plugin's whole minor ones. */
function valueOf(name: string, type: string, typed: string, money: Money | undefined) {
  const text = typed.trim()
  if (text === "") return undefined
  if (KINDS[name] === "amount") {
    const read = money && readTyped(text, money.currency)
    if (!read || "problem" in read) return undefined
    return type === "integer" ? read.minor : Number(toMajor(read.minor, money.currency))
  }
  if (type === "boolean") return text === "true"
  return type === "integer" || type === "number" ? Number(text) : text
}
