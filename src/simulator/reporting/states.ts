import type { Transaction } from "../types"

/** What reports call the states that this gateway knows; the sentences are our own. */
const WORDS: Readonly<Record<number, string>> = {
  2: "The shopper is choosing a card type.",
  3: "The shopper is entering the card details.",
  5: "The shopper is at 3-D Secure.",
  7: "The vendor was notified; its answer is awaited.",
  8: "The transaction was cancelled after 15 minutes without activity.",
  9: "The transaction was finished, and cancelled because the vendor did not accept the result.",
  10: "The transaction was rejected by the fraud rules of the account.",
  11: "The transaction was aborted by the shopper.",
  12: "The transaction was declined by the bank.",
  13: "The transaction was cancelled after an error at the gateway.",
  14: "Successful DEFERRED transaction, waiting for RELEASE.",
  15: "Successful AUTHENTICATED transaction, waiting for AUTHORISE.",
  16: "Successfully authorised transaction.",
  18: "Transaction VOIDed by the vendor.",
  19: "DEFERRED transaction ABORTed by the vendor.",
  21: "Successful REGISTERED transaction, waiting for AUTHORISE.",
  22: "AUTHENTICATED or REGISTERED transaction CANCELLED by the vendor.",
  23: "The transaction could not be settled: it failed at the bank.",
  26: "The AUTHENTICATED or REGISTERED transaction can be used no more.",
  27: "DEFERRED transaction expired without a RELEASE.",
}

const OPEN_STEPS = { card_type: 2, card_details: 3, challenge: 5, done: 2 } as const

/** The txstateid of a transaction. */
export function txStateId(transaction: Transaction): number {
  const { state, txType, notification } = transaction
  switch (state) {
    case "open":
      return OPEN_STEPS[transaction.step]
    case "unacknowledged":
      return 7
    case "abandoned":
      return notification?.schedule === "monitor" ? 8 : 11
    case "failed":
      return notification?.then === "failed" ? 13 : 9
    case "rejected":
      return 10
    case "declined":
      return 12
    case "deferred":
      return 14
    case "authenticated":
      return 15
    case "authorised":
    case "released":
      return 16
    case "voided":
      return 18
    case "aborted":
      return 19
    case "registered":
      return 21
    case "cancelled":
      return transaction.spent ? 26 : 22
    case "unsettled":
      return 23
    case "expired":
      return txType === "AUTHENTICATE" ? 26 : 27
  }
}

export function stateSentence(txStateId: number): string {
  return WORDS[txStateId] ?? ""
}
