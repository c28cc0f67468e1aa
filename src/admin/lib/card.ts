import { CARD_TYPES } from "../../protocol/card-types"
import type { Transaction } from "./types"

const NAMES: Readonly<Record<string, string>> = { ...CARD_TYPES, PAYPAL: "PayPal" }

/** The gateway's own word where it is none of the known ones. */
export const cardName = (type: string): string => NAMES[type] ?? type

/** "Visa •••• 0006", as far as it is known. */
export function cardText(results: Transaction["results"]): string | undefined {
  const { CardType: type, Last4Digits: digits } = results ?? {}
  const parts = [type && cardName(type), digits && `•••• ${digits}`].filter(Boolean)
  return parts.length > 0 ? parts.join(" ") : undefined
}
