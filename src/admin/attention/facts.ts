/** The facts of an entry that help whoever looks it up: codes to search for, amounts to compare, and when it ends. */
import type { AttentionEntry } from "../lib/types"

export const SHOWN_FACTS = {
  vendor_tx_code: "code",
  vps_tx_id: "code",
  verb: "word",
  amount_minor: "money",
  ours_minor: "money",
  counted_minor: "money",
  taken_minor: "money",
  refunded_minor: "money",
  gateway_minor: "money",
  moved_minor: "money",
  beyond_minor: "money",
  twice_minor: "money",
  needed_minor: "money",
  owed_minor: "money",
  level_minor: "money",
  order_total: "word",
  surcharge: "word",
  lapses_at: "time",
  ledger_state: "state",
  words: "word",
  code: "word",
  detail: "word",
  first: "word",
  second: "word",
  our_answer: "word",
  settled_as: "word",
  gateway_says: "word",
  account: "word",
  vendor: "word",
  user: "word",
} as const satisfies Record<string, "code" | "word" | "money" | "state" | "time">

export type FactName = keyof typeof SHOWN_FACTS

export type Fact = { readonly name: FactName } & (
  | { readonly as: "code" | "word" | "state" | "time"; readonly text: string }
  | { readonly as: "money"; readonly minor: number }
)

export function factsOf({ facts }: Pick<AttentionEntry, "facts">): Fact[] {
  return (Object.keys(SHOWN_FACTS) as FactName[]).flatMap((name): Fact[] => {
    const value = facts[name]
    const as = SHOWN_FACTS[name]
    if (as === "money") return typeof value === "number" ? [{ name, as, minor: value }] : []
    const isText = typeof value === "string" || typeof value === "number"
    return isText && value !== "" ? [{ name, as, text: String(value) }] : []
  })
}
