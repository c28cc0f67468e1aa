/** What staff may say of a charge anew, beside its amount. It goes with that one message; the ledger stores none of it. */
import { shapeDelivery, shapeDescription, type ShopAddress } from "../../protocol"
import { ofTheCard } from "./effects"
import { LedgerError } from "./errors"
import type { PressAction } from "./press-rules"
import type { TransactionRow } from "./rows"

export type Particulars = {
  /** Instead of the option's. */
  readonly description?: string | undefined
  /** Where it goes, if not where the first payment's goods went. */
  readonly delivery?: ShopAddress | undefined
  /** Asked of the shopper once more: the bank compares it, and nobody may store it. */
  readonly cv2?: string | undefined
}

const NAMES = ["description", "delivery", "cv2"] as const
const SINCE_3_00 = ["delivery", "cv2"] as const

/** The fields of the wire, or none; throws, with the form's name for it, where the message has no such field. */
export function particularFields(
  { action, ...given }: Particulars & { readonly action: PressAction },
  target: TransactionRow,
  root: TransactionRow
): Readonly<Record<string, string>> {
  const foreign = NAMES.find((name) => given[name] !== undefined)
  if (foreign && action !== "REPEAT" && action !== "REPEATDEFERRED") {
    throw invalid(`${foreign}: ${action} has no such field`)
  }
  const later = SINCE_3_00.find((name) => given[name] !== undefined)
  if (later && target.protocol === "2.22") {
    throw invalid(`${later}: a payment of protocol 2.22 is repeated without it`)
  }
  const { description, delivery, cv2 } = given
  const type = ofTheCard(target, root).CardType
  if (cv2 !== undefined && type !== undefined && cv2.length !== (type === "AMEX" ? 4 : 3)) {
    throw invalid("cv2: must be four digits for American Express, three for every other card")
  }
  return {
    ...(description === undefined ? {} : { Description: shapeDescription(description) }),
    ...(delivery === undefined ? {} : deliveryFields(delivery, target)),
    ...(cv2 === undefined ? {} : { CV2: cv2 }),
  }
}

/** Shared guide D1: whole or not at all, and with two lines in both versions. */
function deliveryFields(address: ShopAddress, { protocol }: TransactionRow) {
  const { fields, problems } = shapeDelivery(address, protocol)
  const mistakes = problems.map(({ field, rule }) => `delivery: ${field} ${rule}`)
  if (fields.DeliveryAddress3 !== undefined) {
    mistakes.push("delivery: does not fit into the two address lines that a REPEAT has")
  }
  if (mistakes.length > 0) throw invalid(mistakes.join("; "))
  return fields
}

function invalid(message: string): LedgerError {
  return new LedgerError("invalid", `${message}. Nothing was sent.`)
}
