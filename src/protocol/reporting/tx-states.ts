import type { TransactionKind, TransactionState } from "../life"

/**
 * Where the money is. `page` and `waiting`: nothing is decided yet. `undone`: it was held or taken
 * and is not any more. `none`: ended, and nothing was ever held or taken. `unsettled`: authorised,
 * but the bank never paid it out.
 */
export type MoneyStage = "page" | "waiting" | "held" | "taken" | "undone" | "none" | "unsettled"

export type TxStateRow = {
  readonly meaning: string
  readonly stage: MoneyStage
  /** Ours; two for 16, which a credit has too; none where the ledger has no such state. */
  readonly states: readonly TransactionState[]
  /** What the shop was told at the time, in a notification or a reply. */
  readonly status?: string
}

/** txstateid. What is above 29 rests on two clients, 40 and 41 on one. */
export const TX_STATES: Readonly<Record<number, TxStateRow>> = {
  1: row("the registration was refused", "none", ["failed"], "INVALID"),
  2: row("the shopper chooses a card type", "page", ["registered"]),
  3: row("the shopper enters the card", "page", ["registered"]),
  4: row("the shopper confirms", "page", ["registered"]),
  5: row("the shopper is at 3-D Secure", "page", ["registered"], "3DAUTH"),
  6: row("sent to the bank, which has not answered", "waiting", ["registered"]),
  7: row("the shop was notified and has not answered", "waiting", ["notified"]),
  8: row("given up after the shopper did nothing for 15 minutes", "none", ["abandoned"], "ABORT"),
  9: row("undone, because the shop's answer was not OK or did not come", "none", ["failed"]),
  10: row("refused by the account's rules", "none", ["rejected"], "REJECTED"),
  11: row("left by the shopper", "none", ["abandoned"], "ABORT"),
  12: row("declined by the bank", "none", ["declined"], "NOTAUTHED"),
  13: row("ended by an error of the gateway", "none", ["failed"], "ERROR"),
  14: row("held on the card, waiting for RELEASE", "held", ["deferred"], "OK"),
  15: row("authenticated, waiting for AUTHORISE", "held", ["authenticated"], "AUTHENTICATED"),
  16: row("authorised; a DEFERRED: released", "taken", ["taken", "credited"], "OK"),
  17: row("the bank did not answer in time", "none", ["declined"], "NOTAUTHED"),
  18: row("voided", "undone", ["voided"]),
  19: row("a DEFERRED that was aborted", "undone", ["aborted"]),
  20: row("timed out at the gateway", "none", ["abandoned"]),
  21: row("registered, waiting for AUTHORISE", "held", ["authenticated"], "REGISTERED"),
  22: row("an AUTHENTICATE that was cancelled", "undone", ["cancelled"]),
  23: row("could not be settled: the bank did not pay", "unsettled", []),
  24: row("a PayPal payment that is not complete", "waiting", []),
  25: row("a token was stored", "none", []),
  26: row("an AUTHENTICATE that is used up or too old", "undone", ["spent"]),
  27: row("a DEFERRED that was not released in time", "undone", ["lapsed"]),
  28: row("Euro method: waiting to be authorised", "waiting", [], "PENDING"),
  29: row("Euro method: authorised", "taken", [], "OK"),
  30: row("Euro method: failed", "none", []),
  31: row("Euro method: failed, the data were wrong or not whole", "none", []),
  32: row("Euro method: left by the shopper", "none", [], "ABORT"),
  33: row("Euro method: timed out while it was authorised", "none", []),
  34: row("Euro method: an error on the other side", "none", []),
  35: row("Euro method: an error at the gateway", "none", []),
  36: row("Euro method: could not be sent to the bank", "none", []),
  37: row("Euro method: declined by the bank", "none", [], "NOTAUTHED"),
  38: row("the shopper enters the bank's details", "page", []),
  39: row("the shopper enters a token's details", "page", []),
  40: row("Euro method: to be confirmed", "waiting", []),
  41: row("Euro method: cancelled", "none", []),
}

function row(
  meaning: string,
  stage: MoneyStage,
  states: readonly TransactionState[],
  status?: string
): TxStateRow {
  return { meaning, stage, states, ...(status && { status }) }
}

const CREDITS: readonly (TransactionKind | undefined)[] = ["REFUND", "DIRECTREFUND"]

/** Our state for a txstateid; undefined for one that the ledger has no state for. */
export function stateOfTxStateId(
  stateId: number,
  kind: TransactionKind | undefined
): TransactionState | undefined {
  const states = TX_STATES[stateId]?.states ?? []
  return states.length === 2 ? states[CREDITS.includes(kind) ? 1 : 0] : states[0]
}
