/** How far a form has come: typed, looked at again, sent, and what was answered. */
import type { Fault } from "../lib/api"
import type { Done } from "../lib/types"

export type Sending = {
  readonly step: "form" | "review"
  readonly status: "idle" | "pending" | "failed" | "unknown"
  readonly fault: Fault | null
  /** Something was sent under its key, and no answer since says what became of that. */
  readonly isUnanswered: boolean
  /** The server's words for what nobody knows yet. */
  readonly unknown: string | null
}

export const START: Sending = {
  step: "form",
  status: "idle",
  fault: null,
  isUnanswered: false,
  unknown: null,
}

export const looking = (): Sending => ({ ...START, step: "review" })
export const pending = (): Sending => ({ ...looking(), status: "pending" })
export const failed = (fault: Fault, isUnanswered: boolean): Sending => ({
  ...looking(),
  status: "failed",
  fault,
  isUnanswered,
})
export const unknown = (message: string): Sending => ({
  ...looking(),
  status: "unknown",
  unknown: message,
})

export function isUnknown(done: Done): boolean {
  return done.type === "sagepay_unknown"
}

/** What may have arrived is sent again as it was, or not at all: another amount under the same key says nothing true. */
export function isFixed({ status, fault, isUnanswered }: Sending): boolean {
  return status === "unknown" || isUnanswered || fault?.kind === "not_sent"
}

/** For certain: under that key nothing will ever come of it. */
export function isRefused(sending: Sending): boolean {
  return sending.status === "failed" && !isFixed(sending)
}
