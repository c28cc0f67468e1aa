import type { Reply } from "./reply"
import { TX_TYPES, type TxTypeEntry } from "./tx-types"
import type { TxType } from "./versions"

/** done: it happened. refused: nothing moved. unknown: it may have happened. */
export type Verdict = "done" | "refused" | "unknown"

/** The bank did not answer in time; it may still have taken the money, whatever Status says. */
export const TIME_OUT_CODES: ReadonlySet<string> = new Set(["2002", "2008", "5996"])

const DONE: ReadonlySet<string> = new Set(["OK", "OK REPEATED", "AUTHENTICATED", "REGISTERED"])
const REFUSED: ReadonlySet<string> = new Set(["REJECTED", "MALFORMED", "INVALID"])

const essentialFields = new Map<TxType, readonly string[]>(
  Object.entries(TX_TYPES).map(([txType, entry]: [string, TxTypeEntry]) => [
    txType as TxType,
    entry.reply.filter(({ essential }) => essential).map(({ field }) => field),
  ])
)

/**
 * What a reply says about the money. The code outranks the Status: the bank's time-outs come as
 * NOTAUTHED. A NOTAUTHED whose code cannot be read may be one of them, so it is unknown too, and
 * so is a success without the fields that its type must return (half a reply).
 */
export function verdictOf(txType: TxType, reply: Reply): Verdict {
  if (reply.code !== undefined && TIME_OUT_CODES.has(reply.code)) return "unknown"
  if (DONE.has(reply.Status)) {
    const whole = essentialFields.get(txType)?.every((field) => reply.fields[field])
    return whole ? "done" : "unknown"
  }
  if (reply.Status === "NOTAUTHED") return reply.code === undefined ? "unknown" : "refused"
  return REFUSED.has(reply.Status) ? "refused" : "unknown"
}
