/** What may be said of a charge anew, beside its amount. It goes with that one message and is kept nowhere. */
import type { PressBody } from "../../api/admin/sagepay/validators"
import { looksLikeCard } from "../../protocol/card-numbers"
import { transliterate } from "../../protocol/transliterate"
import type { Transaction } from "../lib/types"

type Address = NonNullable<PressBody["delivery"]>
export type AddressPart = keyof Address

export type Extras = {
  readonly description: string
  readonly cv2: string
  readonly delivery: Readonly<Record<AddressPart, string>>
}
export type ExtraMistake = "description" | "cv2" | `delivery.${AddressPart}`

/** Those that belong together stand beside each other. */
export const ADDRESS_PARTS: readonly AddressPart[] = [
  "first_name",
  "last_name",
  "company",
  "phone",
  "address_1",
  "address_2",
  "postal_code",
  "city",
  "province",
  "country_code",
]

/** Whole or not at all; which countries have no post codes, the server knows. */
export const ADDRESS_NEEDS: ReadonlySet<AddressPart> = new Set<AddressPart>([
  "first_name",
  "last_name",
  "address_1",
  "city",
  "country_code",
])

export const NO_EXTRAS: Extras = {
  description: "",
  cv2: "",
  delivery: Object.fromEntries(ADDRESS_PARTS.map((part) => [part, ""])) as Extras["delivery"],
}

export function wrongExtras(
  extras: Extras,
  { results }: Pick<Transaction, "results">
): ExtraMistake[] {
  const { description, cv2, delivery } = extras
  const digits = { AMEX: /^\d{4}$/, other: /^\d{3}$/, unknown: /^\d{3,4}$/ }
  const card = results?.CardType
  const isCode =
    digits[card === undefined ? "unknown" : card === "AMEX" ? "AMEX" : "other"].test(cv2)
  const isDescription = description.trim() === "" || transliterate(description) !== ""
  const isMissing = (part: AddressPart) => ADDRESS_NEEDS.has(part) && delivery[part].trim() === ""
  const country = delivery.country_code.trim()
  const missing = ADDRESS_PARTS.filter(
    (part) => isMissing(part) || (part === "country_code" && !/^[A-Za-z]{2}$/.test(country))
  )
  return [
    ...(isDescription ? [] : (["description"] as const)),
    ...(cv2 === "" || isCode ? [] : (["cv2"] as const)),
    ...(isGiven(delivery) ? missing.map((part) => `delivery.${part}` as const) : []),
  ]
}

/** Of a telephone's number nobody can tell. */
export function cardsInExtras({ description, delivery }: Extras): ExtraMistake[] {
  const lines = ADDRESS_PARTS.filter((part) => part !== "phone" && looksLikeCard(delivery[part]))
  return [
    ...(looksLikeCard(description) ? (["description"] as const) : []),
    ...lines.map((part) => `delivery.${part}` as const),
  ]
}

export function extrasBody(extras: Extras): Pick<PressBody, "description" | "cv2" | "delivery"> {
  const { description, cv2, delivery } = extras
  const lines = ADDRESS_PARTS.map((part) => [part, delivery[part].trim()] as const)
  return {
    ...(description.trim() === "" ? {} : { description: description.trim() }),
    ...(cv2 === "" ? {} : { cv2 }),
    ...(isGiven(delivery)
      ? { delivery: Object.fromEntries(lines.filter(([, line]) => line !== "")) }
      : {}),
  }
}

/** To see that the code is the one that was meant. */
export function countryName(code: string, language: string): string | undefined {
  const region = code.trim().toUpperCase()
  if (!/^[A-Z]{2}$/.test(region)) return undefined
  return new Intl.DisplayNames(language, { type: "region", fallback: "none" }).of(region)
}

function isGiven(delivery: Extras["delivery"]): boolean {
  return ADDRESS_PARTS.some((part) => delivery[part].trim() !== "")
}
