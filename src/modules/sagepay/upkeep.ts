/** The ledger's own upkeep: what is open too long becomes a finding, what never came to be is written off. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { RULES } from "../../protocol/life"
import { showMoney } from "../../protocol/money"
import { askableAccounts } from "./asking"
import type { LedgerContext } from "./context"
import type { Subject } from "./evidence"
import { doneElsewhere } from "./findings"
import { interruptedIntents } from "./resume"
import { isInDoubt, type IntentRow, type OperationRow, type TransactionRow } from "./rows"
import { isInFlight } from "./settle"
import { find, findAll, lockRow, raise } from "./store"

/** The gateway repeats an unanswered notification for 30 days at most. */
const SILENT_DAYS = 31

const DAY = 86_400_000

/** A person is asked after so many answers that decided nothing, or after so long. */
const ENOUGH_ASKS = 3
const LONG_MS = 15 * 60_000

/** Raises every intent that nobody is waiting for any more and that asking does not decide (rule 2). */
export async function raiseOpenOperations(context: LedgerContext): Promise<void> {
  const open = await context.transaction(async (knex) => {
    const subjects: Subject[] = []
    for (const intent of await findAll(knex, "intent", { status: "open" })) {
      const legs = await findAll(knex, "operation", { intent_id: intent.id })
      const operation = legs.find((leg) => isInDoubt(leg.status))
      if (!operation || isInFlight(context, operation)) continue
      const target = await find(knex, "transaction", { id: operation.transaction_id })
      if (target) subjects.push({ intent, operation, target })
    }
    return subjects
  })
  const askable = await askableAccounts(
    context,
    open.map(({ target }) => target.account)
  )
  for (const subject of open) {
    const asking = askable.has(subject.target.account)
    if (asking && !needsPerson(context, subject)) continue
    await context.transaction((knex) => raiseOpen(knex, subject, asking))
  }
}

function needsPerson(context: LedgerContext, { operation }: Subject): boolean {
  const { asks, evidence, sent_at } = operation
  const isOld = sent_at !== null && context.now().getTime() >= sent_at.getTime() + LONG_MS
  return isOld || asks >= ENOUGH_ASKS || evidence?.needs_person === true
}

async function raiseOpen(knex: Knex, subject: Subject, asking: boolean): Promise<void> {
  const { intent, operation, target } = subject
  await lockRow(knex, target.root_id)
  // Decided since it was looked for.
  const current = await find(knex, "operation", { id: operation.id })
  if (!current || !isInDoubt(current.status)) return
  const code = operation.vendor_tx_code ?? target.vendor_tx_code
  await raise(knex, {
    kind: "open_operation",
    subject_id: intent.id,
    order_id: target.order_id,
    message: openMessage(subject, code, asking),
    facts: {
      verb: operation.verb,
      vendor_tx_code: code,
      amount_minor: operation.amount_minor,
      evidence: operation.evidence,
    },
  })
}

/** Raises what stopped between two legs and cannot be brought to go on: nothing else is sent for such a payment. */
export async function raiseInterrupted(context: LedgerContext): Promise<void> {
  const before = context.now().getTime() - LONG_MS
  for (const { id } of await interruptedIntents(context)) {
    await context.transaction(async (knex) => {
      const intent = await find(knex, "intent", { id })
      const root = intent && (await find(knex, "transaction", { id: intent.root_id }))
      if (!intent || !root) return
      await lockRow(knex, root.id)
      const legs = await findAll(knex, "operation", { intent_id: id })
      const current = await find(knex, "intent", { id })
      if (current?.status !== "open" || legs.some((leg) => isInDoubt(leg.status))) return
      const times = [intent, ...legs].map((row) => row.created_at.getTime())
      const sent = legs.map(({ sent_at }) => sent_at?.getTime() ?? 0)
      if (Math.max(...times, ...sent) > before) return
      await raise(knex, {
        kind: "interrupted",
        subject_id: id,
        order_id: root.order_id,
        message: interruptedMessage(current),
        facts: { kind: intent.kind, vendor_tx_code: root.vendor_tx_code },
      })
    })
  }
}

function interruptedMessage({ kind, currency, amount_minor, moved_minor }: IntentRow): string {
  const money = showMoney({ minor: amount_minor, currency })
  const moved = showMoney({ minor: moved_minor, currency })
  return (
    `A ${kind} of ${money} stopped on its way: ${moved} moved, and the rest was never sent, although it is tried every ` +
    `minute. Until it goes through, or you give the rest up, nothing else is sent for this payment. The log says why it fails.`
  )
}

const PREFIX = /^asked about it, the gateway says: /

function openMessage(
  { intent, operation, target }: Subject,
  code: string,
  asking: boolean
): string {
  const money = showMoney({ minor: operation.amount_minor, currency: intent.currency })
  const says = operation.evidence?.says
  const said =
    typeof says === "string"
      ? ` The last look: ${says.replace(PREFIX, "").replace(/\.$/, "")}.`
      : ""
  return (
    `${operation.verb} of ${money} was sent and nobody knows whether it happened. It is not sent again where that could ` +
    `move money twice, and nothing else is sent for this payment.${said}` +
    `${asking ? " The gateway is asked again by itself." : ""} Look up ${code} in the gateway's console and settle it ` +
    `with what you read there.${isAnotherAmount(operation) ? otherAmount({ intent, operation, target }) : ""}`
  )
}

/** Released, but with another amount than ours. */
function isAnotherAmount({ verb, evidence, amount_minor }: OperationRow): boolean {
  const theirs = evidence?.amount_minor
  return verb === "RELEASE" && typeof theirs === "number" && theirs !== amount_minor
}

function otherAmount({ intent, operation, target }: Subject): string {
  const { vendor_tx_code, amount_minor } = target
  if (operation.evidence?.amount_minor === amount_minor) {
    // Some reports keep showing what was held: it happened, and only the console tells with how much.
    const ours = showMoney({ minor: operation.amount_minor, currency: intent.currency })
    return (
      ` It was released there; only the console tells how much of it. If it shows ${ours}, say that it happened. If it ` +
      `shows another amount, leave this open, so that nothing more is sent for it, and ask the gateway's support.`
    )
  }
  return (
    ` If ${vendor_tx_code} was released there with another amount, say that ours did not happen: the amount that the ` +
    `gateway has is then taken over when the books are compared.`
  )
}

/** The days in which RELEASE and AUTHORISE are possible are those for which the gateway keeps the hold. */
const HOLDS = [
  { state: "deferred", days: RULES.RELEASE.days, becomes: "lapsed" },
  { state: "authenticated", days: RULES.AUTHORISE.days, becomes: "spent" },
] as const

/** The gateway ends a hold by itself after some time: nothing is left of it to end. */
export async function lapseHolds(context: LedgerContext): Promise<void> {
  await context.transaction(async (knex) => {
    for (const { state, days, becomes } of HOLDS) {
      if (days === undefined) continue
      await knex("sagepay_transaction")
        .where({ state })
        .where("authorised_at", "<=", new Date(context.now().getTime() - days * DAY))
        .whereNotExists(
          knex("sagepay_intent")
            .where({ status: "open" })
            .whereRaw("root_id = sagepay_transaction.root_id")
        )
        // Released in the console, it has not lapsed: then the money is taken.
        .whereRaw(`not ${doneElsewhere("sagepay_transaction.root_id")}`)
        .update({ state: becomes, updated_at: knex.fn.now() })
    }
  })
}

/** A run that claimed a payment and died: without acceptance it is refused, else a person is told, once. */
export async function closeStaleClaims(context: LedgerContext): Promise<void> {
  await context.transaction(async (knex) => {
    const stale: unknown = await knex("sagepay_transaction")
      .where({ state: "notified" })
      .whereNull("answer_status")
      .where("claimed_at", "<", new Date(context.now().getTime() - 15 * 60_000))
      .whereNotExists(
        knex("sagepay_finding")
          .where({ kind: "unanswered" })
          .whereRaw("subject_id = sagepay_transaction.id")
      )
      .forUpdate()
      .skipLocked()
    for (const row of stale as TransactionRow[]) {
      if (row.accepted_claim !== row.claim) {
        await knex("sagepay_transaction").where({ id: row.id }).update({
          state: "failed",
          answer_status: "INVALID",
          answer_detail: "The order could not be placed in time.",
          answered_at: knex.fn.now(),
          updated_at: knex.fn.now(),
        })
        continue
      }
      await raise(knex, {
        kind: "unanswered",
        subject_id: row.id,
        order_id: row.order_id,
        message:
          `The payment ${row.vendor_tx_code} was accepted, but the gateway never got an answer. It cancels such ` +
          `payments by itself: compare the order with the gateway's console before anything is shipped.`,
        facts: { vendor_tx_code: row.vendor_tx_code, cart_id: row.cart_id },
      })
    }
  })
}

/** Registrations that nobody will ever hear of again. No money moved. */
export async function writeOffSilentRegistrations(context: LedgerContext): Promise<void> {
  await context.transaction(async (knex) => {
    const before = (days: number) => new Date(context.now().getTime() - days * DAY)
    await knex("sagepay_transaction")
      .where((either) =>
        either
          .where({ state: "registered" })
          .where("created_at", "<", before(SILENT_DAYS))
          .orWhere((lost) =>
            lost
              .where({ state: "registering" })
              .where("created_at", "<", before(1))
              // What is charged to a card by staff is decided by its intent, however long that takes (docs/adr/0006).
              .whereNotExists(
                knex("sagepay_intent")
                  .where({ status: "open" })
                  .whereRaw("root_id = sagepay_transaction.root_id")
              )
          )
      )
      .update({ state: "abandoned", registration: null, updated_at: knex.fn.now() })
  })
}
