/** The words for the life of a transaction: what it is, how it stands, what is done to it. */

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

/** What is done to one that exists. */
export type LifeAction =
  "RELEASE" | "ABORT" | "AUTHORISE" | "CANCEL" | "REFUND" | "VOID" | "REPEAT" | "REPEATDEFERRED"
