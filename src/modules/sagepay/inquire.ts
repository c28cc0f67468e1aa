/**
 * Asks the gateway what became of a message whose answer was lost, and writes down what that proves (rule 2). What it
 * says for certain counts at once; that it knows nothing counts the second time, when no answer can come any more.
 */
import { setTimeout as pause } from "node:timers/promises"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Asked, Reporting, TransactionDetail } from "../../gateway"
import type { Answer } from "./answer"
import { askable, noteRefusal } from "./asking"
import { idsOf } from "./console"
import { isOwned, type LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { evidenceOf, judge, questionAbout, type Look, type Subject } from "./evidence"
import { write, type Recorded } from "./recording"
import { isInDoubt, type OperationRow } from "./rows"
import { find, lockRow, update } from "./store"
import { wrongBooks } from "./witness"

/** Who decided it, where the gateway's report did. */
export const REPORT = "gateway report"

/** How far apart two looks must be for "there is nothing" to count. */
export const APART_MS = 60_000
const LONGEST_PAUSE_MS = 6 * 3_600_000

/** Before each try of a caller who waits. */
const TRIES_MS = [0, 400, 1_200, 2_500, 3_000]

export type Settled =
  | { readonly is: "decided"; readonly recorded: Recorded }
  | {
      readonly is: "open"
      readonly look: Look["is"]
      readonly why: string
      /** Nothing is decided, but the gateway has a transaction under our own code. */
      readonly underway: boolean
    }
  /** There is nobody to ask. */
  | { readonly is: "unasked"; readonly why: string }

type Seen = {
  readonly look: Look
  readonly evidence: Record<string, unknown>
  /** The answer may be of this moment, however late it is written down. */
  readonly askedAt: Date
  /** Whether the gateway has a transaction under our own code. */
  readonly underway: boolean
}

/** One, two, four minutes, and so on up to six hours. */
export function pauseAfter(asks: number): number {
  return Math.min(APART_MS * 2 ** Math.max(0, asks - 1), LONGEST_PAUSE_MS)
}

/** Asks once and records what is proved; else keeps what was said, for the person who may have to decide. */
export async function askAbout(context: LedgerContext, operation: OperationRow): Promise<Settled> {
  const subject = await subjectOf(context, operation)
  const reporting = await askable(context, subject.target.account)
  if (!reporting) return { is: "unasked", why: "The gateway's reporting service may not be asked." }
  const seen = await lookInto(context, subject, reporting)
  return context.transaction((knex) => conclude(knex, context, subject, seen))
}

/**
 * For the caller who is waiting: a few tries, only what is certain, and never longer than the option says. Undefined
 * where there is nobody to ask.
 */
export async function askAtOnce(
  context: LedgerContext,
  operation: OperationRow
): Promise<{ readonly recorded?: Recorded } | undefined> {
  try {
    const subject = await subjectOf(context, operation)
    const reporting = await askable(context, subject.target.account)
    if (!reporting) return undefined
    const until = performance.now() + context.options.resolve_patience_ms
    for (const wait of TRIES_MS) {
      const left = until - performance.now() - wait
      if (left <= 0) break
      await pause(wait)
      const recorded = await within(left, tryOnce(context, subject, reporting))
      if (recorded) return { recorded }
    }
    return {}
  } catch (error) {
    // It is open, as it was; the job asks again.
    const what = `${operation.verb} (${operation.id})`
    context.logger.error(`sagepay: asking about ${what} at once failed: ${String(error)}`)
    return {}
  }
}

async function tryOnce(
  context: LedgerContext,
  subject: Subject,
  reporting: Reporting
): Promise<Recorded | undefined> {
  // A late reply may have been quicker.
  const { operation, intent } = await subjectOf(context, subject.operation)
  if (!isInDoubt(operation.status)) return standing({ operation, intent })
  const seen = await lookInto(context, subject, reporting)
  if (seen.look.is !== "happened" && seen.look.is !== "refused") return undefined
  const settled = await context.transaction((knex) => conclude(knex, context, subject, seen))
  return settled.is === "decided" ? settled.recorded : undefined
}

/** What takes longer goes on without anybody waiting, and is still recorded. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController()
  const late = pause(ms, undefined, { signal: timer.signal, ref: false }).catch(() => undefined)
  return Promise.race([work, late]).finally(() => timer.abort())
}

async function subjectOf(context: LedgerContext, operation: OperationRow): Promise<Subject> {
  return context.transaction(async (knex) => {
    const current = await find(knex, "operation", { id: operation.id })
    const target = await find(knex, "transaction", { id: operation.transaction_id })
    const intent = await find(knex, "intent", { id: operation.intent_id })
    if (!current || !target || !intent) {
      throw new LedgerError("not_found", "What was asked for is gone from the ledger.")
    }
    return { operation: current, target, intent }
  })
}

async function lookInto(
  context: LedgerContext,
  subject: Subject,
  reporting: Reporting
): Promise<Seen> {
  const question = questionAbout(subject)
  const askedAt = context.now()
  if (!question) {
    const look = { is: "odd", why: "Nothing is known that could be asked for." } as const
    return { look, evidence: {}, askedAt, underway: false }
  }
  const { target } = subject
  const ask = async (by: typeof question): Promise<Asked<TransactionDetail>> => {
    const asked = await reporting.transactionDetail(by)
    await noteRefusal(context, target.account, asked)
    return asked
  }
  const asked = await ask(question)
  let look = judge(subject, asked)
  if (look.is === "untouched" && asked.kind === "not_found") {
    look = (await wrongBooks(context, target, ask)) ?? look
  }
  const { vendor_tx_code } = subject.operation
  const underway =
    asked.kind === "found" && vendor_tx_code !== null && asked.value.vendorTxCode === vendor_tx_code
  return { look, evidence: evidenceOf(question, asked, look, askedAt), askedAt, underway }
}

async function conclude(
  knex: Knex,
  context: LedgerContext,
  subject: Subject,
  { look, evidence, askedAt, underway }: Seen
): Promise<Settled> {
  await lockRow(knex, subject.operation.root_id)
  const operation = await find(knex, "operation", { id: subject.operation.id })
  const intent = await find(knex, "intent", { id: subject.intent.id })
  if (!operation || !intent) throw new LedgerError("not_found", "The operation is gone.")
  const odd =
    look.is === "happened" ? await knownAsAnother(knex, operation, look.detail) : undefined
  const seen: Look = odd ? { is: "odd", why: odd } : look
  const answer = answerFrom(context, operation, seen, askedAt)
  if (!isInDoubt(operation.status)) {
    // Somebody was quicker. What is certain is compared with what they said; that there is nothing was to be seen before.
    const certain = answer && seen.is !== "untouched"
    const recorded = certain ? await write(knex, context, operation, answer) : undefined
    if (operation.ask_after !== null) await askForIdsLater(knex, context, operation, seen)
    return { is: "decided", recorded: recorded ?? standing({ operation, intent }) }
  }
  const now = context.now()
  const absent_at = absentAt(context, operation, seen, askedAt)
  const asks = operation.asks + 1
  const said = {
    asks,
    // The second look comes soon after the first, however often it was asked before.
    ask_after: absent_at
      ? new Date(absent_at.getTime() + APART_MS)
      : new Date(now.getTime() + pauseAfter(asks)),
    absent_at,
    evidence: { ...evidence, ...(odd && { says: odd, needs_person: true }) },
  }
  const asked = await update(knex, "operation", operation.id, said)
  if (!answer) {
    return { is: "open", look: seen.is, why: "why" in seen ? seen.why : wordsOf(seen), underway }
  }
  const recorded = await write(knex, context, asked, answer)
  const decided = await update(knex, "intent", intent.id, {
    decided_by: REPORT,
    decided_note: answer.words.reply_detail,
    decided_at: now,
  })
  return { is: "decided", recorded: { ...recorded, intent: decided } }
}

function wordsOf(look: Extract<Look, { words: unknown }>): string {
  return look.words.reply_detail ?? look.is
}

function answerFrom(
  context: LedgerContext,
  operation: OperationRow,
  look: Look,
  askedAt: Date
): Answer | undefined {
  switch (look.is) {
    case "happened":
      return { status: "done", ids: idsOf(context, look.detail), words: look.words }
    case "refused":
      return { status: "refused", words: look.words }
    case "untouched":
      return counts(context, operation, askedAt)
        ? { status: "refused", words: look.words }
        : undefined
    default:
      return undefined
  }
}

/** The second time, a quiet period after the first, when its answer cannot come any more. */
function counts(context: LedgerContext, operation: OperationRow, askedAt: Date): boolean {
  const { absent_at } = operation
  if (absent_at === null || isOwned(context, operation, askedAt)) return false
  return askedAt.getTime() >= absent_at.getTime() + APART_MS
}

/** Since when there is nothing to be seen; no answer at all says nothing about that. */
function absentAt(
  context: LedgerContext,
  operation: OperationRow,
  look: Look,
  askedAt: Date
): Date | null {
  if (look.is === "silent") return operation.absent_at
  if (look.is !== "untouched" || isOwned(context, operation, askedAt)) return null
  return operation.absent_at ?? askedAt
}

/** A person said that it happened and could not give its keys. They are asked for until they are found. */
async function askForIdsLater(
  knex: Knex,
  context: LedgerContext,
  { id, asks, status }: OperationRow,
  look: Look
): Promise<void> {
  const later = new Date(context.now().getTime() + pauseAfter(asks + 1))
  const over = status !== "done" || look.is === "happened"
  await update(knex, "operation", id, { asks: asks + 1, ask_after: over ? null : later })
}

/** Another row of ours has that VPSTxId: nothing is adopted twice. */
async function knownAsAnother(
  knex: Knex,
  operation: OperationRow,
  { vpsTxId }: TransactionDetail
): Promise<string | undefined> {
  if (!operation.vendor_tx_code) return undefined
  const known = await find(knex, "transaction", { vps_tx_id: vpsTxId })
  if (!known || known.vendor_tx_code === operation.vendor_tx_code) return undefined
  return `The ledger has ${vpsTxId} already, as ${known.vendor_tx_code}.`
}

/** What it has come to, whoever decided it. An intent that is still open may have more to send. */
function standing({ operation, intent }: Pick<Subject, "operation" | "intent">): Recorded {
  return { intent, operation, stop: intent.status !== "open" && operation.status !== "done" }
}
