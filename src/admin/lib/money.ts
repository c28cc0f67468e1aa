/** Amounts as staff read and type them. */
import { AmountError, currencyDigits, toWireAmount, typedToMinor } from "../../protocol/money"

/** In the language of the dashboard. Exact: the decimal text is what is shown, not a float. */
export function showMinor(minor: number, currency: string, language: string): string {
  const digits = currencyDigits(currency) ?? 2
  const format = new Intl.NumberFormat(language, {
    style: "currency",
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return format.format(minor / 10 ** digits)
}

/** For an amount field: `12.34`, with a point in every language. */
export function minorToTyped(minor: number, currency: string): string {
  return toWireAmount(minor, currency)
}

export type Typed =
  | { readonly minor: number }
  | { readonly problem: "empty" | "not_an_amount" | "too_many_decimals" | "out_of_range" }

/**
 * A comma is a decimal sign where exactly one stands and no point does. Digits are counted, zeros too: `1,000` is one to
 * some and a thousand to others.
 */
export function readTyped(text: string, currency: string): Typed {
  const trimmed = text.trim().replace(/^([^.,]*),([^.,]*)$/, "$1.$2")
  if (trimmed === "") return { problem: "empty" }
  const amount = /^\d+(?:\.(\d+))?$/.exec(trimmed)
  if (!amount) return { problem: "not_an_amount" }
  const [, decimals = ""] = amount
  if (decimals.length > (currencyDigits(currency) ?? 2)) return { problem: "too_many_decimals" }
  try {
    return { minor: typedToMinor(trimmed, currency) }
  } catch (error) {
    if (!(error instanceof AmountError)) throw error
    const isLong = error.problem === "too_many_decimals"
    return { problem: isLong ? "too_many_decimals" : "out_of_range" }
  }
}

export type AmountMistake = Extract<Typed, { problem: string }>["problem"] | "over_limit"

/** What is wrong with an amount, as a key of the texts; undefined when nothing is. */
export function amountMistake(
  text: string,
  currency: string,
  limitMinor: number | undefined
): AmountMistake | undefined {
  const typed = readTyped(text, currency)
  if ("problem" in typed) return typed.problem
  return limitMinor !== undefined && typed.minor > limitMinor ? "over_limit" : undefined
}
