/** Which payments of an order give what is due for its fulfilments, and what of it none can give (rule 12). Pure. */
import type { Level } from "./fulfilment-level"
import type { DEFERRED_SPLIT } from "./options"

export type DuePayment = {
  /** Of the root. */
  readonly id: string
  readonly deferred: boolean
  /** Released, be it voided since: of a DEFERRED nothing is held after that. */
  readonly released: boolean
  /** What was held at first. */
  readonly amountMinor: number
  /** Captured, whoever asked for it, less what was given back for cancelled fulfilments. */
  readonly capturedMinor: number
  /** Taken and not given back. */
  readonly netMinor: number
  /** Of what is captured, what was captured by fulfilment. */
  readonly byFulfilmentMinor: number
  /** What Medusa would still capture of it. */
  readonly roomMinor: number
  /** What the gateway would still authorise of an AUTHENTICATE, up to 115 %; else 0. */
  readonly authorisableMinor: number
}

export type CancelledFulfilments = {
  readonly isAny: boolean
  /** Given back by people after the last one was cancelled: perhaps for just that. */
  readonly refundedSinceMinor: number
  /** Given back by people after the first was cancelled and before the last: for which of them, nobody knows. */
  readonly refundedBetweenMinor: number
}

export type DueOrder = {
  readonly level: Level
  /** Oldest first: payments that hold, or held, and are captured afterwards. */
  readonly payments: readonly DuePayment[]
  /** All else that was paid: other providers, PAYMENT, REPEAT, MANUAL; as captured, and less refunds. */
  readonly othersMinor: number
  readonly othersNetMinor: number
  /** What the order still asks for when all its holds are counted (rule 11). */
  readonly owedMinor: number
  readonly cancelled: CancelledFulfilments
}

/** `levelMinor`: captured of that payment once it is done. */
export type Part = {
  readonly id: string
  readonly amountMinor: number
  readonly levelMinor: number
}

export type FulfilmentPlan = {
  /** Through Medusa's capture: RELEASE or AUTHORISE. */
  readonly captures: readonly Part[]
  /** An AUTHORISE beyond Medusa's payment, for what the order came to since. */
  readonly beyond: Part | undefined
  /** Fulfilled, and released with the last of the order only. */
  readonly waiting: readonly Part[]
  /** Fulfilled, and held no more: the hold was released for less. */
  readonly notHeld: readonly Part[]
  /** Fulfilled, and neither Medusa's payment nor the gateway's 115 % of an AUTHENTICATE has room for it any more. */
  readonly noRoom: readonly Part[]
  /** Captured by fulfilment for what is fulfilled no more. */
  readonly tooMuch: readonly Part[]
}

export type PlanOptions = {
  readonly split: (typeof DEFERRED_SPLIT)[number]
}

/**
 * What is fulfilled less what is captured; and never more than what is kept of it less what is paid, for goods may have
 * come back before their money was taken.
 */
export function dueOf(order: DueOrder): number {
  const { level, payments, othersMinor, othersNetMinor } = order
  const captured = sum(payments, ({ capturedMinor }) => capturedMinor) + othersMinor
  const net = sum(payments, ({ netMinor }) => netMinor) + othersNetMinor
  return Math.max(0, Math.min(level.minor - captured, level.keptMinor - net))
}

export function planFulfilment(order: DueOrder, { split }: PlanOptions): FulfilmentPlan {
  const captures: Part[] = []
  const waiting: Part[] = []
  let due = dueOf(order)
  let unpaid = order.level.comesMinor - netOf(order)
  for (const payment of order.payments) {
    const isHeld = !(payment.deferred && payment.released)
    const wanted = payment.deferred && split === "all" && due > 0 ? unpaid : due
    const amount = isHeld ? Math.min(wanted, payment.roomMinor) : 0
    if (amount <= 0) continue
    const waits = payment.deferred && split === "refuse" && !order.level.isAll
    ;(waits ? waiting : captures).push(part(payment, amount))
    due = Math.max(0, due - amount)
    unpaid -= amount
  }
  const beyond = beyondOf(order, captures, due)
  const notHeld: Part[] = []
  const noRoom: Part[] = []
  let rest = due - (beyond ? beyond.rest : 0)
  for (const payment of order.payments) {
    const amount = Math.min(rest, lostOf(payment, captures))
    if (amount <= 0) continue
    ;(payment.deferred ? notHeld : noRoom).push(part(payment, amount))
    rest -= amount
  }
  return {
    captures,
    waiting,
    beyond: beyond?.part,
    notHeld,
    noRoom,
    tooMuch: tooMuchOf(order, split),
  }
}

/** All of it or nothing: what the gateway does not authorise is the order's own to ask for. */
function beyondOf(order: DueOrder, captures: readonly Part[], due: number) {
  const rest = Math.min(due, order.owedMinor)
  if (rest <= 0) return undefined
  for (const payment of order.payments) {
    const amount = captures.find(({ id }) => id === payment.id)?.amountMinor ?? 0
    if (payment.deferred || payment.authorisableMinor - amount < rest) continue
    return { rest, part: { ...part(payment, amount + rest), amountMinor: rest } }
  }
  return undefined
}

/** Held at first, and neither captured nor to be captured now. What the order came to since was never held. */
function lostOf(payment: DuePayment, captures: readonly Part[]): number {
  const { id, deferred, released, amountMinor, capturedMinor } = payment
  const now = captures.find((capture) => capture.id === id)?.amountMinor ?? 0
  if (deferred) return released ? amountMinor - capturedMinor : 0
  return amountMinor - capturedMinor - now
}

/**
 * Only where a fulfilment was cancelled, for nothing else is a reason to give money back; and less what people gave back
 * since, for that may have been for the same. Goodwill from before it does not lower it.
 */
function tooMuchOf(order: DueOrder, split: PlanOptions["split"]): Part[] {
  const { level, payments, othersMinor, cancelled } = order
  const isReleasedWhole =
    split === "all" && level.isAny && payments.some(({ deferred }) => deferred)
  if (!cancelled.isAny || isReleasedWhole) return []
  const captured = sum(payments, ({ capturedMinor }) => capturedMinor) + othersMinor
  const tooMuch = captured - level.minor - cancelled.refundedSinceMinor
  let rest = isSure(cancelled) ? tooMuch : Math.min(tooMuch, netOf(order) - level.minor)
  const parts: Part[] = []
  for (const payment of [...payments].reverse()) {
    const amount = Math.min(rest, payment.byFulfilmentMinor, payment.netMinor)
    if (amount <= 0) continue
    const levelMinor = payment.capturedMinor - amount
    parts.push({ id: payment.id, amountMinor: amount, levelMinor })
    rest -= amount
  }
  return parts
}

/** Else only a person can say how much of it was given back already. */
export function isSure({ refundedBetweenMinor }: CancelledFulfilments): boolean {
  return refundedBetweenMinor === 0
}

function part({ id, capturedMinor }: DuePayment, amountMinor: number): Part {
  return { id, amountMinor, levelMinor: capturedMinor + amountMinor }
}

function netOf({ payments, othersNetMinor }: DueOrder): number {
  return sum(payments, ({ netMinor }) => netMinor) + othersNetMinor
}

function sum<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((total, row) => total + of(row), 0)
}
