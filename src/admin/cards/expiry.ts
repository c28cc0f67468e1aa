/** The date on a card, as people type it. */
import { isExpired } from "../../protocol/card-numbers"

const WAYS = [/^(\d{1,2})\s*[/.\- ]\s*(?:20)?(\d\d)$/, /^(\d\d)(?:20)?(\d\d)$/]

/** As MMYY; undefined when it is no month and year. */
export function readExpiry(typed: string): string | undefined {
  for (const way of WAYS) {
    const [, month = "", year = ""] = way.exec(typed.trim()) ?? []
    if (year !== "" && Number(month) >= 1 && Number(month) <= 12) {
      return month.padStart(2, "0") + year
    }
  }
  return undefined
}

/** `1227` becomes `12/27`; what cannot be read stays as it was typed. */
export function showExpiry(typed: string): string {
  const read = readExpiry(typed)
  return read === undefined ? typed : `${read.slice(0, 2)}/${read.slice(2)}`
}

export function expiryMistake(
  typed: string,
  now: Date
): "expiry_empty" | "expiry_unreadable" | "expiry_past" | undefined {
  if (typed.trim() === "") return "expiry_empty"
  const read = readExpiry(typed)
  if (read === undefined) return "expiry_unreadable"
  return isExpired(read, now) ? "expiry_past" : undefined
}
