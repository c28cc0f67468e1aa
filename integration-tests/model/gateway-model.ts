import { authoriseCeiling } from "../../src/protocol/life"

export type Kind = "DEFERRED" | "AUTHENTICATE" | "PAYMENT"
export const AMOUNT = 3_000

/** What the gateway's rules allow with one payment, in the plainest words: no ledger, no legs, no intents. */
export class Model {
  taken: number
  refunded = 0
  authorised = 0
  state: "held" | "taken" | "over"
  canceled = false

  constructor(readonly kind: Kind) {
    this.taken = kind === "PAYMENT" ? AMOUNT : 0
    this.state = kind === "PAYMENT" ? "taken" : "held"
  }

  get net(): number {
    return this.taken - this.refunded
  }

  get held(): number {
    return this.kind === "DEFERRED" && this.state === "held" ? AMOUNT : 0
  }

  mayCapture(amount: number): boolean {
    if (this.canceled || this.state !== "held") return false
    return this.kind === "DEFERRED"
      ? amount <= AMOUNT
      : this.authorised + amount <= authoriseCeiling(AMOUNT)
  }

  capture(amount: number): void {
    this.taken += amount
    this.authorised += amount
    if (this.kind === "DEFERRED" || this.authorised === authoriseCeiling(AMOUNT)) {
      this.state = "taken"
    }
  }

  refund(amount: number): void {
    this.refunded += amount
  }

  cancel(): void {
    this.canceled = true
    if (this.state === "held") this.state = "over"
  }
}
