import { FIELDS, type Field } from "./fields"
import type { WireMessage } from "./versions"

/** Names are matched whatever their case, as the gateway does: a misspelt secret is still one. */
const SECRETS = new Map<string, NonNullable<Field["secret"]> | "open">(
  Object.entries(FIELDS).map(([name, field]: [string, Field]) => [
    name.toLowerCase(),
    field.secret ?? "open",
  ])
)

const MASK = "***"
const CARD_NUMBER = /\d(?:[ -]?\d){11,18}/g

/** For text of any kind: whatever is as long as a card number keeps its last four digits. */
export function maskCards(text: string): string {
  return text.replace(CARD_NUMBER, lastFour)
}

const lastFour = (value: string): string => (value.length > 8 ? `${MASK}${value.slice(-4)}` : MASK)

function shown(name: string, value: string, personal: boolean): string {
  switch (SECRETS.get(name.toLowerCase())) {
    case "open":
      return value
    case "whole":
      return MASK
    case "last-four":
      return lastFour(value)
    case "personal":
      return personal ? value : MASK
    default:
      // A field that no table knows may hold anything, so what looks like a card number goes.
      return maskCards(value)
  }
}

/**
 * A copy for logs, with the secret fields masked by the table: no SecurityKey, no CV2, a card
 * number's last four digits. Data of the shopper stays unless `personal` is false.
 */
export function scrub(
  message: WireMessage,
  { personal = true }: { readonly personal?: boolean } = {}
): Record<string, string> {
  const copy: Record<string, string> = {}
  for (const [name, value] of Object.entries(message)) {
    if (value === undefined) continue
    copy[name] = value === "" ? "" : shown(name, value, personal)
  }
  return copy
}
