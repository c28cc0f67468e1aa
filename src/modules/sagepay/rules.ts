/** What Medusa's capture, refund and cancel become at the gateway. Pure: a plan from what is known under the lock. */
import type { ActionType } from "../../protocol"
import { lapsesAt, mayBeDone, type LifeAction, type LifeFacts } from "../../protocol/life"
import { showMoney } from "../../protocol/money"
import { capturesOnTheirWay, claimOf } from "./claims"
import { LedgerError } from "./errors"
import { capturedOf, markedLevel } from "./fulfilment"
import type { Family, IntentRow, TransactionRow } from "./rows"
import { TAKEN_AT_ONCE, takenOf, takingsOf } from "./takings"

export { unclaimed } from "./claims"
export { TAKEN_AT_ONCE, takenOf, takingsOf } from "./takings"

/** What the shop says, read under the same lock (rule 3). */
export type ShopFacts = {
  readonly order: { readonly id: string; readonly canceled: boolean } | null
  /** Medusa's payment; undefined where it has none. */
  readonly paymentId?: string
  /** Medusa's rows for this payment, the one in hand included, and their sums, each rounded once. */
  readonly captureIds: readonly string[]
  readonly refundIds: readonly string[]
  readonly capturedMinor: number
  readonly refundedMinor: number
  /** Those of the rows that are known never to have moved: a person was asked about them (rule 6). */
  readonly raisedIds?: readonly string[]
}

/**
 * What is sent and never kept is behind a function, so that nothing that prints or stores a leg can print or store it: a
 * card's number and its security code, whatever verb they go with.
 */
export type Fields = Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>)

export type LegPlan = {
  readonly verb: ActionType
  readonly target: TransactionRow
  readonly amountMinor: number
  /** Sent only if the leg before it was refused. */
  readonly fallback: boolean
  /** What only the message says: the stored-credential fields of a REPEAT and its particulars, the card of a MANUAL. */
  readonly fields?: Fields
}

export type Plan =
  | {
      readonly do: "post"
      readonly legs: readonly LegPlan[]
      /** What the intent is to say, where that depends on what was found under the lock. */
      readonly intent?: Partial<Pick<IntentRow, "kind" | "currency" | "order_id">>
    }
  | {
      readonly do: "claim"
      readonly intent: IntentRow
      /** By the job that brings Medusa level, and not by a person. */
      readonly levels?: true
    }
  /** Refused, and the same request is not refused again for this intent. */
  | { readonly do: "warn"; readonly intent: IntentRow; readonly message: string }
  | { readonly do: "nothing" }

export type Situation = {
  readonly family: Family
  readonly shop: ShopFacts
  readonly now: Date
  readonly voidUnsettled: boolean
}

/** Captures: RELEASE or AUTHORISE of exactly that amount; a PAYMENT is captured since authorisation. */
export function planCapture(situation: Situation, amountMinor: number, actor?: string): Plan {
  const { family, shop, now } = situation
  const { root } = family
  const claim = claimOf(situation, { kind: "capture", amountMinor, actor })
  if (claim) return claim
  if (TAKEN_AT_ONCE.includes(root.kind) && root.state === "taken") return { do: "nothing" }
  if (shop.order?.canceled) {
    throw notAllowed("The order is cancelled, so nothing was captured. No money moved.")
  }
  const money = showMoney({ minor: amountMinor, currency: root.currency })
  if (takenOf(family) + amountMinor > shop.capturedMinor - shop.refundedMinor) {
    // A capture that never reached the gateway may have been refunded since: then it must not be taken after all.
    throw notAllowed(
      `${money} was not captured: with what is taken already it would be more than the store counts as captured ` +
        `and not refunded. No money moved.`
    )
  }
  assertBelowLevel(situation, amountMinor, actor)
  switch (root.kind) {
    case "DEFERRED":
    case "REPEATDEFERRED": {
      if (root.state === "taken") {
        const taken = showMoney({ minor: root.taken_minor, currency: root.currency })
        throw notAllowed(
          `${money} was not captured: the gateway releases a DEFERRED payment only once, and ${taken} of this one ` +
            `is released already; the rest of the hold is gone. Take the rest by another payment, and use ` +
            `AUTHENTICATE where orders ship in parts.`
        )
      }
      assertAllowed("RELEASE", root, amountMinor, now)
      return post({ verb: "RELEASE", target: root, amountMinor, fallback: false })
    }
    case "AUTHENTICATE":
      assertAllowed("AUTHORISE", root, amountMinor, now)
      return post({ verb: "AUTHORISE", target: root, amountMinor, fallback: false })
    default:
      throw notAllowed(`${money} was not captured: the payment is not taken, it is ${root.state}.`)
  }
}

/** Refunds: REFUND, spread over the takings; the whole of an unsettled one is voided; nothing taken ends the hold. */
export function planRefund(situation: Situation, amountMinor: number, actor?: string): Plan {
  const { family, shop } = situation
  const claim = claimOf(situation, { kind: "refund", amountMinor, actor })
  if (claim) return claim
  assertAboveLevel(situation, amountMinor, actor)
  if (shop.refundedMinor > shop.capturedMinor) {
    // The capture that it was made for was a dead job's row, and is gone since core looked (rule 5).
    throw notAllowed(
      `${showMoney({ minor: amountMinor, currency: family.root.currency })} was not refunded: the store does not count ` +
        `that much as captured any more. No money moved. Look at the payment again in some minutes.`
    )
  }
  const left = takenOf(family)
  const posted = Math.min(amountMinor, left)
  // What the store counts as captured and the gateway does not have: never taken, or given back already (rule 6).
  const neverThere = shop.capturedMinor - shop.refundedMinor + amountMinor - left
  if (amountMinor - posted > Math.max(0, neverThere)) {
    const { currency } = family.root
    throw notAllowed(
      `${showMoney({ minor: amountMinor, currency })} was not refunded: of what was taken, ` +
        `${showMoney({ minor: left, currency })} is left. No money moved.`
    )
  }
  if (posted > 0) return { do: "post", legs: spreadExactly(situation, posted) }
  const legs = wasEverTaken(family) ? [] : holdLegs(situation)
  return legs.length > 0 ? { do: "post", legs } : { do: "nothing" }
}

/**
 * A capture on fulfilment names what is to be captured once it is done (rule 12). One that comes twice, or after somebody
 * else's, would go beyond that; so would one beside a row that is still on its way, and it asks again later.
 */
function assertBelowLevel(
  { family, shop }: Situation,
  amountMinor: number,
  actor: string | undefined
): void {
  const level = markedLevel(actor)
  if (level === undefined) return
  const captured = capturedOf(family)
  const money = showMoney({ minor: amountMinor, currency: family.root.currency })
  if (captured + amountMinor > level) {
    throw notAllowed(
      `${money} was not captured: with what is captured already it would be more than is due for what is fulfilled. ` +
        `No money moved.`
    )
  }
  if (capturesOnTheirWay(family, shop).length > 1) {
    throw new LedgerError(
      "busy",
      `${money} was not captured yet: another capture of this payment is on its way. Nothing was sent.`
    )
  }
}

/** The same for what is given back because a fulfilment was cancelled. */
function assertAboveLevel(
  { family }: Situation,
  amountMinor: number,
  actor: string | undefined
): void {
  const level = markedLevel(actor)
  if (level === undefined || capturedOf(family) - amountMinor >= level) return
  throw notAllowed(
    `${showMoney({ minor: amountMinor, currency: family.root.currency })} was not refunded: then less would be ` +
      `captured than is due for what is fulfilled. No money moved.`
  )
}

/** Cancels (rule 9). Kept while the order lives; a live order asks by cancelling itself. */
export function planCancel(situation: Situation): Plan {
  const { family, shop } = situation
  const held = holdLegs(situation)
  const taken = takenOf(family)
  if (held.length === 0 && taken === 0) return { do: "nothing" }
  if (shop.order && !shop.order.canceled) {
    throw new LedgerError(
      "hold_kept",
      "The hold is kept: its order still lives. It ends when the order is cancelled. No money moved."
    )
  }
  // Medusa asks for the refund of what it counts as captured, and of nothing else (rule 3).
  const uncounted = taken - Math.max(0, shop.capturedMinor - shop.refundedMinor)
  // The money first: a hold that cannot be ended must not stand in its way.
  const legs = [...(uncounted > 0 ? spread(situation, uncounted) : []), ...held]
  return legs.length > 0 ? { do: "post", legs } : { do: "nothing" }
}

function wasEverTaken(family: Family): boolean {
  return family.transactions.some((row) => row.taken_minor > 0)
}

export function lifeFacts(row: TransactionRow): LifeFacts {
  return {
    kind: row.kind,
    state: row.state,
    currency: row.currency,
    amountMinor: row.amount_minor,
    takenMinor: row.taken_minor,
    authorisedMinor: row.authorised_minor,
    refundedMinor: row.refunded_minor,
    authorisedAt: row.authorised_at,
    takenAt: row.taken_at,
    settledAt: row.settled_at,
  }
}

/** The taking of exactly this much that a VOID undoes as a whole goes before older ones. */
function spreadExactly(situation: Situation, amountMinor: number): LegPlan[] {
  const whole = takingsOf(situation.family).find(
    (taking) => taking.taken_minor === amountMinor && mayBeVoided(situation, taking)
  )
  return whole ? refundLegs(situation, whole, amountMinor) : spread(situation, amountMinor)
}

/** Gives back this much, from the oldest taking on. */
function spread(situation: Situation, amountMinor: number): LegPlan[] {
  const legs: LegPlan[] = []
  let open = amountMinor
  for (const taking of takingsOf(situation.family)) {
    const part = Math.min(open, taking.taken_minor - taking.refunded_minor)
    if (part === 0) continue
    legs.push(...refundLegs(situation, taking, part))
    open -= part
  }
  return legs
}

function refundLegs(situation: Situation, taking: TransactionRow, part: number): LegPlan[] {
  const refund = (fallback: boolean): LegPlan => {
    assertAllowed("REFUND", taking, part, situation.now)
    return { verb: "REFUND", target: taking, amountMinor: part, fallback }
  }
  if (part === taking.taken_minor && mayBeVoided(situation, taking)) {
    const voiding: LegPlan = { verb: "VOID", target: taking, amountMinor: part, fallback: false }
    return [voiding, refund(true)]
  }
  return [refund(false)]
}

function mayBeVoided({ voidUnsettled, now }: Situation, taking: TransactionRow): boolean {
  return voidUnsettled && mayBeDone("VOID", lifeFacts(taking), now).allowed
}

/** Ends what is still held; what is taken stays taken. A hold that lapsed has ended by itself. */
function holdLegs({ family: { root }, now }: Situation): LegPlan[] {
  const lapses = lapsesAt({ state: root.state, authorisedAt: root.authorised_at })
  if (lapses && lapses <= now) return []
  const verb =
    root.state === "deferred" ? "ABORT" : root.state === "authenticated" ? "CANCEL" : undefined
  return verb ? [{ verb, target: root, amountMinor: root.amount_minor, fallback: false }] : []
}

function assertAllowed(
  action: LifeAction,
  target: TransactionRow,
  amountMinor: number,
  now: Date
): void {
  const allowance = mayBeDone(action, lifeFacts(target), now)
  const money = showMoney({ minor: amountMinor, currency: target.currency })
  if (!allowance.allowed) {
    throw notAllowed(`${action} of ${money} was not sent: ${allowance.reason}. No money moved.`)
  }
  if (allowance.limitMinor !== undefined && amountMinor > allowance.limitMinor) {
    const limit = showMoney({ minor: allowance.limitMinor, currency: target.currency })
    throw notAllowed(
      `${action} of ${money} was not sent: at most ${limit} is possible. No money moved.`
    )
  }
}

function post(leg: LegPlan): Plan {
  return { do: "post", legs: [leg] }
}

function notAllowed(message: string): LedgerError {
  return new LedgerError("not_allowed", message)
}
