/** The life of a payment as a list of what happened, when, by whom and why. Pure. */
import { authoriseCeiling, RULES, type TransactionKind } from "../../protocol/life"
import { SWEEP } from "./claims"
import type { Family, IntentRow, OperationRow, TransactionRow } from "./rows"

export type Happening =
  | "registered"
  | "deferred"
  | "authenticated"
  | "paid"
  | "notified"
  | "adopted"
  | "released"
  | "authorised"
  | "refunded"
  | "repeated"
  | "voided"
  | "aborted"
  | "cancelled"
  | "lapsed"
  | "settled"
  /** By the bank, the gateway or the shop: no money moved by it. */
  | "refused"
  /** Sent, and nobody knows what became of it. */
  | "unknown"
  /** Its turn has not come, or it never left this machine. */
  | "planned"
  | "not_sent"

export type TimelineEntry = {
  readonly at: Date
  readonly what: Happening
  /** What was sent for it, where something was. */
  readonly verb: OperationRow["verb"] | null
  readonly amount_minor: number
  readonly currency_code: string
  /** The id of a user of Medusa's, or one of the words below; null where nobody can say. */
  readonly by: string | null
  readonly reason: string | null
  readonly transaction_id: string
  readonly operation_id: string | null
  /** Of the operation, or what the gateway's notification said. */
  readonly status: string | null
  /** Who said what became of it, where a person or the gateway's report did. */
  readonly decided_by: string | null
  readonly decided_note: string | null
}

/** The operation of another payment that made this one: a REPEAT is a payment of its own. */
export type Maker = { readonly operation: OperationRow; readonly intent: IntentRow }

export const SHOPPER = "shopper"
export const GATEWAY = "gateway"
export const SHOP = "shop"
/** Core asked for it and did not say for whom. */
export const MEDUSA = "medusa"

const DAY = 86_400_000

const DONE: Readonly<Record<string, Happening>> = {
  RELEASE: "released",
  ABORT: "aborted",
  AUTHORISE: "authorised",
  CANCEL: "cancelled",
  REFUND: "refunded",
  VOID: "voided",
  REPEAT: "repeated",
  REPEATDEFERRED: "repeated",
  MANUAL: "paid",
  DIRECTREFUND: "refunded",
}

const TYPED_IN: ReadonlySet<string> = new Set(["MANUAL", "DIRECTREFUND"])

const MADE: Readonly<Record<TransactionKind, Happening>> = {
  PAYMENT: "paid",
  DEFERRED: "deferred",
  AUTHENTICATE: "authenticated",
  AUTHORISE: "authorised",
  REPEAT: "repeated",
  REPEATDEFERRED: "repeated",
  MANUAL: "paid",
  REFUND: "refunded",
  DIRECTREFUND: "refunded",
}

const UNDONE: Readonly<Partial<Record<OperationRow["status"], Happening>>> = {
  planned: "planned",
  sent: "unknown",
  unknown: "unknown",
  refused: "refused",
  not_sent: "not_sent",
}

/** Oldest first. */
export function timelineOf(
  family: Family,
  operations: readonly OperationRow[],
  maker: Maker | undefined,
  now: Date
): TimelineEntry[] {
  // Its operation tells of it, sent or not: what one made, and what is charged to a card that staff typed in.
  const made = new Set(
    operations.map(({ verb, transaction_id, made_transaction_id }) =>
      TYPED_IN.has(verb) ? transaction_id : made_transaction_id
    )
  )
  const entries = [
    ...(maker ? ofOperation(maker.operation, maker.intent, family.root) : []),
    ...family.transactions
      .filter((row) => !made.has(row.id) && row.id !== maker?.operation.made_transaction_id)
      .flatMap((row) => (row.adopted_by ? adopted(row) : beginning(row))),
    ...operations.flatMap((operation) => {
      const intent = family.intents.find(({ id }) => id === operation.intent_id)
      const target = family.transactions.find(({ id }) => id === operation.transaction_id)
      return intent ? ofOperation(operation, intent, target ?? family.root) : []
    }),
    ...family.transactions.flatMap((row) => ending(row, now)),
  ]
  return entries.sort((one, other) => one.at.getTime() - other.at.getTime())
}

/** The shopper's part: pressed Pay, and what came of it. */
function beginning(row: TransactionRow): TimelineEntry[] {
  const { kind, state, authorised_at, answer_status, notification_status: status } = row
  if (row.session_id === null) {
    return [entry(row, { at: authorised_at ?? row.created_at, what: MADE[kind], by: null })]
  }
  const began = entry(row, { at: row.created_at, what: "registered", by: SHOPPER })
  if (answer_status === "OK" && authorised_at) {
    const paid = entry(row, { at: authorised_at, what: MADE[kind], by: SHOPPER, status })
    if (state !== "failed") return [began, paid]
    const reason = "The gateway let the payment go."
    return [began, paid, entry(row, { at: row.updated_at, what: "refused", by: GATEWAY, reason })]
  }
  if (state === "registering" || state === "registered") return [began]
  if (state === "notified") {
    const at = row.notified_at ?? row.updated_at
    return [began, entry(row, { at, what: "notified", by: GATEWAY, status })]
  }
  const by = authorised_at ? SHOP : state === "abandoned" ? SHOPPER : GATEWAY
  const at = row.answered_at ?? row.notified_at ?? row.updated_at
  const reason = row.answer_detail === "" ? null : row.answer_detail
  return [began, entry(row, { at, what: "refused", by, status, reason })]
}

/** What was before the ledger knew of it is as the gateway's report had it. */
function adopted(row: TransactionRow): TimelineEntry[] {
  const was = entry(row, {
    at: row.authorised_at ?? row.created_at,
    what: MADE[row.kind],
    by: null,
  })
  const isRoot = row.id === row.root_id
  const taken = entry(row, { at: row.created_at, what: "adopted", by: row.adopted_by })
  return isRoot ? [was, taken] : [was]
}

function ofOperation(
  operation: OperationRow,
  intent: IntentRow,
  target: TransactionRow
): TimelineEntry[] {
  const { status, verb } = operation
  const what = status === "done" ? DONE[verb] : UNDONE[status]
  if (!what) return []
  return [
    entry(target, {
      at: operation.sent_at ?? operation.created_at,
      what,
      verb,
      amount_minor: operation.amount_minor,
      currency_code: intent.currency.toLowerCase(),
      by: intent.actor ?? (intent.source === "sweep" ? SWEEP : MEDUSA),
      reason: status === "refused" ? (operation.reply_detail ?? intent.reason) : intent.reason,
      transaction_id: operation.made_transaction_id ?? operation.transaction_id,
      operation_id: operation.id,
      status,
      decided_by: intent.decided_by,
      decided_note: intent.decided_note,
    }),
  ]
}

/** What the gateway does by itself: a hold ends, money goes to the bank. */
function ending(row: TransactionRow, now: Date): TimelineEntry[] {
  const entries: TimelineEntry[] = []
  const hasLapsed =
    row.state === "lapsed" ||
    (row.state === "spent" && row.authorised_minor < authoriseCeiling(row.amount_minor))
  if (hasLapsed) {
    const days = (row.kind === "AUTHENTICATE" ? RULES.AUTHORISE.days : RULES.RELEASE.days) ?? 0
    const end = new Date((row.authorised_at ?? row.created_at).getTime() + days * DAY)
    const at = end <= now ? end : (row.compared_at ?? row.updated_at)
    entries.push(entry(row, { at, what: "lapsed", by: GATEWAY }))
  }
  if (row.settled_at) {
    const amount_minor = row.taken_minor > 0 ? row.taken_minor : row.amount_minor
    entries.push(entry(row, { at: row.settled_at, what: "settled", by: GATEWAY, amount_minor }))
  }
  return entries
}

function entry(
  row: TransactionRow,
  of: Pick<TimelineEntry, "at" | "what" | "by"> & Partial<TimelineEntry>
): TimelineEntry {
  return {
    verb: null,
    amount_minor: row.amount_minor,
    currency_code: row.currency.toLowerCase(),
    reason: null,
    transaction_id: row.id,
    operation_id: null,
    status: null,
    decided_by: null,
    decided_note: null,
    ...of,
  }
}
