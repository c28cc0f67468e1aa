/** What went wrong, named by what the caller must do about it. Each message says what happened to the money. */
export type LedgerErrorCode =
  /** The rules forbid it: nothing was sent. Do something else. */
  | "not_allowed"
  /** An earlier action on the same payment is not decided yet: nothing was sent. Decide it first. */
  | "busy"
  /** The bank or the account's rules said no: no money moved. */
  | "declined"
  /** The gateway refused the message: no money moved. */
  | "refused"
  /** It never left this machine: no money moved. Try again. */
  | "not_sent"
  /** Sent, and nobody knows: money may have moved. Look it up, never repeat. */
  | "unknown"
  /** Some of several legs moved money and a later one did not. */
  | "partly"
  /** The order still lives: the hold is kept on purpose. */
  | "hold_kept"
  /** This database belongs to a shop at another address (rule 14): nothing was sent. Confirm the move, or leave it. */
  | "another_shop"
  | "not_found"
  | "invalid"

export type LedgerErrorFacts = {
  readonly vendorTxCode?: string
  readonly status?: string
  readonly statusDetail?: string
  readonly intentId?: string
  readonly transactionId?: string
}

export class LedgerError extends Error {
  constructor(
    readonly code: LedgerErrorCode,
    message: string,
    readonly facts: LedgerErrorFacts = {},
    options?: ErrorOptions
  ) {
    super(message, options)
    this.name = "LedgerError"
  }

  /** By name, so that two copies of the package in one process still know each other's. */
  static is(error: unknown): error is LedgerError {
    return error instanceof Error && error.name === "LedgerError"
  }
}
