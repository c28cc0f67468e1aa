/** Which words tell what happened, and who did it; keys below `panel.life`. */
import type { Payment, TimelineEntry, Transaction } from "../lib/types"

type Kind = Transaction["kind"]
type What = TimelineEntry["what"]

/** Where the same happening means something else, by the kind of what it happened to. */
const BY_KIND: Readonly<Partial<Record<What, Readonly<Partial<Record<Kind, string>>>>>> = {
  repeated: { REPEATDEFERRED: "repeated_held" },
  voided: { REFUND: "voided_refund", DIRECTREFUND: "voided_refund" },
  refunded: { DIRECTREFUND: "refunded_directly" },
  lapsed: { AUTHENTICATE: "lapsed_authentication" },
  settled: { REFUND: "settled_refund", DIRECTREFUND: "settled_refund" },
}

const UNDONE: ReadonlySet<What> = new Set<What>(["refused", "unknown", "planned", "not_sent"])

export type Title =
  | { readonly key: string }
  /** Something that was asked for, and what became of that. */
  | { readonly key: string; readonly asked: string }

export function titleOf(entry: TimelineEntry, kind: Kind): Title {
  const { what, verb } = entry
  if (verb !== null && UNDONE.has(what)) {
    return { key: `panel.life.undone.${what}`, asked: `panel.life.asked.${verb}` }
  }
  return { key: `panel.life.what.${BY_KIND[what]?.[kind] ?? what}` }
}

export function kindOf(payment: Payment, transactionId: string): Kind {
  return payment.transactions.find(({ id }) => id === transactionId)?.kind ?? payment.kind
}

/** What charged the card again made a payment of its own. */
export function isElsewhere({ id, transactions }: Payment, transactionId: string): boolean {
  return transactionId !== id && !transactions.some((one) => one.id === transactionId)
}

/** The ledger's own words for those who are not people. */
const NOBODY: Readonly<Record<string, string>> = {
  shopper: "shopper",
  gateway: "gateway",
  "gateway console": "gateway_console",
  "gateway report": "gateway_report",
  shop: "shop",
  medusa: "medusa",
  "sagepay-sweep": "sweep",
}

/** What is done by itself: what follows the colon says up to which sum, and is nobody's name. */
const BY_ITSELF: Readonly<Record<string, string>> = {
  "sagepay-fulfilment": "fulfilment",
  "sagepay-before-lapse": "before_lapse",
}

/** A key for one of those words, else the name as it is; undefined where nobody can say. */
export function whoOf(
  by: string | null,
  name: string | null
): { readonly key: string } | { readonly name: string } | undefined {
  if (by === null) return undefined
  const word = NOBODY[by] ?? BY_ITSELF[by.split(":")[0] ?? ""]
  return word === undefined ? { name: name ?? by } : { key: `panel.life.by.${word}` }
}
