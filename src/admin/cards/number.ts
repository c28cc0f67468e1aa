/** A card's number while it is typed: grouped as it stands on the card, and known by its type. */
import { cardDigits, cardTypeOf, passesLuhn } from "../../protocol/card-numbers"
import type { CardType } from "../../protocol/card-types"

const FOURS = [4, 4, 4, 4, 3]
/** American Express, and Diners Club with 14 digits. */
const FOUR_SIX = [4, 6, 5]

const STARTS_FOUR_SIX = /^(3[47]\d{0,13}|(30[0-5]|3095|36|3[89])\d{0,12})$/
/** Diners Club's short numbers start with these as well; which it is shows only when a 15th digit comes. */
const groupsOf = (digits: string): readonly number[] =>
  STARTS_FOUR_SIX.test(digits) && digits.length <= 15 ? FOUR_SIX : FOURS

export const digitsIn = (text: string): string => text.replaceAll(/\D/g, "")

export function groupDigits(digits: string): string {
  const groups: string[] = []
  let from = 0
  for (const length of groupsOf(digits)) {
    groups.push(digits.slice(from, from + length))
    from += length
  }
  groups.push(digits.slice(from))
  return groups.filter((group) => group !== "").join(" ")
}

/** What was typed or pasted, grouped, with the caret behind the same digit as before. */
export function regroup(
  text: string,
  caret: number
): { readonly text: string; readonly caret: number } {
  const grouped = groupDigits(digitsIn(text))
  const before = digitsIn(text.slice(0, caret)).length
  let place = 0
  for (let seen = 0; seen < before; place += 1) if (grouped[place] !== " ") seen += 1
  return { text: grouped, caret: place }
}

export type NumberMistake = "number_empty" | "number_length" | "number_check_digit"

export function numberMistake(typed: string): NumberMistake | undefined {
  if (typed.trim() === "") return "number_empty"
  const number = cardDigits(typed)
  if (number === undefined) return "number_length"
  return passesLuhn(number) ? undefined : "number_check_digit"
}

/** What the number says; undefined while it is incomplete, or when it says nothing. */
export function recognised(typed: string): CardType | undefined {
  const number = cardDigits(typed)
  return number === undefined ? undefined : cardTypeOf(number)
}

/** American Express prints four digits of a security code, everybody else three. */
export const securityDigits = (type: CardType | undefined): 3 | 4 => (type === "AMEX" ? 4 : 3)
