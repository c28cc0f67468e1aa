/**
 * What staff may do to one transaction now: the gateway's rules (protocol/life.ts), narrowed by what the order wants
 * (rule 3), by what Medusa could record (rules 5 and 10) and by what the order owes (rule 11). Pure.
 */
import { mayBeDone, type Allowance, type LifeAction } from "../../protocol/life"
import { showMoney } from "../../protocol/money"
import { inMoney, refusal } from "../../protocol/refusals"
import { LedgerError } from "./errors"
import type { Family, IntentRow, OperationRow, TransactionRow } from "./rows"
import {
  lifeFacts,
  takenOf,
  unclaimed,
  type Fields,
  type LegPlan,
  type Plan,
  type ShopFacts,
} from "./rules"

export type PressAction = LifeAction

export const PRESS_ACTIONS = [
  "RELEASE",
  "ABORT",
  "AUTHORISE",
  "CANCEL",
  "REFUND",
  "VOID",
  "REPEAT",
  "REPEATDEFERRED",
] as const satisfies readonly PressAction[]

/** Those that take an amount; the others end or undo the whole. */
export const HAS_AMOUNT: ReadonlySet<PressAction> = new Set<PressAction>([
  "RELEASE",
  "AUTHORISE",
  "REFUND",
  "REPEAT",
  "REPEATDEFERRED",
])

export type Owed = { readonly orderId: string; readonly currency: string; readonly minor: number }

/** The shop's facts, and which payment and order of Medusa's the family belongs to. Read under the lock. */
export type PressFacts = ShopFacts & {
  /** Null: Medusa has no payment for it, and it is the ledger's alone. */
  readonly payment: {
    readonly id: string
    readonly amountMinor: number
    readonly canceled: boolean
  } | null
  /** What the order still owes when everything on its way is counted; null where nobody can say. */
  readonly owed: Owed | null
}

export type PressSituation = {
  readonly family: Family
  /** Of the operations, only those that made a REFUND matter here. */
  readonly operations: readonly OperationRow[]
  readonly facts: PressFacts
  readonly now: Date
}

/** May it be done, up to how much, and if not, why not. */
export function judge(
  action: PressAction,
  target: TransactionRow,
  situation: PressSituation,
  settles = false
): Allowance {
  const life = mayBeDone(action, lifeFacts(target), situation.now)
  if (!life.allowed) return life
  if (takes(action, target) && situation.facts.order?.canceled) {
    return refusal("order_cancelled", {})
  }
  if (settles) return withinDebt(life, target, situation.facts.owed)
  switch (action) {
    case "RELEASE":
    case "AUTHORISE":
      return withinPayment(action, life, target, situation)
    case "REFUND":
      return withinCounted(life, situation)
    case "VOID":
      return target.kind === "REFUND"
        ? voidOfRefund(target, situation)
        : voidOfTaking(target, situation)
    case "ABORT":
    case "CANCEL":
      return unlessAwaited(life, situation)
    default:
      return life
  }
}

/** A capture whose process died is still to be carried out (rule 6): without the hold Medusa would count it for ever. */
function unlessAwaited(life: Allowance, { family, facts }: PressSituation): Allowance {
  const awaited = facts.capturedMinor - facts.refundedMinor - takenOf(family)
  if (awaited <= 0) return life
  return refusal("capture_awaited", inMoney(awaited, family.root.currency))
}

export type Wish = {
  readonly action: PressAction
  readonly amountMinor: number
  readonly currency: string
  /** Charged for what the order owes: a Medusa payment of its own (rule 11). */
  readonly settles: boolean
  readonly fields?: Fields
}

/** The one leg of a press; throws with the reason when it may not be sent. */
export function planPress(wish: Wish, target: TransactionRow, situation: PressSituation): Plan {
  const { action, amountMinor, currency, settles } = wish
  const money = showMoney({ minor: amountMinor, currency })
  const allowance = judge(action, target, situation, settles)
  if (!allowance.allowed) {
    throw notAllowed(`${action} of ${money} was not sent: ${allowance.reason}. No money moved.`)
  }
  if (allowance.limitMinor !== undefined && amountMinor > allowance.limitMinor) {
    const limit = showMoney({ minor: allowance.limitMinor, currency })
    const why = settles ? beyondDebt(action) : ""
    throw notAllowed(
      `${action} of ${money} was not sent: at most ${limit} is possible${why}. No money moved.`
    )
  }
  const { owed } = situation.facts
  if (settles && owed && owed.currency !== currency) {
    throw notAllowed(
      `${action} of ${money} was not sent: the order owes ${owed.currency}, and a charge that settles it is in that ` +
        `currency. Say settles_order: false to charge it beside the order. No money moved.`
    )
  }
  const leg: LegPlan = {
    verb: action,
    target,
    amountMinor,
    fallback: false,
    ...(wish.fields ? { fields: wish.fields } : {}),
  }
  return {
    do: "post",
    legs: [leg],
    intent: {
      kind: kindOf(wish, target, situation),
      currency,
      order_id: settles ? (owed?.orderId ?? null) : null,
    },
  }
}

/** As what Medusa is brought level with it: a capture, a refund, or not at all. */
function kindOf(
  { action, settles }: Wish,
  target: TransactionRow,
  situation: PressSituation
): IntentRow["kind"] {
  if (settles || action === "REPEAT" || action === "REPEATDEFERRED") return "repeat"
  if (action === "RELEASE" || action === "AUTHORISE") return "capture"
  const isCredit = target.kind === "REFUND" || target.kind === "DIRECTREFUND"
  if (action === "ABORT" || action === "CANCEL" || isCredit) return "cancel"
  // What Medusa does not count as captured it cannot count as refunded either.
  return situation.facts.payment && countedOf(situation) <= 0 ? "cancel" : "refund"
}

function takes(action: PressAction, target: TransactionRow): boolean {
  if (action === "VOID") return target.kind === "REFUND"
  return action !== "ABORT" && action !== "CANCEL" && action !== "REFUND"
}

/** Medusa's captures less its refunds, as they will be when it is level with the ledger. */
function countedOf({ family, facts }: PressSituation): number {
  const waiting = (kind: "capture" | "refund") =>
    unclaimed(family, facts)
      .filter((intent) => intent.kind === kind)
      .reduce((sum, intent) => sum + intent.moved_minor, 0)
  return facts.capturedMinor + waiting("capture") - facts.refundedMinor - waiting("refund")
}

function withinDebt(life: Allowance, target: TransactionRow, owed: Owed | null): Allowance {
  if (!life.allowed) return life
  if (!owed) return refusal("no_order", {})
  if (owed.minor <= 0) return refusal("nothing_owed", {})
  const limits = [owed.minor, ...(life.limitMinor === undefined ? [] : [life.limitMinor])]
  return { allowed: true, limitMinor: Math.min(...limits) }
}

function beyondDebt(action: PressAction): string {
  return action === "AUTHORISE"
    ? ", for the order owes no more or the gateway allows no more"
    : ", for the order owes no more. Say settles_order: false to charge more beside the order"
}

function withinPayment(
  action: "RELEASE" | "AUTHORISE",
  life: Allowance,
  target: TransactionRow,
  { family, facts }: PressSituation
): Allowance {
  const { payment } = facts
  if (!life.allowed || !payment) return life
  if (payment.canceled) return refusal("payment_cancelled", {})
  const waiting = unclaimed(family, facts)
    .filter((intent) => intent.kind === "capture")
    .reduce((sum, intent) => sum + intent.moved_minor, 0)
  const room = payment.amountMinor - facts.capturedMinor - waiting
  if (room <= 0) {
    const whole = inMoney(payment.amountMinor, target.currency)
    return refusal("captured_in_full", { action, ...whole })
  }
  return { allowed: true, limitMinor: Math.min(room, life.limitMinor ?? room) }
}

function withinCounted(life: Allowance, situation: PressSituation): Allowance {
  if (!life.allowed || !situation.facts.payment) return life
  const counted = countedOf(situation)
  const left = counted > 0 ? counted : takenOf(situation.family)
  return { allowed: true, limitMinor: Math.min(left, life.limitMinor ?? left) }
}

function voidOfTaking(target: TransactionRow, situation: PressSituation): Allowance {
  const counted = countedOf(situation)
  if (!situation.facts.payment || counted <= 0 || counted >= target.taken_minor) {
    return { allowed: true }
  }
  return refusal("captured_in_part", inMoney(counted, target.currency))
}

/** It would take back what the shopper got, so only of a refund that Medusa knows nothing of (rule 10). */
function voidOfRefund(target: TransactionRow, { family, operations, facts }: PressSituation) {
  if (!facts.payment) return { allowed: true } as const
  const made = operations.find((operation) => operation.made_transaction_id === target.id)
  const intent = family.intents.find((row) => row.id === made?.intent_id)
  if (intent?.kind === "cancel") return { allowed: true } as const
  return refusal("refund_counted", {})
}

function notAllowed(message: string): LedgerError {
  return new LedgerError("not_allowed", message)
}
