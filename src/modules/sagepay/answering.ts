/**
 * Our one answer to a notification. The answer is the commit point (rule 7): it is stored before it is sent, once, by
 * compare-and-set; until the gateway has our OK it will not keep the money.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { TransactionKind, TransactionState } from "../../protocol/life"
import { showMoney } from "../../protocol/money"
import { lockScope, type LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { tellCheckout } from "./events"
import { RETURN_PATH } from "./registration"
import type { AnswerStatus, TransactionRow } from "./rows"
import { find, lock, update } from "./store"

export type Answer = {
  readonly status: AnswerStatus
  readonly redirectUrl: string
  readonly detail: string
}
/** Nothing is left but to send it. */
export type Answered = { readonly do: "answer"; readonly answer: Answer }

/** What a success leads to once it is answered OK. */
const HELD_AS: Partial<Record<TransactionKind, TransactionState>> = {
  PAYMENT: "taken",
  DEFERRED: "deferred",
  AUTHENTICATE: "authenticated",
}

/** `authorizePayment`: accepts a verified payment once per claim, and never after the answer is stored. */
export async function accept(
  context: LedgerContext,
  sessionId: string
): Promise<TransactionRow | undefined> {
  return context.transaction(async (knex) => {
    // The newest claim only: an older one on the same session is a dead run's.
    const newest = knex("sagepay_transaction")
      .where({ session_id: sessionId })
      .whereNotNull("claim")
      .orderBy("claimed_at", "desc")
      .limit(1)
      .select("id")
    const [accepted] = await knex("sagepay_transaction")
      .whereIn("id", newest)
      .where({ state: "notified" })
      .whereNull("answer_status")
      .whereRaw("accepted_claim is distinct from claim")
      .update({ accepted_claim: knex.ref("claim"), updated_at: knex.fn.now() })
      .returning("*")
    return accepted as TransactionRow | undefined
  })
}

export type AnswerOptions = {
  /** The run that answers; another run's claim is not ours to answer for. */
  readonly claim: string
  readonly orderId?: string
  readonly paymentId?: string
  /** At the deadline: not when `authorizePayment` has accepted, for then the order is as good as placed. */
  readonly unlessAccepted?: boolean
}

/** Stores the answer unless one is stored, and returns the one that stands; undefined when none may be given yet. */
export async function storeAnswer(
  context: LedgerContext,
  transactionId: string,
  status: AnswerStatus,
  detail: string,
  options: AnswerOptions
): Promise<Answer | undefined> {
  return context.transaction(async (knex) => {
    const row = await find(knex, "transaction", { id: transactionId })
    if (!row) throw new LedgerError("not_found", "The transaction is gone from the ledger.")
    await lock(knex, lockScope(context, row), row.id)
    const current = await find(knex, "transaction", { id: transactionId })
    if (!current) throw new LedgerError("not_found", "The transaction is gone from the ledger.")
    if (current.answer_status !== null) return answerOf(context, current)
    if (current.claim !== options.claim) return undefined
    if (options.unlessAccepted && current.accepted_claim === current.claim) return undefined
    const links = {
      ...(options.orderId === undefined ? {} : { order_id: options.orderId }),
      ...(options.paymentId === undefined ? {} : { payment_id: options.paymentId }),
    }
    const state = stateAfter(current, status)
    await tellCheckout(knex, await update(knex, "transaction", current.id, { ...links, ...state }))
    const received = await answered(knex, context, current, status, detail)
    return received.do === "answer" ? received.answer : undefined
  })
}

/** The answer that stands, for those who wait for another run's. */
export async function standingAnswer(
  context: LedgerContext,
  transactionId: string
): Promise<Answer | undefined> {
  const row = await context.transaction((knex) => find(knex, "transaction", { id: transactionId }))
  return row && row.answer_status !== null ? answerOf(context, row) : undefined
}

/**
 * Cancel and refund before the answer: they post nothing, they turn the answer into INVALID, and the gateway lets the
 * money go by itself. False when it is answered already. `atOnce` is what must stand or fall with it in the shop.
 */
export async function refuseUnanswered(
  context: LedgerContext,
  row: TransactionRow,
  atOnce: (knex: Knex, row: TransactionRow) => Promise<void> = () => Promise.resolve()
): Promise<boolean> {
  return context.transaction(async (knex) => {
    await lock(knex, lockScope(context, row), row.id)
    const current = await find(knex, "transaction", { id: row.id })
    if (!current || current.state !== "notified" || current.answer_status !== null) return false
    await update(knex, "transaction", row.id, { state: "failed" })
    await answered(knex, context, current, "INVALID", "The order could not be placed.")
    await atOnce(knex, current)
    return true
  })
}

/** For `refuseUnanswered`: of a part asked for, the whole would be let go, and the order lives on without money. */
export function onlyWhole(amountMinor: number) {
  return async (_: Knex, { amount_minor, currency }: TransactionRow): Promise<void> => {
    if (amountMinor >= amount_minor) return
    throw new LedgerError(
      "not_allowed",
      `${showMoney({ minor: amountMinor, currency })} was not refunded: the gateway still waits for the shop's answer, and ` +
        `until then only the whole can be let go. No money moved. Try again in some minutes, or cancel the order.`
    )
  }
}

/** The shopper came back by the one-time address that only our answer carries [inferred: our answer was heard]. */
export async function hear(
  context: LedgerContext,
  token: string
): Promise<TransactionRow | undefined> {
  return context.transaction(async (knex) => {
    const row = await find(knex, "transaction", { return_token: token })
    if (!row || row.heard_at !== null || row.answer_status === null) return row
    return update(knex, "transaction", row.id, { heard_at: context.now() })
  })
}

export async function answered(
  knex: Knex,
  context: LedgerContext,
  row: TransactionRow,
  status: AnswerStatus,
  detail: string
): Promise<Answered> {
  const stored = await update(knex, "transaction", row.id, {
    answer_status: status,
    answer_redirect_url: returnAddress(context, row.return_token),
    answer_detail: detail,
    answered_at: context.now(),
  })
  return { do: "answer", answer: answerOf(context, stored) }
}

function stateAfter(row: TransactionRow, status: AnswerStatus): Partial<TransactionRow> {
  const state = status === "OK" ? HELD_AS[row.kind] : "failed"
  if (state !== "taken") return { state: state ?? "failed" }
  return { state, taken_minor: row.amount_minor, taken_at: row.authorised_at }
}

export function answerOf(context: LedgerContext, row: TransactionRow): Answer {
  return {
    status: row.answer_status ?? "INVALID",
    redirectUrl: row.answer_redirect_url ?? returnAddress(context, row.return_token),
    detail: row.answer_detail ?? "",
  }
}

export function refuseOutright(
  context: LedgerContext,
  detail: string,
  status: "INVALID" | "ERROR" = "INVALID"
): Answered {
  return { do: "answer", answer: { status, redirectUrl: returnAddress(context, null), detail } }
}

function returnAddress(context: LedgerContext, token: string | null): string {
  return `${context.options.backend_url}${RETURN_PATH}/${token ?? "unknown"}`
}
