/** What a card's number and expiry date say by themselves. Nothing here keeps or quotes a number. */
import type { CardType } from "./card-types"

type Range = { readonly type: CardType; readonly starts: RegExp; readonly lengths: string }

/**
 * The schemes' published number ranges, the narrower first. A debit card of Visa or Mastercard looks like a credit card
 * by its number; only a person, or the bank's own tables, can tell.
 */
const RANGES: readonly Range[] = [
  { type: "UKE", starts: /^(4026|417500|4508|4844|4913|4917)/, lengths: "16" },
  { type: "VISA", starts: /^4/, lengths: "13 16 18 19" },
  { type: "AMEX", starts: /^3[47]/, lengths: "15" },
  { type: "DC", starts: /^(30[0-5]|3095|36|3[89])/, lengths: "14 16" },
  { type: "DC", starts: /^(6011|64[4-9]|65)/, lengths: "16 17 18 19" },
  { type: "JCB", starts: /^35(2[89]|[3-8])/, lengths: "16 17 18 19" },
  { type: "MC", starts: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: "16" },
  { type: "MAESTRO", starts: /^(50|5[6-9]|6)/, lengths: "12 13 14 15 16 17 18 19" },
]

/** Without the spaces and hyphens with which people type it; undefined when it is not a number of a card's length. */
export function cardDigits(typed: string): string | undefined {
  const digits = typed.replaceAll(/[ -]/g, "")
  return /^\d{12,19}$/.test(digits) ? digits : undefined
}

/** The check digit that all schemes use: finds one wrong digit, and two that changed places. */
export function passesLuhn(number: string): boolean {
  let sum = 0
  for (const [index, digit] of [...number].reverse().entries()) {
    const weighed = Number(digit) * (index % 2 === 0 ? 1 : 2)
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return sum % 10 === 0
}

/** Undefined for a number that belongs to none of the gateway's types. */
export function cardTypeOf(number: string): CardType | undefined {
  return RANGES.find(
    ({ starts, lengths }) =>
      starts.test(number) && lengths.split(" ").includes(String(number.length))
  )?.type
}

const MAX_DIGITS = 19

/**
 * Whether a card's number stands in a text, also between other digits: `4929000000006 12/28`. Sought in whole groups of
 * digits, for what is cut out of a longer number is none; what begins with a plus sign is a telephone's.
 */
export function looksLikeCard(text: string): boolean {
  return [...text.matchAll(/(\+?)(\d+(?:[\s-]+\d+)*)/g)].some(([, plus, run = ""]) => {
    const groups = run.split(/[\s-]+/)
    return groups.some(
      (_, from) => (from > 0 || plus === "") && startsCard(groups.slice(from, from + MAX_DIGITS))
    )
  })
}

function startsCard(groups: readonly string[]): boolean {
  let digits = ""
  for (const group of groups) {
    digits += group
    if (digits.length > MAX_DIGITS) return false
    if (cardDigits(digits) && cardTypeOf(digits) && passesLuhn(digits)) return true
  }
  return false
}

const london = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  year: "numeric",
  month: "2-digit",
})

/** A card is good to the end of its month, and months end in London, where the gateway is. */
export function isExpired(expiry: string, now: Date): boolean {
  const [month = "", year = ""] = london.format(now).split("/")
  const given = `20${expiry.slice(2)}${expiry.slice(0, 2)}`
  return given < year + month
}
