/**
 * What became of messages whose answer was lost: by asking the gateway, with growing pauses; where nobody may ask, by
 * sending the very same message again if that is harmless and still wanted; else it is for a person (rules 2 and 3).
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { secondAnswerOf } from "./answer"
import { isOwned, lockScope, ownedForMs, type LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { askAbout, pauseAfter, type Settled } from "./inquire"
import { assertHome } from "./installation"
import { send, type ReadShop } from "./movements"
import { proofOf } from "./proofs"
import { record, recordLate } from "./recording"
import { resume } from "./resume"
import { isInDoubt, type OperationRow, type TransactionRow } from "./rows"
import { isInFlight } from "./settle"
import { find, findAll, loadFamily, lock, update } from "./store"
import { isWantedAgain } from "./wanted"

export { askAbout, type Settled } from "./inquire"

/** The gateway limits how much may be asked in a short time. What is left over is asked about by the next run. */
const PER_RUN = 50

/** And the sweep has more to do than to wait for a service that is slow today. */
const RUN_MS = 20_000

/** Longer than asking, and sending again, takes at worst: nobody else asks about it meanwhile. */
const LEASE_MS = 3 * 60_000

/** Every open operation whose answer can come no more, the longest unasked first. Safe in several processes at once. */
export async function resolveOpen(context: LedgerContext, readShop: ReadShop): Promise<void> {
  const silent: string[] = []
  const until = context.now().getTime() + RUN_MS
  for (let done = 0; done < PER_RUN && context.now().getTime() < until; done += 1) {
    const due = await claimDue(context, silent)
    if (!due) return
    try {
      const settled = await resolveOne(context, due.operation, due.target, readShop)
      // If the service does not answer, it will not answer the next question either.
      if (settled.is === "open" && settled.look === "silent") {
        silent.push(due.target.account ?? "")
      }
    } catch (error) {
      const { verb, id } = due.operation
      context.logger.error(`sagepay: resolving ${verb} (${id}) failed: ${String(error)}`)
    }
  }
}

/** Claimed by its pause, so that two processes do not ask about the same one. */
async function claimDue(
  context: LedgerContext,
  silent: readonly string[]
): Promise<{ operation: OperationRow; target: TransactionRow } | undefined> {
  const now = context.now()
  return context.transaction(async (knex) => {
    const claimed: unknown = await knex.raw(
      `update sagepay_operation set ask_after = :later, updated_at = now() where id = (
         select o.id from sagepay_operation o
         join sagepay_intent i on i.id = o.intent_id
         join sagepay_transaction t on t.id = o.transaction_id
         where ((i.status = 'open' and o.status in ('sent', 'unknown') and o.sent_at <= :unowned
               and (o.ask_after is null or o.ask_after <= :now))
             or (o.status = 'done' and o.ask_after <= :now))
           and not coalesce(t.account, '') = any(:silent::text[])
         order by coalesce(o.ask_after, o.sent_at), o.id
         limit 1 for update of o skip locked)
       returning *`,
      {
        now,
        later: new Date(now.getTime() + LEASE_MS),
        unowned: new Date(now.getTime() - ownedForMs(context)),
        silent: [...silent],
      }
    )
    const [operation] = (claimed as { rows: OperationRow[] }).rows
    if (!operation) return undefined
    const target = await find(knex, "transaction", { id: operation.transaction_id })
    return target && { operation, target }
  })
}

async function resolveOne(
  context: LedgerContext,
  operation: OperationRow,
  target: TransactionRow,
  readShop: ReadShop
): Promise<Settled> {
  const asked = await askAbout(context, operation)
  const settled =
    asked.is === "unasked" ? await sendAgain(context, operation, target, readShop) : asked
  if (settled.is === "decided") await goOn(context, operation, readShop)
  return settled
}

/** The legs that waited behind it (rule 4). */
async function goOn(
  context: LedgerContext,
  operation: OperationRow,
  readShop: ReadShop
): Promise<void> {
  try {
    await resume(context, operation.intent_id, readShop)
  } catch (error) {
    if (!LedgerError.is(error)) throw error
    context.logger.warn(
      `sagepay: the rest of ${operation.intent_id} did not go through: ${error.message}`
    )
  }
}

/** What a second answer proves is in the table; it is ours until that answer can come no more either. */
async function sendAgain(
  context: LedgerContext,
  operation: OperationRow,
  target: TransactionRow,
  readShop: ReadShop
): Promise<Settled> {
  const why = "It may neither be asked about nor sent again."
  if (!proofOf(operation.verb)?.resend) return { is: "unasked", why }
  const turn = await takeAgain(context, operation, target, readShop)
  if (!turn) return { is: "unasked", why }
  const outcome = await send(context, turn, target, undefined)
  const recorded = await record(context, turn, secondAnswerOf(context, turn.verb, outcome))
  recordLate(context, turn, outcome, secondAnswerOf)
  return isInDoubt(recorded.operation.status)
    ? { is: "unasked", why: recorded.operation.reply_detail ?? why }
    : { is: "decided", recorded }
}

async function takeAgain(
  context: LedgerContext,
  { id, intent_id }: OperationRow,
  target: TransactionRow,
  readShop: ReadShop
): Promise<OperationRow | undefined> {
  return context.transaction(async (knex) => {
    const scope = await scopeOf(knex, context, target)
    await assertHome(knex, context, target.account)
    await lock(knex, scope, target.root_id)
    const family = await loadFamily(knex, target.root_id)
    const intent = family.intents.find((row) => row.id === intent_id)
    const current = await find(knex, "operation", { id })
    if (intent?.status !== "open" || !current || !isInDoubt(current.status)) return undefined
    if (isInFlight(context, current)) return undefined
    const shop = await readShop(knex, family.root)
    if (!isWantedAgain(intent, current, family, shop)) return undefined
    const asks = current.asks + 1
    return update(knex, "operation", id, {
      status: "sent",
      process: context.processId,
      sent_at: context.now(),
      asks,
      ask_after: new Date(context.now().getTime() + pauseAfter(asks)),
      absent_at: null,
    })
  })
}

async function scopeOf(knex: Knex, context: LedgerContext, target: TransactionRow) {
  const root = await find(knex, "transaction", { id: target.root_id })
  if (!root) throw new LedgerError("not_found", "There is no such payment.")
  return lockScope(context, root)
}

/** A person wants to know now. Returns what the gateway says; throws where it may not be asked. */
export async function askAgain(
  context: LedgerContext,
  intentId: string,
  readShop: ReadShop
): Promise<Settled> {
  const operation = await context.transaction(async (knex) => {
    if (!(await find(knex, "intent", { id: intentId }))) {
      throw new LedgerError("not_found", `There is no intent ${intentId}.`)
    }
    const legs = await findAll(knex, "operation", { intent_id: intentId })
    return legs.find((leg) => isInDoubt(leg.status))
  })
  if (!operation) {
    throw new LedgerError(
      "not_allowed",
      "There is nothing left to ask about: it is decided already."
    )
  }
  const settled = await askAbout(context, operation)
  if (settled.is === "unasked") {
    throw new LedgerError(
      "not_allowed",
      `The gateway was not asked: there is no reporting login for this account, or it was refused. Look the payment up ` +
        `in the gateway's console and settle it with what you read there.`,
      { intentId }
    )
  }
  // While its own process may still be at it, that one goes on.
  if (settled.is === "decided" && !isOwned(context, operation))
    await goOn(context, operation, readShop)
  return settled
}
