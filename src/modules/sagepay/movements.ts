/**
 * The one way in which money moves (rule 1): write under the lock, commit, send, record. An unknown outcome leaves its
 * intent open, and while it is open nothing else is sent for that payment (rule 2).
 */
import { randomUUID } from "node:crypto"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Outcome } from "../../gateway"
import { showMoney } from "../../protocol/money"
import { lockScope, newVendorTxCode, type LedgerContext } from "./context"
import { applyEffect, effectOf } from "./effects"
import { LedgerError } from "./errors"
import { messageFor, type PostedVerb } from "./messages"
import { busyMessage, failureOf } from "./outcomes"
import type { LegPlan, Plan, ShopFacts, Situation } from "./rules"
import type { IntentKind, IntentRow, IntentSource, OperationRow, TransactionRow } from "./rows"
import { find, findAll, insert, loadFamily, lock, lockRow, raise, update } from "./store"

/** Reads the shop's facts on the locked connection, so that they are as fresh as the lock (rules 1 and 3). */
export type ReadShop = (knex: Knex, root: TransactionRow) => Promise<ShopFacts>

export type MovementRequest = {
  readonly root: TransactionRow
  readonly kind: IntentKind
  readonly source: IntentSource
  readonly sourceId: string
  readonly amountMinor: number
  readonly actor?: string
  readonly reason?: string
  readonly readShop: ReadShop
  readonly plan: (situation: Situation) => Plan
}

type Begun =
  | { readonly settled: true }
  | { readonly settled: false; readonly intent: IntentRow; readonly legs: readonly Leg[] }

type Leg = { readonly operation: OperationRow; readonly target: TransactionRow }

/** Carries a request out once. Returns when it is done; throws a LedgerError that says what happened to the money. */
export async function move(context: LedgerContext, request: MovementRequest): Promise<void> {
  const begun = await begin(context, request)
  if (!begun.settled) await carryOut(context, begun.intent, begun.legs)
}

/** Moves nothing at once; decides under the lock what must be sent, and writes it down before it is. */
async function begin(context: LedgerContext, request: MovementRequest): Promise<Begun> {
  return context.transaction(async (knex) => {
    await lock(knex, lockScope(context, request.root), request.root.id)
    const family = await loadFamily(knex, request.root.id)
    const { root } = family
    const same = family.intents.find(
      (row) =>
        row.source === request.source &&
        row.status !== "refused" &&
        (row.source_id === request.sourceId || row.claimed_by === request.sourceId)
    )
    if (same?.status === "done" && request.kind !== "cancel") return { settled: true }
    const open = family.intents.find((row) => row.status === "open")
    if (open) {
      throw new LedgerError("busy", busyMessage(open), { intentId: open.id })
    }
    const shop = await request.readShop(knex, root)
    const now = context.now()
    const plan = request.plan({ family, shop, now, voidUnsettled: context.options.void_unsettled })
    if (plan.do === "claim") {
      await update(knex, "intent", plan.intent.id, { claimed_by: request.sourceId })
      return { settled: true }
    }
    // A cancel that finds nothing to do leaves no trace: it may have something to do later.
    if (plan.do === "nothing" && request.kind === "cancel") return { settled: true }
    const intent = await insert(knex, "intent", {
      root_id: root.id,
      kind: request.kind,
      source: request.source,
      source_id: request.sourceId,
      status: plan.do === "nothing" ? "done" : "open",
      currency: root.currency,
      amount_minor: request.amountMinor,
      actor: request.actor ?? null,
      reason: request.reason ?? null,
    })
    if (plan.do === "nothing") return { settled: true }
    const legs: Leg[] = []
    for (const [index, leg] of plan.legs.entries()) {
      const operation = await insertLeg(knex, context, intent, leg, index)
      legs.push({ operation, target: leg.target })
    }
    return { settled: false, intent, legs }
  })
}

async function insertLeg(
  knex: Knex,
  context: LedgerContext,
  intent: IntentRow,
  leg: LegPlan,
  index: number
): Promise<OperationRow> {
  return insert(knex, "operation", {
    intent_id: intent.id,
    root_id: intent.root_id,
    transaction_id: leg.target.id,
    leg: index,
    fallback: leg.fallback,
    verb: leg.verb,
    vendor_tx_code: effectOf(leg.verb).makes ? newVendorTxCode(context, newCode) : null,
    amount_minor: leg.amountMinor,
    // The first is on its way as soon as this commits; a crash from here on counts as sent.
    ...(index === 0
      ? { status: "sent" as const, process: context.processId, sent_at: context.now() }
      : { status: "planned" as const }),
  })
}

/** Sends the legs in order; none goes before the one before it is decided (rule 4). */
export async function carryOut(
  context: LedgerContext,
  intent: IntentRow,
  legs: readonly Leg[]
): Promise<void> {
  for (const { operation, target } of legs) {
    const turn = operation.status === "planned" ? await takeTurn(context, operation) : operation
    if (!turn) continue
    const outcome = await send(context, turn, target)
    const recorded = await record(context, turn, outcome)
    if (recorded.stop) throw failureOf(recorded.intent, turn, target, outcome)
  }
  context.logger.info(
    `sagepay: ${intent.kind} of ${showMoney({ minor: intent.amount_minor, currency: intent.currency })} done (${intent.id})`
  )
}

async function send(
  context: LedgerContext,
  operation: OperationRow,
  target: TransactionRow
): Promise<Outcome> {
  const verb = operation.verb as PostedVerb
  try {
    const message = messageFor(context, verb, operation, target)
    return await context.gatewayFor(target.account, target.protocol).send(verb, message)
  } catch (error) {
    // Thrown before anything was handed to the network: a key that cannot be opened, a field out of format.
    return { kind: "never_sent", cause: error instanceof Error ? error : new Error(String(error)) }
  }
}

/** Marks a planned leg as sent, unless the legs before it make it needless. */
async function takeTurn(
  context: LedgerContext,
  operation: OperationRow
): Promise<OperationRow | undefined> {
  return context.transaction(async (knex) => {
    await lockRow(knex, operation.root_id)
    const legs = await findAll(knex, "operation", { intent_id: operation.intent_id })
    const before = legs.find((leg) => leg.leg === operation.leg - 1)
    if (operation.fallback && before?.status !== "refused") {
      await update(knex, "operation", operation.id, { status: "skipped" })
      return undefined
    }
    return update(knex, "operation", operation.id, {
      status: "sent",
      process: context.processId,
      sent_at: context.now(),
    })
  })
}

const RECORD_ATTEMPTS = 4

type Recorded = { readonly intent: IntentRow; readonly stop: boolean }

/**
 * Writes what came back, late or not, with the sums that it changes. The answer exists only in this process, so a
 * database that stumbles is asked again; after that the operation stays open, which blocks and is never repeated.
 */
async function record(
  context: LedgerContext,
  operation: OperationRow,
  outcome: Outcome
): Promise<Recorded> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await context.transaction((knex) => write(knex, context, operation, outcome))
    } catch (error) {
      if (LedgerError.is(error) || attempt === RECORD_ATTEMPTS) throw error
      context.logger.warn(
        `sagepay: recording ${operation.verb} (${operation.id}) failed, trying again: ${String(error)}`
      )
    }
  }
}

async function write(
  knex: Knex,
  context: LedgerContext,
  operation: OperationRow,
  outcome: Outcome
): Promise<Recorded> {
  await lockRow(knex, operation.root_id)
  const current = await find(knex, "operation", { id: operation.id })
  const intent = await find(knex, "intent", { id: operation.intent_id })
  if (!current || !intent) throw new LedgerError("not_found", "The operation is gone.")
  const late = current.status !== "sent" && current.status !== "unknown"
  if (late) await raiseLateReply(knex, current, outcome)
  if (late && (outcome.kind !== "done" || current.status === "done")) {
    return { intent, stop: current.status !== "done" }
  }
  const reply = "reply" in outcome ? outcome.reply : undefined
  const words = {
    reply_status: reply?.Status ?? null,
    reply_detail: reply?.StatusDetail ?? ("reason" in outcome ? outcome.reason : null),
  }
  if (outcome.kind !== "done") {
    const status = outcome.kind === "never_sent" ? "not_sent" : outcome.kind
    await update(knex, "operation", operation.id, { status, ...words })
    return close(knex, operation, status)
  }
  const ids = madeIds(context, outcome.reply.fields)
  const made = await applyEffect(knex, operation, ids, context.now())
  await update(knex, "operation", operation.id, {
    status: "done",
    made_transaction_id: made,
    ...words,
  })
  return close(knex, operation, "done")
}

/** Decides what the intent has come to after one of its legs was decided. */
export async function close(
  knex: Knex,
  operation: OperationRow,
  status: OperationRow["status"]
): Promise<Recorded> {
  const legs = await findAll(knex, "operation", { intent_id: operation.intent_id })
  const moved = legs
    .filter((leg) => leg.status === "done" && effectOf(leg.verb).movesMoney)
    .reduce((sum, leg) => sum + leg.amount_minor, 0)
  const rest = legs.filter((leg) => leg.status === "planned")
  const next = rest.sort((a, b) => a.leg - b.leg)[0]
  const goesOn =
    status === "done"
      ? rest.some((leg) => !(leg.fallback && leg.leg === operation.leg + 1))
      : status === "refused" && next?.fallback === true && next.leg === operation.leg + 1
  const open = status === "unknown" || goesOn
  if (!open) {
    for (const leg of rest) await update(knex, "operation", leg.id, { status: "skipped" })
  }
  const wasDone = status === "done" || moved > 0
  const intent = await update(knex, "intent", operation.intent_id, {
    moved_minor: moved,
    status: open ? "open" : wasDone ? "done" : "refused",
  })
  return { intent, stop: status !== "done" && !goesOn }
}

function madeIds(context: LedgerContext, fields: Readonly<Record<string, string | undefined>>) {
  const vpsTxId = fields.VPSTxId ?? null
  const key = fields.SecurityKey
  return {
    vpsTxId,
    securityKey: key && vpsTxId ? context.sealer.seal(key, vpsTxId) : null,
    txAuthNo: fields.TxAuthNo ?? null,
  }
}

async function raiseLateReply(knex: Knex, current: OperationRow, outcome: Outcome): Promise<void> {
  const said = current.status === "done" ? "done" : "not done"
  const says = outcome.kind === "done" ? "done" : outcome.kind
  if (said === says || (said === "not done" && says !== "done")) return
  await raise(knex, {
    kind: "late_reply",
    subject_id: current.id,
    message:
      `${current.verb} was settled by hand as ${said}, and then the gateway's own answer came: ${says}. ` +
      `Compare the payment with the gateway's console.`,
    facts: { verb: current.verb, settled_as: said, gateway_says: says },
  })
}

export function newCode(): string {
  return randomUUID().replaceAll("-", "")
}
