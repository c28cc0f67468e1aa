/** A card's number in a field that is kept: the server refuses it, the form says so before it is sent. */
import { cardDigits } from "../../protocol/card-numbers"
import { digitsIn } from "./number"

/** The number typed in this form, whatever stands between its digits. */
export function repeatsCard(text: string, typed: string): boolean {
  const number = cardDigits(typed)
  return number !== undefined && digitsIn(text).includes(number)
}
