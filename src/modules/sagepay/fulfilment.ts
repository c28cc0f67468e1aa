/**
 * What was captured of a payment because its order was fulfilled (rule 12). The rows that ask for it carry a mark with the
 * total that is to be captured of the payment once they are done, so that the ledger can refuse one that comes twice. Pure.
 */
import { BEFORE_LAPSE_ACTOR } from "./hold-watch-mark"
import type { Family, IntentRow } from "./rows"

/** The name in Medusa's captured_by and created_by; the level follows it. */
export const FULFILMENT = "sagepay-fulfilment"

export function fulfilmentMark(levelMinor: number): string {
  return `${FULFILMENT}:${levelMinor}`
}

const LEVEL = new RegExp(`^(?:${FULFILMENT}|${BEFORE_LAPSE_ACTOR}):(\\d+)$`)

/** The level that a mark names, in minor units; undefined for every other actor. */
export function markedLevel(actor: string | null | undefined): number | undefined {
  const level = LEVEL.exec(actor ?? "")?.[1]
  return level === undefined ? undefined : Number(level)
}

/** Of captures and refunds, and of their rows in Medusa. */
export function isOfFulfilment(actor: string | null | undefined): boolean {
  return actor?.startsWith(`${FULFILMENT}:`) === true && markedLevel(actor) !== undefined
}

/**
 * Captured of this payment, whoever asked for it, less what was given back for cancelled fulfilments. A refund of
 * anybody else's does not lower it: what was refunded as goodwill is not captured again.
 */
export function capturedOf(family: Family): number {
  return grossOf(family) - movedBy(family, "refund")
}

/** Captured by fulfilment and not given back for one that was cancelled; what a person captured is not in it. */
export function capturedByFulfilment(family: Family): number {
  return movedBy(family, "capture") - movedBy(family, "refund")
}

function movedBy({ intents }: Family, kind: IntentRow["kind"]): number {
  return intents
    .filter((intent) => intent.kind === kind && isOfFulfilment(intent.actor))
    .reduce((sum, intent) => sum + intent.moved_minor, 0)
}

/** All that was ever taken of it, also what was voided since. */
function grossOf({ transactions }: Family): number {
  return transactions.reduce((sum, row) => sum + row.taken_minor, 0)
}
