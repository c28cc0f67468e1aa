/**
 * The life of a transaction as data: its states, and which action is allowed from which, up to how much. The ledger,
 * the admin and the docs use this one table; the simulator decides by rules of its own.
 */
import { inMoney, refusal, type Refusal } from "./refusals"
import { isSettled } from "./settlement"
import type { LifeAction, TransactionKind, TransactionState } from "./states"

export * from "./states"

const DAY = 86_400_000

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

/** `limitMinor` is absent where the action has no amount, or any amount will do. */
export type Allowance = { readonly allowed: true; readonly limitMinor?: number } | Refusal

type Rule = {
  readonly source: string
  readonly kinds: readonly TransactionKind[]
  readonly states: readonly TransactionState[]
  /** Days after authorisation in which the action works. */
  readonly days?: number
  readonly beforeSettlement?: true
  readonly limit?: (facts: LifeFacts) => number
  readonly refusedWhen?: (facts: LifeFacts) => Refusal | undefined
  readonly endsIn: TransactionState | "unchanged"
}

const HOLDS = ["DEFERRED", "REPEATDEFERRED"] as const
const TAKES = ["PAYMENT", "AUTHORISE", "REPEAT", "MANUAL", ...HOLDS] as const

export const RULES: Readonly<Record<LifeAction, Rule>> = {
  RELEASE: {
    source: "Shared guide 2.1",
    kinds: HOLDS,
    states: ["deferred"],
    days: 30,
    limit: (facts) => facts.amountMinor,
    endsIn: "taken",
  },
  ABORT: {
    source: "Shared guide 2.2",
    kinds: HOLDS,
    states: ["deferred"],
    endsIn: "aborted",
  },
  AUTHORISE: {
    source: "Shared guide 2.8",
    kinds: ["AUTHENTICATE"],
    states: ["authenticated"],
    days: 90,
    limit: (facts) => authoriseCeiling(facts.amountMinor) - facts.authorisedMinor,
    endsIn: "unchanged",
  },
  CANCEL: {
    source: "Shared guide 2.9",
    kinds: ["AUTHENTICATE"],
    states: ["authenticated"],
    endsIn: "cancelled",
  },
  REFUND: {
    source: "Shared guide 2.3",
    kinds: TAKES,
    states: ["taken"],
    days: 730,
    limit: (facts) => facts.takenMinor - facts.refundedMinor,
    endsIn: "unchanged",
  },
  VOID: {
    source: "Shared guide 2.5",
    kinds: [...TAKES, "REFUND", "DIRECTREFUND"],
    states: ["taken", "credited"],
    beforeSettlement: true,
    refusedWhen: (facts) =>
      facts.refundedMinor > 0
        ? refusal("refund_exists", inMoney(facts.refundedMinor, facts.currency))
        : undefined,
    endsIn: "voided",
  },
  REPEAT: {
    source: "Shared guide 2.4",
    kinds: TAKES,
    // An unreleased hold is authorised too, but production clients repeat released ones only [inferred].
    states: ["taken"],
    endsIn: "unchanged",
  },
  REPEATDEFERRED: {
    source: "Shared guide 2.4",
    kinds: TAKES,
    // An unreleased hold is authorised too, but production clients repeat released ones only [inferred].
    states: ["taken"],
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
    judge(action as LifeAction, rule, facts, now),
  ])
  return Object.fromEntries(allowances) as Record<LifeAction, Allowance>
}

export function mayBeDone(action: LifeAction, facts: LifeFacts, now: Date): Allowance {
  return judge(action, RULES[action], facts, now)
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

function judge(action: LifeAction, rule: Rule, facts: LifeFacts, now: Date): Allowance {
  const { kind, state } = facts
  if (!rule.kinds.includes(kind)) return refusal("wrong_kind", { action, kind })
  if (!rule.states.includes(state)) return refusal("wrong_state", { action, state })
  const { days } = rule
  if (
    days !== undefined &&
    facts.authorisedAt &&
    now.getTime() >= facts.authorisedAt.getTime() + days * DAY
  ) {
    return refusal("too_late", { days })
  }
  const settled = facts.settledAt || !facts.takenAt || isSettled(facts.takenAt, now)
  if (rule.beforeSettlement && settled) return refusal("settled", {})
  const objection = rule.refusedWhen?.(facts)
  if (objection) return objection
  if (!rule.limit) return { allowed: true }
  const limitMinor = rule.limit(facts)
  return limitMinor > 0
    ? { allowed: true, limitMinor }
    : refusal("nothing_left", inMoney(facts.amountMinor, facts.currency))
}
