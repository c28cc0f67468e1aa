/**
 * Every kind of finding: what it means for the money, and what a person can do about it. docs/attention.md is made
 * from this table, and a test finds each kind that is raised anywhere without a row here.
 */
import {
  ADOPT,
  ASK,
  CANCEL_ORDER,
  CAPTURE,
  CHARGE_REST,
  CONFIRM_SHOP,
  DID_NOT_HAPPEN,
  GIVE_UP,
  HAPPENED,
  LOOK_AGAIN,
  press,
  REFUND,
  RELEASED,
  retry,
  SEEN,
  type Choice,
} from "./attention-choices"

export type Kind = {
  readonly title: string
  /** What it means for the money, and what is to be found out. */
  readonly meaning: string
  /** "Seen to" is offered besides, for every kind. */
  readonly choices: readonly Choice[]
}

/** Core's own refund gives the money back and then fails where there is no live order; these bring Medusa level. */
const REFUND_THERE = press(
  "REFUND",
  ["taken"],
  "Refund at the gateway",
  "Gives the money, or a part of it, back to the shopper; where Medusa has a payment for it, Medusa counts it too."
)
const VOID_THERE = press(
  "VOID",
  ["taken"],
  "Void at the gateway",
  "Undoes the whole charge before it is settled; where Medusa has a payment for it, Medusa counts it too."
)

const ABORT_THERE = press(
  "ABORT",
  ["deferred"],
  "End the hold",
  "Lets the held money go; nothing was taken."
)
const CANCEL_THERE = press(
  "CANCEL",
  ["authenticated"],
  "End the authorisation",
  "Lets an AUTHENTICATE go; nothing was taken."
)

const END_HOLD = retry("Asks the gateway again to end the hold or to give back what was taken.")

export const ATTENTION: Readonly<Record<string, Kind>> = {
  open_operation: {
    title: "Nobody knows whether it happened",
    meaning:
      "A message that moves money was sent and no answer came. It may have happened or not; it is never repeated, and nothing else is sent for this payment until it is decided.",
    choices: [ASK, HAPPENED, DID_NOT_HAPPEN],
  },
  interrupted: {
    title: "Stopped on its way",
    meaning:
      "Something that takes several messages stopped between two of them, and the rest cannot be sent. What moved is counted; nothing else is sent for this payment until the rest goes through or is given up.",
    choices: [GIVE_UP],
  },
  done_elsewhere: {
    title: "Done already, and not by this store",
    meaning:
      "The gateway refused an action because it was done before: somebody did it in the gateway's console. No money moved twice, but the store's books may lack it.",
    choices: [LOOK_AGAIN],
  },
  late_reply: {
    title: "The gateway contradicts a person",
    meaning:
      "An operation was settled by hand, and then the gateway's own answer said otherwise. What the gateway says is in the ledger; Medusa may count something else.",
    choices: [LOOK_AGAIN],
  },
  cannot_unseal: {
    title: "A key is missing",
    meaning:
      "A payment was turned away because its SecurityKey could not be opened: no money was taken. Every payment sealed with that key fails until it is back in encryption_keys.",
    choices: [],
  },
  surcharge: {
    title: "A surcharge nobody asked for",
    meaning:
      "The gateway added a surcharge to the amount. The shopper paid more than the order comes to; the store's books have the amount without it.",
    choices: [REFUND_THERE],
  },
  second_result: {
    title: "Two different results for one payment",
    meaning:
      "The gateway reported one result and later another, so money may be there that the store does not count, or the other way round. Compare it with the gateway's console before shipping.",
    choices: [LOOK_AGAIN, CANCEL_ORDER],
  },
  unanswered: {
    title: "The gateway never got an answer",
    meaning:
      "The payment was accepted, but the process died before it answered. The gateway lets such payments go by itself, so the order may be without money.",
    choices: [LOOK_AGAIN, CANCEL_ORDER],
  },
  hold_without_order: {
    title: "Money held for no order",
    meaning:
      "A payment in Medusa holds the shopper's money, and no order was made from it. It is kept until it lapses by itself.",
    choices: [ABORT_THERE, CANCEL_THERE, CAPTURE, LOOK_AGAIN],
  },
  hold_kept: {
    title: "A hold kept for a living order",
    meaning:
      "Medusa wanted to cancel the payment while its order lives, as it does on every edit or return before capture. The money is still held, and the order needs it or not.",
    choices: [CAPTURE, CANCEL_ORDER, LOOK_AGAIN],
  },
  hold_not_ended: {
    title: "A hold that could not be ended",
    meaning:
      "The order is cancelled or gone, and the gateway refused to let the money go. The shopper's money is still held or taken; nothing is asked again until you say so.",
    choices: [END_HOLD],
  },
  hold_gone: {
    title: "A hold that has ended at the gateway",
    meaning:
      "The order lives, but the money that was held for it is held no more. Nothing can be captured from it: take the money in another way or cancel the order.",
    choices: [CANCEL_ORDER],
  },
  taken_without_order: {
    title: "Money taken for no order",
    meaning:
      "The shopper was charged, and no live order stands for it. It is the shopper's money until somebody finds out what it is for.",
    choices: [REFUND_THERE, VOID_THERE, LOOK_AGAIN],
  },
  books_apart: {
    title: "The ledger and Medusa differ",
    meaning:
      "What the ledger has taken and not given back is not what Medusa counts as captured less refunded. Reports of one of the two are wrong by the difference.",
    choices: [
      retry(
        "Brings Medusa level with the ledger where that is possible; sends nothing to the gateway."
      ),
    ],
  },
  row_without_movement: {
    title: "Medusa counts what never moved",
    meaning:
      "Medusa has a capture or refund that the gateway never made: it refused it, or the rules forbid it by now. Medusa's books are off by that amount; no money moved.",
    choices: [
      retry("Sends that capture or refund now, if the rules allow it by now."),
      // Of a capture that never moved it sends nothing, and Medusa's books are right again (rule 6).
      REFUND,
    ],
  },
  order_without_payment: {
    title: "An order without money",
    meaning:
      "The order was placed, but the gateway let the payment go. Nothing was charged: ship nothing for it unless it is paid in another way.",
    // Where core cannot cancel it (two fulfilments in the same moment), what it counts as captured is taken back (rule 6).
    choices: [CANCEL_ORDER, REFUND, LOOK_AGAIN],
  },
  cancel_stopped: {
    title: "A cancelling that stopped on the way",
    meaning:
      "Somebody cancelled the order, and the process died in the middle: the order lives, and its totals show as given back what is still taken. Cancelled once more, the money goes back. A refund that was booked by hand for the payment looks the same.",
    choices: [CANCEL_ORDER],
  },
  order_total_differs: {
    title: "The order is not what was paid",
    meaning:
      "The shopper paid an amount that is not the order's total: the cart changed at the last moment. Refund what is too much, or charge the rest.",
    choices: [REFUND, CANCEL_ORDER],
  },
  unlevelled_movement: {
    title: "Moved at the gateway, not in Medusa",
    meaning:
      "Money moved that Medusa does not count, and Medusa's own way of counting it failed. The shopper's money is right; the order's totals are not.",
    choices: [retry("Brings Medusa level now; sends nothing to the gateway.")],
  },
  cancelled_order_not_refunded: {
    title: "A cancelled order keeps money",
    meaning:
      "The order is cancelled, and money that was taken for it was not given back. The shopper is owed it.",
    choices: [END_HOLD, REFUND_THERE, VOID_THERE],
  },
  reporting_refused: {
    title: "The reporting login was refused",
    meaning:
      "The gateway refused the reporting user, and is not asked again with that login so that the user is not locked. No money is affected, but what is unknown stays unknown and the books are not compared. Correct the login in the options.",
    choices: [],
  },
  differs_at_gateway: {
    title: "The gateway has it otherwise",
    meaning:
      "The ledger and the gateway disagree about the state or the amount of a transaction, and the difference explains nothing that a person could have done. Nothing was changed.",
    choices: [LOOK_AGAIN, RELEASED, REFUND_THERE, ABORT_THERE, CANCEL_THERE],
  },
  reports_hold_amount: {
    title: "Reports do not show what was released",
    meaning:
      "The gateway's reports of this account show what was held, not what was released of it. The books are right; but a RELEASE made in the console is not taken over by itself any more, because nobody can tell its amount from the report.",
    choices: [],
  },
  missing_at_gateway: {
    title: "The gateway does not know it",
    meaning:
      "The ledger has a transaction that the gateway's list does not. The money may never have been taken.",
    choices: [LOOK_AGAIN],
  },
  unknown_at_gateway: {
    title: "The ledger does not know it",
    meaning:
      "The gateway has money for a transaction of this account that the ledger never made: another system's, or lost with a database.",
    choices: [ADOPT],
  },
  waiting_at_gateway: {
    title: "Made in the console, not in the books yet",
    meaning:
      "Somebody moved money in the gateway's console while an earlier request on that payment is undecided. It is adopted by itself once that one is decided.",
    choices: [],
  },
  charged_in_console: {
    title: "Charged again in the console",
    meaning:
      "Somebody charged a shopper's card again with a REPEAT in the gateway's console. The ledger has it as a payment of its own; no order in Medusa counts it.",
    choices: [
      press("REFUND", ["taken"], "Refund at the gateway", "Gives that charge back to the shopper."),
    ],
  },
  settlement_failed: {
    title: "Settlement failed",
    meaning:
      "The gateway could not settle a taking or a refund, so the bank never moved the money although every book counts it.",
    choices: [LOOK_AGAIN],
  },
  paid_back_twice: {
    title: "Paid back twice in the gateway's console",
    meaning:
      "A payment was voided in the console although it had been refunded, or the other way round: the shopper has the money twice. The ledger counts less than nothing for it, which Medusa cannot.",
    choices: [],
  },
  refund_voided: {
    title: "A refund was voided in the console",
    meaning:
      "A refund that Medusa counts was voided at the gateway: the shopper does not get that money. Medusa cannot take a refund back; refund it anew where it is owed.",
    choices: [
      press("REFUND", ["taken"], "Refund again", "Gives the money back to the shopper once more."),
    ],
  },
  unsettled_charge: {
    title: "A charge that settles nothing yet",
    meaning:
      "A REPEAT or MANUAL took money for an order, and the payment that should count it in Medusa could not be made. The shopper was charged; the order still shows it as owed.",
    choices: [
      retry("Makes the missing payment in Medusa; takes nothing from the shopper."),
      press("VOID", ["taken"], "Void the charge", "Undoes the whole charge before it is settled."),
      press("REFUND", ["taken"], "Refund the charge", "Gives the charge back to the shopper."),
      ABORT_THERE,
    ],
  },
  taken_beyond_order: {
    title: "More was taken than the order comes to",
    meaning:
      "An AUTHORISE took more than was left of its Medusa payment. It is a payment of its own now and every book counts it, but the shopper paid more than the order's total.",
    choices: [REFUND_THERE],
  },
  capture_failed: {
    title: "Shipped, and the capture failed",
    meaning:
      "Goods of the order were fulfilled, and the money that is due for them could not be taken: the bank declined it, or the hold is gone. Nothing was taken, and it is not tried again until you say so or more is fulfilled.",
    choices: [
      retry("Asks once more for what is due for the order's fulfilments, and for no more."),
      CANCEL_ORDER,
    ],
  },
  rest_not_held: {
    title: "Shipped in parts, and the rest is not held",
    meaning:
      "A DEFERRED payment is released only once. What was fulfilled first is taken, and nothing is held for what was fulfilled after it: the order still owes that. The card is charged again only if you say so.",
    choices: [CHARGE_REST, LOOK_AGAIN],
  },
  split_waits: {
    title: "Shipped in part, captured when all of it is",
    meaning:
      "A DEFERRED payment is released only once, and the option deferred_split says not to release it in parts. What is fulfilled is not taken yet: it is captured with the last fulfilment, unless the hold lapses before.",
    choices: [CAPTURE, LOOK_AGAIN],
  },
  fulfilment_cancelled: {
    title: "A fulfilment was cancelled after its money was taken",
    meaning:
      "More is captured by fulfilment than is fulfilled now, and it cannot be undone by a VOID. The shopper has paid for goods that do not go out, unless they are fulfilled again.",
    choices: [
      retry("Gives back now what was captured for the cancelled fulfilment, and no more."),
      REFUND,
    ],
  },
  hold_expiring: {
    title: "A hold lapses soon",
    meaning:
      "The gateway lets the held money go by itself on the day that is named. Afterwards nothing can be taken with it, and the order is without money.",
    choices: [CAPTURE, CANCEL_ORDER],
  },
  hold_not_renewed: {
    title: "A hold could not be renewed",
    meaning:
      "The option before_lapse asks for a new hold of the same card when one has lapsed, and it could not be had. The old one has ended, or ends by itself on the day that is named; nothing was taken.",
    choices: [
      CAPTURE,
      retry("Asks once more for a new hold of what the order still owes; takes nothing."),
      CANCEL_ORDER,
    ],
  },
  another_shop: {
    title: "This database belongs to another shop",
    meaning:
      "The server's address, vendor or gateway is not the one that the database's payments belong to, so nothing is sent from here: no charge, capture, refund or cancel.",
    choices: [CONFIRM_SHOP],
  },
}

/** For a kind that an older or newer version raised. */
const UNKNOWN: Kind = {
  title: "Needs a person",
  meaning: "What it means for the money stands in the message.",
  choices: [],
}

export function kindOf(kind: string): Kind {
  return (Object.hasOwn(ATTENTION, kind) ? ATTENTION[kind] : undefined) ?? UNKNOWN
}

export function choicesOf(kind: string): readonly Choice[] {
  return [...kindOf(kind).choices, SEEN]
}
