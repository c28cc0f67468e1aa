/** What became of a choice, from the server's answer. */
import type { Choice } from "./choices"

/** Of any of the routes that a choice may lead to. */
export type Answer = {
  readonly type?: string
  readonly message?: string
  /** What was asked for, and when it was first. */
  readonly action?: { readonly created_at: string }
  /** Of "ask": whether it is known now. */
  readonly decided?: boolean
  /** Of "retry": what still stands; null when it has come right. */
  readonly attention?: object | null
  readonly medusa_is_level?: boolean | null
}

const GOOD = ["done", "recorded", "settled", "decided", "level_later"] as const

export type Outcome = {
  readonly is: (typeof GOOD)[number] | "undecided" | "still_open" | "unknown"
  /** The server's own words. */
  readonly message?: string | undefined
}

export const IS_GOOD: ReadonlySet<Outcome["is"]> = new Set(GOOD)

/** Those that a person says, and that do nothing else. */
const SAID: ReadonlySet<string> = new Set([
  "resolve",
  "settle_happened",
  "settle_did_not_happen",
  "give_up",
  "released",
  "adopt",
  "confirm",
])

export function outcomeOf({ id }: Pick<Choice, "id">, answer: Answer): Outcome {
  const { message } = answer
  if (answer.type === "sagepay_unknown") return { is: "unknown", message }
  if (id === "ask") return { is: answer.decided === true ? "decided" : "undecided", message }
  if (id === "retry" || id === "look_again") {
    return answer.attention === null ? { is: "settled" } : { is: "still_open", message }
  }
  if (SAID.has(id)) return { is: "recorded" }
  return { is: answer.medusa_is_level === false ? "level_later" : "done" }
}
