/** The ledger's own upkeep: what is open too long becomes a finding, what never came to be is written off. */
import { RULES } from "../../protocol/life"
import { showMoney } from "../../protocol/money"
import type { LedgerContext } from "./context"
import type { IntentRow, OperationRow, TransactionRow } from "./rows"
import { isInFlight } from "./settle"
import { find, findAll, raise } from "./store"

/** The gateway repeats an unanswered notification for 30 days at most. */
const SILENT_DAYS = 31

const DAY = 86_400_000

/** Raises every intent whose answer nobody is waiting for any more (rule 2). */
export async function raiseOpenOperations(context: LedgerContext): Promise<void> {
  await context.transaction(async (knex) => {
    for (const intent of await findAll(knex, "intent", { status: "open" })) {
      const legs = await findAll(knex, "operation", { intent_id: intent.id })
      const open = legs.find((leg) => leg.status === "sent" || leg.status === "unknown")
      if (!open || isInFlight(context, open)) continue
      const target = await find(knex, "transaction", { id: open.transaction_id })
      const code = open.vendor_tx_code ?? target?.vendor_tx_code ?? ""
      await raise(knex, {
        kind: "open_operation",
        subject_id: intent.id,
        order_id: target?.order_id ?? null,
        message: openMessage(intent, open, code),
        facts: { verb: open.verb, vendor_tx_code: code, amount_minor: open.amount_minor },
      })
    }
  })
}

function openMessage(intent: IntentRow, open: OperationRow, code: string): string {
  const money = showMoney({ minor: open.amount_minor, currency: intent.currency })
  return (
    `${open.verb} of ${money} was sent and nobody knows whether it happened. It is not sent again, and nothing else ` +
    `is sent for this payment. Look up ${code} in the gateway's console and settle it with what you read there.`
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
            lost.where({ state: "registering" }).where("created_at", "<", before(1))
          )
      )
      .update({ state: "abandoned", registration: null, updated_at: knex.fn.now() })
  })
}
