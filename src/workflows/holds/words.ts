/** What people are told of a hold that lapses, and when. */
import { endOf, leftOf, type WatchedHold } from "../../modules/sagepay/hold-watch"
import type { NewFinding } from "../../modules/sagepay/findings"
import { showMoney } from "../../protocol/money"
import type { ShopHold } from "../../shop/expiring"

export function moneyOf({ currency }: WatchedHold, minor: number): string {
  return showMoney({ minor, currency })
}

/** To the minute, in UTC. */
function whenOf(hold: WatchedHold): string {
  return `${endOf(hold).toISOString().slice(0, 16).replace("T", " ")} UTC`
}

function factsOf(hold: ShopHold): Record<string, unknown> {
  return {
    vendor_tx_code: hold.vendor_tx_code,
    transaction_id: hold.id,
    payment_id: hold.payment_lives ? hold.owner_payment_id : null,
    amount_minor: leftOf(hold),
    currency_code: hold.currency.toLowerCase(),
    lapses_at: endOf(hold).toISOString(),
  }
}

type Finding = Omit<NewFinding, "kind"> & { readonly kind: string }

const about = (hold: ShopHold) => ({ subject_id: hold.id, order_id: hold.owner_order_id })

function lapses(hold: ShopHold): string {
  const money = moneyOf(hold, leftOf(hold))
  const is = hold.kind === "AUTHENTICATE" ? "may still be taken" : "is held"
  return `${money} ${is} with ${hold.vendor_tx_code}, and the gateway ends that by itself at ${whenOf(hold)}.`
}

export function expiring(hold: ShopHold, neededMinor: number, isRenewed: boolean): Finding {
  const needed = moneyOf(hold, neededMinor)
  const then = isRenewed
    ? ` A new hold is asked for right afterwards; the bank may decline it.`
    : ` Afterwards nothing can be taken with it.`
  return {
    kind: "hold_expiring",
    ...about(hold),
    message: `${lapses(hold)}${then} The order still needs ${needed} of it: capture it before, or cancel the order.`,
    facts: { ...factsOf(hold), needed_minor: neededMinor },
  }
}

export function notCaptured(hold: ShopHold, neededMinor: number, reason: string): Finding {
  const needed = moneyOf(hold, neededMinor)
  return {
    kind: "hold_expiring",
    ...about(hold),
    message:
      `${lapses(hold)} The order still needs ${needed} of it, and capturing that by itself failed: ${reason} It is not ` +
      `tried again: capture it by hand before it lapses, take the money by another payment, or cancel the order.`,
    facts: { ...factsOf(hold), needed_minor: neededMinor, capture_failed: reason },
  }
}

export function notRenewable(hold: ShopHold, why: string): Finding {
  return {
    kind: "hold_not_renewed",
    ...about(hold),
    message:
      `${lapses(hold)} It will not be renewed: ${why}. Nothing was sent. Capture what the order needs before it lapses, ` +
      `take the money by another payment, or cancel the order.`,
    facts: { ...factsOf(hold), lapsed: false, why },
  }
}

export function notRenewed(hold: ShopHold, owedMinor: number, reason: string): Finding {
  return {
    kind: "hold_not_renewed",
    ...about(hold),
    message:
      `The hold ${hold.vendor_tx_code} has lapsed, the order still owes ${moneyOf(hold, owedMinor)}, and a new hold of ` +
      `the same card could not be had: ${reason} Nothing was taken. Try again, take the money by another payment, or ` +
      `cancel the order.`,
    // Nothing can be captured from it any more.
    facts: { ...factsOf(hold), payment_id: null, lapsed: true, owed_minor: owedMinor },
  }
}

export function gone(hold: ShopHold, owedMinor: number): Finding {
  return {
    kind: "hold_gone",
    ...about(hold),
    message:
      `${moneyOf(hold, leftOf(hold))} of ${hold.vendor_tx_code} was never taken, and has lapsed: nothing more can be ` +
      `captured from it. Its order lives and still owes ${moneyOf(hold, owedMinor)}. Take that by another payment, or ` +
      `cancel the order.`,
    facts: { ...factsOf(hold), payment_id: null, owed_minor: owedMinor },
  }
}
