/**
 * The life of a transaction as data: its states, and which action is allowed from which, up to how much. The ledger,
 * the admin and the docs use this one table; the simulator decides by rules of its own.
 */
import { showMoney } from "./money"
import { isSettled } from "./settlement"

const DAY = 86_400_000

/** What may exist at the gateway as a transaction of its own. */
export const TRANSACTION_KINDS = [
  "PAYMENT",
  "DEFERRED",
  "AUTHENTICATE",
  "AUTHORISE",
  "REPEAT",
  "REPEATDEFERRED",
  "MANUAL",
  "REFUND",
  "DIRECTREFUND",
] as const
export type TransactionKind = (typeof TRANSACTION_KINDS)[number]

/** Our states; `txstateid` is the gateway's own number for them in its reports. */
export const STATES = {
  registering: { txstateids: [], meaning: "sent to the gateway, which has not answered" },
  registered: { txstateids: [2, 3, 4, 5, 6], meaning: "the shopper is on the gateway's page" },
  notified: { txstateids: [7], meaning: "the gateway waits for the shop's answer" },
  deferred: { txstateids: [14], meaning: "held on the card, waiting for RELEASE" },
  authenticated: { txstateids: [15, 21], meaning: "card kept, waiting for AUTHORISE" },
  taken: { txstateids: [16], meaning: "taken, in the next settlement or settled" },
  credited: { txstateids: [16], meaning: "paid back to the card" },
  voided: { txstateids: [18], meaning: "voided before settlement" },
  aborted: { txstateids: [19], meaning: "hold ended by ABORT" },
  cancelled: { txstateids: [22], meaning: "ended by CANCEL" },
  spent: { txstateids: [26], meaning: "no longer usable for AUTHORISE" },
  lapsed: { txstateids: [27], meaning: "hold lapsed unreleased" },
  declined: { txstateids: [12, 17], meaning: "declined by the bank" },
  rejected: { txstateids: [10], meaning: "refused by the account's rules" },
  abandoned: { txstateids: [8, 11, 20], meaning: "left or cancelled by the shopper" },
  failed: { txstateids: [1, 9, 13], meaning: "ended without money" },
} as const satisfies Record<string, { txstateids: readonly number[]; meaning: string }>
export type TransactionState = keyof typeof STATES

/** What of a transaction the rules look at. Amounts in minor units; `taken` and `refunded` are this one's own. */
export type LifeFacts = {
  readonly kind: TransactionKind
  readonly state: TransactionState
  readonly currency: string
  readonly amountMinor: number
  readonly takenMinor: number
  /** The sum of all AUTHORISEs of an AUTHENTICATE, also of those voided since: the gateway gives nothing back [inferred]. */
  readonly authorisedMinor: number
  readonly refundedMinor: number
  /** When the bank authorised, or the shopper was authenticated. */
  readonly authorisedAt: Date | null
  /** When it entered the settlement batch: authorisation, or RELEASE. */
  readonly takenAt: Date | null
  /** When the gateway was found to have settled it; it may do so earlier than the clock says. */
  readonly settledAt?: Date | null
}

export type LifeAction =
  "RELEASE" | "ABORT" | "AUTHORISE" | "CANCEL" | "REFUND" | "VOID" | "REPEAT" | "REPEATDEFERRED"

/** `limitMinor` is absent where the action has no amount, or any amount will do. */
export type Allowance =
  | { readonly allowed: true; readonly limitMinor?: number }
  | { readonly allowed: false; readonly reason: string }

type Rule = {
  readonly source: string
  readonly kinds: readonly TransactionKind[]
  readonly states: readonly TransactionState[]
  readonly wrongKind: string
  /** Days after authorisation in which the action works. */
  readonly days?: number
  readonly beforeSettlement?: true
  readonly limit?: (facts: LifeFacts) => number
  readonly refusedWhen?: (facts: LifeFacts) => string | undefined
  readonly endsIn: TransactionState | "unchanged"
}

const HOLDS = ["DEFERRED", "REPEATDEFERRED"] as const
const TAKES = ["PAYMENT", "AUTHORISE", "REPEAT", "MANUAL", ...HOLDS] as const

export const RULES: Readonly<Record<LifeAction, Rule>> = {
  RELEASE: {
    source: "Shared guide 2.1",
    kinds: HOLDS,
    states: ["deferred"],
    wrongKind: "only a DEFERRED payment is released",
    days: 30,
    limit: (facts) => facts.amountMinor,
    endsIn: "taken",
  },
  ABORT: {
    source: "Shared guide 2.2",
    kinds: HOLDS,
    states: ["deferred"],
    wrongKind: "only a DEFERRED payment is aborted",
    endsIn: "aborted",
  },
  AUTHORISE: {
    source: "Shared guide 2.8",
    kinds: ["AUTHENTICATE"],
    states: ["authenticated"],
    wrongKind: "only an AUTHENTICATE payment is authorised later",
    days: 90,
    limit: (facts) => authoriseCeiling(facts.amountMinor) - facts.authorisedMinor,
    endsIn: "unchanged",
  },
  CANCEL: {
    source: "Shared guide 2.9",
    kinds: ["AUTHENTICATE"],
    states: ["authenticated"],
    wrongKind: "only an AUTHENTICATE payment is cancelled",
    endsIn: "cancelled",
  },
  REFUND: {
    source: "Shared guide 2.3",
    kinds: TAKES,
    states: ["taken"],
    wrongKind: "there is nothing taken here to refund",
    days: 730,
    limit: (facts) => facts.takenMinor - facts.refundedMinor,
    endsIn: "unchanged",
  },
  VOID: {
    source: "Shared guide 2.5",
    kinds: [...TAKES, "REFUND", "DIRECTREFUND"],
    states: ["taken", "credited"],
    wrongKind: "this type cannot be voided",
    beforeSettlement: true,
    refusedWhen: (facts) =>
      facts.refundedMinor > 0
        ? "a refund of it exists, and voiding both would pay back twice"
        : undefined,
    endsIn: "voided",
  },
  REPEAT: {
    source: "Shared guide 2.4",
    kinds: TAKES,
    // An unreleased hold is authorised too, but production clients repeat released ones only [inferred].
    states: ["taken"],
    wrongKind: "only an authorised payment can be repeated",
    endsIn: "unchanged",
  },
  REPEATDEFERRED: {
    source: "Shared guide 2.4",
    kinds: TAKES,
    // An unreleased hold is authorised too, but production clients repeat released ones only [inferred].
    states: ["taken"],
    wrongKind: "only an authorised payment can be repeated",
    endsIn: "unchanged",
  },
}

/** 115 % of the original, rounded down: half a penny above is already too much (Shared guide 2.8). */
export function authoriseCeiling(amountMinor: number): number {
  return Number((BigInt(amountMinor) * 115n) / 100n)
}

/** What may be done to this transaction now, up to how much, and if not, why not. */
export function whatMayBeDone(facts: LifeFacts, now: Date): Record<LifeAction, Allowance> {
  const allowances = Object.entries(RULES).map(([action, rule]) => [
    action,
    judge(rule, facts, now),
  ])
  return Object.fromEntries(allowances) as Record<LifeAction, Allowance>
}

export function mayBeDone(action: LifeAction, facts: LifeFacts, now: Date): Allowance {
  return judge(RULES[action], facts, now)
}

/** When a hold ends by itself at the gateway; `undefined` for what is not a hold. */
export function lapsesAt(facts: Pick<LifeFacts, "state" | "authorisedAt">): Date | undefined {
  if (!facts.authorisedAt) return undefined
  const days =
    facts.state === "deferred"
      ? RULES.RELEASE.days
      : facts.state === "authenticated"
        ? RULES.AUTHORISE.days
        : undefined
  return days === undefined ? undefined : new Date(facts.authorisedAt.getTime() + days * DAY)
}

function judge(rule: Rule, facts: LifeFacts, now: Date): Allowance {
  const refused = (reason: string): Allowance => ({ allowed: false, reason })
  if (!rule.kinds.includes(facts.kind)) return refused(rule.wrongKind)
  if (!rule.states.includes(facts.state)) return refused(`it is ${STATES[facts.state].meaning}`)
  if (
    rule.days !== undefined &&
    facts.authorisedAt &&
    now.getTime() >= facts.authorisedAt.getTime() + rule.days * DAY
  ) {
    return refused(`the ${rule.days} days in which the gateway allows it are over`)
  }
  const settled = facts.settledAt || !facts.takenAt || isSettled(facts.takenAt, now)
  if (rule.beforeSettlement && settled) {
    return refused("it is settled since midnight; only a refund gives the money back")
  }
  const why = rule.refusedWhen?.(facts)
  if (why !== undefined) return refused(why)
  if (!rule.limit) return { allowed: true }
  const limitMinor = rule.limit(facts)
  return limitMinor > 0
    ? { allowed: true, limitMinor }
    : refused(
        `nothing is left of ${showMoney({ minor: facts.amountMinor, currency: facts.currency })}`
      )
}
