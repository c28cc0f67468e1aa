/** What a report of the gateway's means for a row of the ledger. Pure. */
import type { TransactionDetail } from "../../gateway"
import { stateOfTxStateId, TX_STATES, type MoneyStage } from "../../protocol"
import type { TransactionKind, TransactionState } from "../../protocol/life"
import { showMoney } from "../../protocol/money"
import type { TransactionRow } from "./rows"

export type Verdict =
  | { readonly is: "same" }
  | { readonly is: "waiting" }
  /** Done in the gateway's own console: to be adopted. */
  | {
      readonly is: "console"
      readonly verb: "RELEASE" | "ABORT" | "CANCEL" | "VOID"
      readonly amountMinor: number
    }
  /** The hold has ended by itself. */
  | { readonly is: "ended"; readonly state: "lapsed" | "spent" }
  /** Never held or taken after all: our answer to the notification was lost. */
  | { readonly is: "gone" }
  /** The bank did not pay. */
  | { readonly is: "unsettled" }
  | { readonly is: "differs"; readonly why: string }

type Row = Pick<
  TransactionRow,
  | "kind"
  | "state"
  | "currency"
  | "amount_minor"
  | "taken_minor"
  | "refunded_minor"
  | "answer_status"
>

export function stageOf({ stateId }: TransactionDetail): MoneyStage | undefined {
  return TX_STATES[stateId]?.stage
}

/** On its way: nothing can be said yet. */
export function isUnderway(detail: TransactionDetail): boolean {
  const stage = stageOf(detail)
  return stage === "page" || stage === "waiting"
}

export function judge(row: Row, detail: TransactionDetail): Verdict {
  if (isUnderway(detail)) return { is: "waiting" }
  // Only what waited for our answer can be let go for want of it.
  const waited = row.answer_status === "OK" || row.state === "notified"
  if (stageOf(detail) === "none" && waited) return { is: "gone" }
  switch (row.state) {
    case "deferred":
      return judgeDeferred(row, detail)
    case "authenticated":
      return judgeAuthenticated(row, detail)
    case "taken":
    case "credited":
      return judgeMoney(row, detail)
    case "notified":
      return other(detail)
    default:
      return { is: "same" }
  }
}

function judgeDeferred(row: Row, detail: TransactionDetail): Verdict {
  const stage = stageOf(detail)
  if (stage === "taken" || stage === "unsettled") {
    // After a RELEASE the report's amount is the released amount [inferred].
    const { amountMinor, currency } = detail
    if (amountMinor > row.amount_minor || currency !== row.currency) return sameAmount(row, detail)
    return { is: "console", verb: "RELEASE", amountMinor }
  }
  switch (stateOfTxStateId(detail.stateId, row.kind)) {
    case "deferred":
      return sameAmount(row, detail)
    case "aborted":
      return { is: "console", verb: "ABORT", amountMinor: row.amount_minor }
    case "voided":
      // Released and voided between two looks: the hold has ended, and nothing was taken.
      return { is: "console", verb: "VOID", amountMinor: 0 }
    case "lapsed":
    case "spent":
      return { is: "ended", state: "lapsed" }
    default:
      return other(detail)
  }
}

function judgeAuthenticated(row: Row, detail: TransactionDetail): Verdict {
  switch (stateOfTxStateId(detail.stateId, row.kind)) {
    case "authenticated":
      return sameAmount(row, detail)
    case "cancelled":
      return { is: "console", verb: "CANCEL", amountMinor: row.amount_minor }
    case "lapsed":
    case "spent":
      return { is: "ended", state: "spent" }
    default:
      return other(detail)
  }
}

function judgeMoney(row: Row, detail: TransactionDetail): Verdict {
  const stage = stageOf(detail)
  if (stage === "taken") return sameAmount(row, detail)
  if (stage === "unsettled") return { is: "unsettled" }
  if (stateOfTxStateId(detail.stateId, row.kind) !== "voided") return other(detail)
  const amountMinor =
    row.state === "taken" ? row.taken_minor - row.refunded_minor : row.amount_minor
  return { is: "console", verb: "VOID", amountMinor }
}

function sameAmount(row: Row, { amountMinor, currency }: TransactionDetail): Verdict {
  const why = amountsDiffer(row, amountMinor, currency)
  return why === undefined ? { is: "same" } : { is: "differs", why }
}

function other(detail: TransactionDetail): Verdict {
  return { is: "differs", why: `the gateway says: ${saying(detail)}` }
}

/** Held, taken or paid back at the gateway, whatever the ledger thinks; undefined when it is nothing of these. */
export function livingState(
  kind: TransactionKind | undefined,
  detail: TransactionDetail
): TransactionState | undefined {
  const stage = stageOf(detail)
  if (stage === "taken" || stage === "unsettled") {
    return kind === "REFUND" || kind === "DIRECTREFUND" ? "credited" : "taken"
  }
  return stage === "held" ? stateOfTxStateId(detail.stateId, kind) : undefined
}

/** A sentence's end, or undefined when they agree: with the whole, or with what was released of it. */
export function amountsDiffer(
  row: Pick<Row, "currency" | "amount_minor" | "taken_minor">,
  minor: number,
  currency: string
): string | undefined {
  const own = row.currency.toUpperCase()
  if (currency === own && (minor === row.amount_minor || minor === row.taken_minor)) {
    return undefined
  }
  const ours = showMoney({ minor: row.taken_minor || row.amount_minor, currency: own })
  return `the gateway has ${showMoney({ minor, currency })} and the ledger ${ours}`
}

export function saying(detail: TransactionDetail): string {
  return `${detail.status || "no words"} (state ${detail.stateId})`
}
