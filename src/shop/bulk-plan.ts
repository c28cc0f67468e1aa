/** What a bulk does with one order, from what is known of it. Pure. Amounts in minor units. */
import BigNumber from "bignumber.js"
import type { IntentRow } from "../modules/sagepay/rows"
import { computedToMinor, showMoney } from "../protocol/money"
import { inMoney, refusal } from "../protocol/refusals"

export type OrderPayment = {
  readonly id: string
  readonly amount: string
  readonly canceled: boolean
  readonly captured: string
  readonly refunded: string
  /** Captures that the order's own list of transactions does not have yet. */
  readonly unbooked: string
  /** What the person who asked for the bulk captured of it since. */
  readonly actors: string
  /** Null: another provider's, which is not touched. */
  readonly rootId: string | null
  readonly state: string | null
  /** Taken and not given back, by the ledger. */
  readonly oursMinor: number | null
  /** A capture of Medusa's that the ledger does not know. */
  readonly unsent: boolean
  /** That capture, or another one, stands on the attention list. */
  readonly raised: boolean
  readonly open:
    | (Pick<IntentRow, "id" | "kind" | "amount_minor" | "currency"> & { readonly inDoubt: boolean })
    | null
}

export type OrderFacts = {
  readonly currency: string
  readonly canceled: boolean
  /** What it comes to now; null where Medusa has no sum of it, or counts its lines twice. */
  readonly total: string | null
  /** Paid and not given back, as the order counts it. */
  readonly booked: string
  readonly onItsWayMinor: number
  readonly payments: readonly OrderPayment[]
}

export type BulkCapture = {
  readonly paymentId: string
  readonly amountMinor: number
  /** What Medusa's payment has left: more than the amount where the order comes to less now. */
  readonly leftMinor: number
}

export type BulkPlan =
  | { readonly do: "capture"; readonly captures: readonly BulkCapture[] }
  | { readonly do: "nothing"; readonly message: string }
  | { readonly do: "fail"; readonly message: string }
  /** Somebody is at it; it is decided without this bulk. */
  | { readonly do: "wait"; readonly message: string }

const nothing = (message: string): BulkPlan => ({ do: "nothing", message })

export function planOrder(order: OrderFacts): BulkPlan {
  const minorOf = (amount: BigNumber | string) => computedToMinor(amount, order.currency)
  const ours = order.payments.filter(({ rootId }) => rootId !== null)
  if (ours.length === 0) return nothing("It has no payment by Sage Pay.")
  const hindered = ours.map(hindranceOf).find((plan) => plan !== undefined)
  if (hindered) return hindered
  if (order.canceled) return nothing("The order is cancelled, so nothing is captured.")
  const holds = ours
    .filter(
      ({ state, canceled }) => !canceled && (state === "deferred" || state === "authenticated")
    )
    .map(({ id, amount, captured }) => ({
      paymentId: id,
      leftMinor: minorOf(new BigNumber(amount).minus(captured)),
    }))
    .filter(({ leftMinor }) => leftMinor > 0)
  if (holds.length === 0) {
    const isCaptured = ours.some(({ captured }) => minorOf(captured) > 0)
    return nothing(isCaptured ? "It is captured already." : "Nothing is held for it.")
  }
  const heldMinor = holds.reduce((sum, { leftMinor }) => sum + leftMinor, 0)
  if (order.total === null) {
    return {
      do: "fail",
      message:
        `Nothing was captured: Medusa has no total of this order that is certain. ${show(heldMinor, order)} stays ` +
        `held. Look at the order, and capture its payment by itself.`,
    }
  }
  let rest =
    minorOf(new BigNumber(order.total).minus(order.booked)) -
    order.onItsWayMinor -
    order.payments.reduce((sum, payment) => sum + uncounted(payment, minorOf), 0)
  const captures: BulkCapture[] = []
  for (const hold of holds) {
    const amountMinor = Math.min(hold.leftMinor, rest)
    if (amountMinor <= 0) continue
    captures.push({ ...hold, amountMinor })
    rest -= amountMinor
  }
  if (captures.length > 0) return { do: "capture", captures }
  return nothing(
    `Nothing was captured: the order comes to no more than what is paid. ${show(heldMinor, order)} stays held.`
  )
}

/** What keeps a payment from being captured now: an earlier movement that is not decided. */
function hindranceOf({ open, unsent, raised }: OrderPayment): BulkPlan | undefined {
  if (open) {
    const { reason } = refusal("undecided", {
      intent_kind: open.kind,
      intent_id: open.id,
      ...inMoney(open.amount_minor, open.currency),
    })
    return { do: open.inDoubt ? "fail" : "wait", message: reason }
  }
  if (!unsent) return undefined
  return raised
    ? {
        do: "fail",
        message:
          "Nothing was sent: Medusa counts a capture that the gateway never made. " +
          "It is on the attention list, which says what to do.",
      }
    : {
        do: "wait",
        message:
          "An earlier capture was written down and not sent yet; it is completed within minutes.",
      }
}

/** Taken of it, and not counted by the order yet. */
function uncounted(
  { captured, refunded, unbooked, oursMinor }: OrderPayment,
  minorOf: (amount: BigNumber | string) => number
): number {
  const counted = minorOf(new BigNumber(captured).minus(refunded))
  return minorOf(unbooked) + Math.max(0, (oursMinor ?? counted) - counted)
}

/** What the person who asked for the bulk captured of the order since. */
export function capturedSince({ payments, currency }: OrderFacts): number {
  return payments.reduce((sum, { actors }) => sum + computedToMinor(actors, currency), 0)
}

/** What is to be said beside the amount: where an order comes to less than what was held for it. */
export function sayLess(
  captures: readonly BulkCapture[],
  order: Pick<OrderFacts, "currency">
): string | null {
  const less = captures.reduce(
    (sum, { leftMinor, amountMinor }) => sum + leftMinor - amountMinor,
    0
  )
  if (less === 0) return null
  return `The order comes to less than what was held for it: ${show(less, order)} was not captured.`
}

const show = (minor: number, { currency }: Pick<OrderFacts, "currency">) =>
  showMoney({ minor, currency })
