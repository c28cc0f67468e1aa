/** What a person can do about a finding: the requests behind the buttons, written once and used by many kinds. */

import type { TransactionState } from "../../protocol/life"

/** A field of a request's body. What stands in braces is filled in from the finding. */
export type Field = {
  readonly type: "string" | "boolean" | "number" | "integer"
  readonly description: string
  readonly required: boolean
  /** Always this; the person does not choose it. Left out where it is neither known nor required. */
  readonly const?: string | boolean
}

export type Choice = {
  readonly id: string
  readonly label: string
  /** One sentence: what it does to the money. */
  readonly what: string
  readonly method: "POST"
  /** `{order_id}` and the like are filled in from the finding; without a value the choice is not offered. */
  readonly path: string
  readonly body: Readonly<Record<string, Field>>
  /** Offered only while the finding's transaction is in one of these states. */
  readonly states?: readonly TransactionState[]
}

const NOTE: Field = {
  type: "string",
  description: "How you know, in a few words; kept with your name.",
  required: true,
}

const always = (value: string | boolean, description: string): Field => ({
  type: typeof value === "boolean" ? "boolean" : "string",
  description,
  required: true,
  const: value,
})

const text = (description: string): Field => ({ type: "string", description, required: false })
const amount = (description: string): Field => ({ type: "number", description, required: false })

/** For every kind: the person has done, outside the store, what had to be done. */
export const SEEN: Choice = {
  id: "resolve",
  label: "Seen to",
  what: "Takes it off the list with your reason; moves no money.",
  method: "POST",
  path: "/admin/sagepay/findings/{finding_id}/resolve",
  body: { note: NOTE },
}

export const retry = (what: string): Choice => ({
  id: "retry",
  label: "Try again now",
  what,
  method: "POST",
  path: "/admin/sagepay/findings/{finding_id}/retry",
  body: {},
})

/** Whether it still holds; for what a person puts right elsewhere. */
export const LOOK_AGAIN: Choice = {
  ...retry(
    "Compares it with the gateway now, where reporting is set up, and takes it off the list if it has come right; moves no money."
  ),
  id: "look_again",
  label: "Look again",
}

export const ASK: Choice = {
  id: "ask",
  label: "Ask the gateway",
  what: "Asks the gateway's reporting service what became of it, and records the answer; moves no money by itself.",
  method: "POST",
  path: "/admin/sagepay/intents/{intent_id}/ask",
  body: {},
}

export const HAPPENED: Choice = {
  id: "settle_happened",
  label: "It happened",
  what: "Counts the money as moved, as you read it in the gateway's console; sends nothing for it.",
  method: "POST",
  path: "/admin/sagepay/intents/{intent_id}/settle",
  body: {
    happened: always(true, "It is in the gateway's console."),
    note: NOTE,
    vps_tx_id: text(
      "The VPSTxId that the console shows; needed for a REFUND, AUTHORISE or REPEAT."
    ),
    tx_auth_no: text("The TxAuthNo that the console shows."),
    security_key: text("The SecurityKey, if you have it: without it nothing can follow by remote."),
  },
}

export const DID_NOT_HAPPEN: Choice = {
  id: "settle_did_not_happen",
  label: "It did not happen",
  what: "Counts no money as moved, so that it may be asked for again; what was only planned behind it may now be sent.",
  method: "POST",
  path: "/admin/sagepay/intents/{intent_id}/settle",
  body: { happened: always(false, "It is not in the gateway's console."), note: NOTE },
}

/** Of what was planned only. */
export const GIVE_UP: Choice = {
  ...DID_NOT_HAPPEN,
  id: "give_up",
  label: "Give up the rest",
  what: "Counts what moved and sends nothing more of it, so that the rest may be asked for again.",
  body: { happened: always(false, "The rest was never sent."), note: NOTE },
}

export const CANCEL_ORDER: Choice = {
  id: "cancel_order",
  label: "Cancel the order",
  what: "Cancels the order in Medusa; what is still held for it ends, and what was taken for it is given back.",
  method: "POST",
  path: "/admin/orders/{order_id}/cancel",
  body: {},
}

export const CAPTURE: Choice = {
  id: "capture",
  label: "Capture",
  what: "Takes the money that is held, or a part of it, and counts it in Medusa.",
  method: "POST",
  path: "/admin/payments/{payment_id}/capture",
  body: { amount: amount("How much; all that is left when it is not given.") },
}

export const REFUND: Choice = {
  id: "refund",
  label: "Refund",
  what: "Gives money back to the shopper, and counts it in Medusa.",
  method: "POST",
  path: "/admin/payments/{payment_id}/refund",
  body: { amount: amount("How much; all that was captured when it is not given.") },
}

const KEY: Field = {
  type: "string",
  description: "Made when the form was opened; the same key moves money once.",
  required: true,
}

const MINOR: Field = {
  type: "integer",
  description: "How much, in minor units: pence.",
  required: true,
}

/** One of the gateway's own actions on the transaction itself, which Medusa may know nothing of. */
export const press = (
  action: "REFUND" | "VOID" | "ABORT" | "CANCEL",
  states: readonly TransactionState[],
  label: string,
  what: string
): Choice => ({
  states,
  id: `${action.toLowerCase()}_at_gateway`,
  label,
  what,
  method: "POST",
  path: "/admin/sagepay/transactions/{transaction_id}/actions",
  body: {
    action: always(action, "The gateway's word for it."),
    key: KEY,
    ...(action === "REFUND" ? { amount_minor: MINOR } : {}),
    reason: { ...text("Why, in a few words; kept with your name."), required: true },
  },
})

/** A charge anew, which nobody but a person decides: the shopper's card is charged without the shopper. */
export const CHARGE_REST: Choice = {
  id: "charge_rest",
  label: "Charge the rest by REPEAT",
  what: "Charges the shopper's card again for what was shipped and is not paid, as a payment of its own of this order.",
  method: "POST",
  path: "/admin/sagepay/transactions/{transaction_id}/actions",
  body: {
    action: always("REPEAT", "The gateway's word for it."),
    key: KEY,
    amount_minor: MINOR,
    settles_order: always(true, "It pays what the order still owes, and never more."),
    reason: { ...text("Why, in a few words; kept with your name."), required: true },
  },
  states: ["taken"],
}

/** Where the report tells that it was released, and not how much. */
export const RELEASED: Choice = {
  id: "released",
  label: "It was released",
  what: "Counts as taken what you read in the gateway's console as released, once the gateway's report agrees that it was released at all; sends nothing for it.",
  method: "POST",
  path: "/admin/sagepay/transactions/{transaction_id}/released",
  body: { amount_minor: MINOR, note: NOTE },
  states: ["deferred"],
}

export const ADOPT: Choice = {
  id: "adopt",
  label: "Adopt it",
  what: "Takes the transaction into the ledger with its keys from the gateway's report; moves no money.",
  method: "POST",
  path: "/admin/sagepay/transactions/adopt",
  body: {
    vps_tx_id: always("{vps_tx_id}", "The transaction at the gateway."),
    account: { ...always("{account}", "Whose transaction it is."), required: false },
    note: NOTE,
  },
}

export const CONFIRM_SHOP: Choice = {
  id: "confirm",
  label: "The shop has moved here",
  what: "Lets this server send payments for what is in its database; moves no money by itself. Never for a copy.",
  method: "POST",
  path: "/admin/sagepay/installation/confirm",
  body: {
    account: always("{account}", "Whose address it is."),
    backend_url: {
      type: "string",
      description: "This server's address, typed by you, so that no copy is confirmed by mistake.",
      required: true,
    },
    note: NOTE,
  },
}
