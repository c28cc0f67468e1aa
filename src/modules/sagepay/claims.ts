/** Which movement at the gateway a row of Medusa's stands for (rule 5). Pure. */
import { showMoney } from "../../protocol/money"
import { LedgerError } from "./errors"
import { markedLevel } from "./fulfilment"
import type { Family, IntentKind, IntentRow } from "./rows"
import type { Plan, ShopFacts, Situation } from "./rules"
import { TAKEN_AT_ONCE, takenOf } from "./takings"

/** The jobs' name in Medusa's captured_by and created_by, where they ask for something new. */
export const SWEEP = "sagepay-sweep"

/** Claimed by no row: Medusa counts as much as the ledger without one, see `lackingMinor`. */
export const NETTED = "netted"

/** A page may have been opened before the movement on it was recorded. */
const STALE_PAGE_MS = 15 * 60_000

type Row = {
  readonly kind: "capture" | "refund"
  readonly amountMinor: number
  /** Its captured_by or created_by: a person, or the intent that Medusa is brought level with. */
  readonly actor: string | undefined
}

/** Movements that Medusa has no row for: core deletes its row when the provider throws. */
export function unclaimed(family: Family, shop: ShopFacts): IntentRow[] {
  return family.intents.filter((intent) => {
    if (intent.status === "open" || intent.moved_minor === 0) return false
    if (intent.kind !== "capture" && intent.kind !== "refund") return false
    if (intent.claimed_by === NETTED) return false
    return !rowIds(shop, intent.kind).includes(intent.claimed_by ?? intent.source_id)
  })
}

/**
 * What a new row of Medusa's claims; undefined when it asks for a movement of its own. A row that names an intent claims
 * that one or nothing, and never leads to a message: it was made by a job of ours.
 */
export function claimOf(situation: Situation, row: Row): Plan | undefined {
  if (row.actor?.startsWith("spint_")) return claimNamed(situation, row, row.actor)
  if (markedLevel(row.actor) !== undefined) return assertNothingWaits(situation, row)
  const claimed = claimByAmount(situation, row)
  return claimed ?? (row.actor === SWEEP ? undefined : warnOf(situation, row))
}

/** On fulfilment: what is due is known when what moved before is counted; it claims nothing and asks again. */
function assertNothingWaits({ family, shop }: Situation, { kind, amountMinor }: Row): undefined {
  const [first] = unclaimed(family, shop)
  if (!first) return undefined
  const { currency } = family.root
  throw new LedgerError(
    "busy",
    `The ${kind} of ${showMoney({ minor: amountMinor, currency })} waits: the store is yet to record an earlier ` +
      `${first.kind} of ${showMoney({ minor: first.moved_minor, currency })}. Nothing was sent.`,
    { intentId: first.id }
  )
}

function claimNamed({ family, shop }: Situation, row: Row, name: string): Plan {
  const { kind, amountMinor } = row
  const intent = unclaimed(family, shop).find(({ id }) => id === name)
  if (!intent) {
    throw notAllowed(
      `Nothing was sent: this ${kind} names ${name}, which is not a movement of this payment that the store lacks.`
    )
  }
  const isAll = () => intent.moved_minor === amountMinor
  const isRest = () => lackingMinor(family, shop, intent, amountMinor) === amountMinor
  if (intent.kind !== kind || !(isAll() || isRest())) {
    const moved = showMoney({ minor: intent.moved_minor, currency: intent.currency })
    throw notAllowed(
      `Nothing was sent: this ${kind} names ${name}, which is a ${intent.kind} of ${moved}.`,
      name
    )
  }
  return { do: "claim", intent, levels: true }
}

/** Medusa's rows of which the ledger knows nothing yet. One that never moves is raised, and nothing waits for it. */
function onTheirWay(
  { intents }: Family,
  { raisedIds = [] }: ShopFacts,
  ids: readonly string[]
): readonly string[] {
  const known = new Set([
    ...intents.flatMap((row) => [row.source_id, row.claimed_by]),
    ...raisedIds,
  ])
  return ids.filter((id) => !known.has(id))
}

export function capturesOnTheirWay(family: Family, shop: ShopFacts): readonly string[] {
  // The capture of a PAYMENT is core's own, at authorisation.
  if (TAKEN_AT_ONCE.includes(family.root.kind)) return []
  return onTheirWay(family, shop, shop.captureIds)
}

/**
 * How much of a movement Medusa does not count. Less than all of a refund, where a row of Medusa's that never moved was
 * completed because its money was given back already (rule 6): that row stands for the rest. Undefined while a row is on
 * its way that nobody was asked about, for what becomes of it is not known yet, or a capture is yet to be counted. `inHandMinor`: the row that is being made for it.
 */
export function lackingMinor(
  family: Family,
  shop: ShopFacts,
  intent: IntentRow,
  inHandMinor?: number
): number | undefined {
  if (intent.kind === "capture") return intent.moved_minor
  // A capture that Medusa is yet to count comes first; without it the sums would seem to agree. A cancelled order's is
  // never counted, but given back.
  const isCaptureLacking = unclaimed(family, shop).some(({ kind }) => kind === "capture")
  if (isCaptureLacking && !shop.order?.canceled) return undefined
  const rows = [...capturesOnTheirWay(family, shop), ...onTheirWay(family, shop, shop.refundIds)]
  if (rows.length > (inHandMinor === undefined ? 0 : 1)) return undefined
  const counted = shop.capturedMinor - shop.refundedMinor + (inHandMinor ?? 0)
  // A person's refund of what was never taken, too, was asked for as a whole: Medusa is to count all of it (rule 6).
  const asked = intent.source === "medusa_refund" ? intent.amount_minor : intent.moved_minor
  return Math.min(asked, Math.max(0, counted - takenOf(family)))
}

/** A person asks again for what failed. What was done in the console or by a button of ours is levelled instead. */
function claimByAmount({ family, shop }: Situation, row: Row): Plan | undefined {
  const { kind, amountMinor } = row
  const waiting = unclaimed(family, shop).filter(
    (intent) => intent.kind === kind && intent.source.startsWith("medusa_")
  )
  const [first] = waiting
  if (!first) return undefined
  const match = waiting.find((intent) => intent.moved_minor === amountMinor)
  if (match) return { do: "claim", intent: match }
  const moved = showMoney({ minor: first.moved_minor, currency: first.currency })
  throw notAllowed(
    `Nothing was sent: an earlier ${kind} of ${moved} did happen at the gateway, but the store has no record of it. ` +
      `Ask for a ${kind} of exactly ${moved} first; that records it without moving money again.`,
    first.id
  )
}

/** Equal to what was recorded by itself a moment ago: perhaps from a page that did not show it yet. Said once. */
function warnOf({ family, shop, now }: Situation, row: Row): Plan | undefined {
  const { kind, amountMinor } = row
  const intent = family.intents.find(
    ({ levelled_at, warned_at, ...other }) =>
      other.kind === kind &&
      other.moved_minor === amountMinor &&
      levelled_at !== null &&
      warned_at === null &&
      now.getTime() - levelled_at.getTime() < STALE_PAGE_MS &&
      rowIds(shop, kind).includes(other.claimed_by ?? "")
  )
  if (!intent) return undefined
  const money = showMoney({ minor: amountMinor, currency: intent.currency })
  const at = intent.levelled_at?.toISOString().slice(11, 16) ?? ""
  return {
    do: "warn",
    intent,
    message:
      `Nothing was sent: a ${kind} of ${money} is done, ${ORIGINS[intent.source] ?? "earlier"}, and was recorded here at ` +
      `${at} UTC, perhaps after you opened this page. Reload it. Only if you want a further ${kind} of ${money}, ask again.`,
  }
}

const ORIGINS: Partial<Record<IntentRow["source"], string>> = {
  medusa_capture: "although its answer was lost",
  medusa_refund: "although its answer was lost",
  console: "in the gateway's console",
  press: "with a button of the Sage Pay page",
}

function rowIds(shop: ShopFacts, kind: IntentKind): readonly string[] {
  return kind === "capture" ? shop.captureIds : shop.refundIds
}

function notAllowed(message: string, intentId?: string): LedgerError {
  return new LedgerError("not_allowed", message, intentId === undefined ? {} : { intentId })
}
