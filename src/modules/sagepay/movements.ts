/**
 * The one way in which money moves (rule 1): write under the lock, commit, send, record. An unknown outcome leaves its
 * intent open, and while it is open nothing else is sent for that payment (rule 2).
 */
import { randomUUID } from "node:crypto"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Gateway, Outcome } from "../../gateway"
import { WireFormatError, type RequestOf } from "../../protocol"
import { showMoney } from "../../protocol/money"
import { objectionToVoid } from "./before-void"
import { lockScope, newVendorTxCode, type LedgerContext } from "./context"
import { effectOf } from "./effects"
import { LedgerError } from "./errors"
import { askAtOnce } from "./inquire"
import { assertHome } from "./installation"
import { messageFor, type PostedVerb } from "./messages"
import { busyMessage, failureOf } from "./outcomes"
import type { LegPlan, Plan, ShopFacts, Situation } from "./rules"
import { isUndecided } from "./rows"
import type { IntentKind, IntentRow, IntentSource, OperationRow, TransactionRow } from "./rows"
import { answerOf, record, recordLate, type Answer } from "./recording"
import { inSlot } from "./slots"
import {
  busyIfLocked,
  find,
  findAll,
  insert,
  loadFamily,
  lock,
  lockRow,
  resolveFinding,
  update,
} from "./store"

/** Reads the shop's facts on the locked connection, so that they are as fresh as the lock (rules 1 and 3). */
export type ReadShop = (knex: Knex, root: TransactionRow) => Promise<ShopFacts>

export type MovementRequest = {
  readonly root: RootRow
  /** Where there is no earlier payment to act upon: the root itself, written with its intent (docs/adr/0006). */
  readonly opens?: Partial<TransactionRow>
  readonly kind: IntentKind
  readonly source: IntentSource
  readonly sourceId: string
  readonly amountMinor: number
  readonly actor?: string
  readonly reason?: string
  readonly readShop: ReadShop
  readonly plan: (situation: Situation) => Plan
}

/** What of a root says where to lock, and whose books it is in. */
export type RootRow = Pick<TransactionRow, "id" | "account" | "order_id" | "cart_id">

type Begun =
  | { readonly settled: true; readonly warning?: string }
  | { readonly settled: false; readonly intent: IntentRow; readonly legs: readonly Leg[] }

export type Leg = {
  readonly operation: OperationRow
  readonly target: TransactionRow
  readonly fields?: LegPlan["fields"]
}

/** Carries a request out once. Returns when it is done; throws a LedgerError that says what happened to the money. */
export async function move(context: LedgerContext, request: MovementRequest): Promise<void> {
  // Two with one key, for different orders, hold different locks: the second waits at the key's index.
  const begun = await begin(context, request).catch((error: unknown) => {
    throw busyIfLocked(error)
  })
  if (!begun.settled) return carryOut(context, begun.intent, begun.legs)
  if (begun.warning !== undefined) throw new LedgerError("not_allowed", begun.warning)
}

/** Moves nothing at once; decides under the lock what must be sent, and writes it down before it is. */
async function begin(context: LedgerContext, request: MovementRequest): Promise<Begun> {
  return context.transaction(async (knex) => {
    await assertHome(knex, context, request.root.account)
    const { opens } = request
    await lock(knex, lockScope(context, request.root), opens ? undefined : request.root.id)
    if (opens) await insert(knex, "transaction", { ...opens, id: request.root.id })
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
      const levelled = plan.levels ? { levelled_at: now } : {}
      await update(knex, "intent", plan.intent.id, { claimed_by: request.sourceId, ...levelled })
      return { settled: true }
    }
    if (plan.do === "warn") {
      // Thrown after the commit: the same request goes through the next time.
      await update(knex, "intent", plan.intent.id, { warned_at: now })
      return { settled: true, warning: plan.message }
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
      ...(plan.do === "post" ? plan.intent : {}),
    })
    if (plan.do === "nothing") return { settled: true }
    const legs: Leg[] = []
    for (const [index, leg] of plan.legs.entries()) {
      const operation = await insertLeg(knex, context, intent, leg, index)
      legs.push({ operation, target: leg.target, fields: leg.fields })
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
    vendor_tx_code: codeFor(context, leg),
    amount_minor: leg.amountMinor,
    // The first is on its way as soon as this commits; a crash from here on counts as sent.
    ...(index === 0
      ? { status: "sent" as const, process: context.processId, sent_at: context.now() }
      : { status: "planned" as const }),
  })
}

/** Our own code of what the leg makes. What is made of its target has that one's. */
function codeFor(context: LedgerContext, { verb, target }: LegPlan): string | null {
  const { makes } = effectOf(verb)
  if (!makes) return null
  return makes === "itself" ? target.vendor_tx_code : newVendorTxCode(context, newCode)
}

/** Sends the legs in order; none goes before the one before it is decided (rule 4). */
export async function carryOut(
  context: LedgerContext,
  intent: IntentRow,
  legs: readonly Leg[]
): Promise<void> {
  for (const { operation, target, fields } of legs) {
    const turn = operation.status === "planned" ? await takeTurn(context, operation) : operation
    if (turn === "needless") continue
    if (turn === "not_ours") throw new LedgerError("busy", busyMessage(intent))
    const { answer, outcome } = await inSlot(() => post(context, turn, target, fields))
    let recorded = await record(context, turn, answer)
    if (outcome) recordLate(context, turn, outcome)
    const asked = answer.status === "unknown" ? await askAtOnce(context, turn) : undefined
    if (asked) recorded = asked.recorded ?? recorded
    if (recorded.stop) {
      const cause = outcome && "cause" in outcome ? outcome.cause : undefined
      const details = { ...(cause && { cause }), asking: asked !== undefined }
      throw failureOf(recorded.intent, recorded.operation, target, details)
    }
  }
  context.logger.info(
    `sagepay: ${intent.kind} of ${showMoney({ minor: intent.amount_minor, currency: intent.currency })} done (${intent.id})`
  )
}

/** Without an outcome it was not sent: there was an objection, and it counts as refused. */
async function post(
  context: LedgerContext,
  operation: OperationRow,
  target: TransactionRow,
  fields: LegPlan["fields"]
): Promise<{ readonly answer: Answer; readonly outcome?: Outcome }> {
  const objection = operation.verb === "VOID" ? await objectionToVoid(context, target) : undefined
  if (objection) return { answer: objection }
  const outcome = await send(context, operation, target, fields)
  return { outcome, answer: answerOf(context, operation.verb, outcome) }
}

export async function send(
  context: LedgerContext,
  operation: OperationRow,
  target: TransactionRow,
  fields: LegPlan["fields"]
): Promise<Outcome> {
  const verb = operation.verb as PostedVerb
  const failed = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))
  let gateway: Gateway
  let message: RequestOf<PostedVerb>
  try {
    gateway = gatewayOf(context, target)
    const own = typeof fields === "function" ? fields() : fields
    message = messageFor(context, verb, operation, target, own)
  } catch (error) {
    // Nothing was handed to the network: an account or a key that is gone from the options, an id that is missing.
    return { kind: "never_sent", cause: failed(error) }
  }
  const stale = staleness(context, operation)
  if (stale) return { kind: "never_sent", cause: stale }
  try {
    return await gateway.send(verb, message)
  } catch (error) {
    if (error instanceof WireFormatError) return { kind: "never_sent", cause: error }
    // A defect of ours, and it may have come after the message left. Its words may quote what must not be kept.
    const isQuotable = typeof fields !== "function"
    const cause = isQuotable ? failed(error) : new Error("The plugin failed while sending it.")
    return { kind: "unknown", because: "connection_lost", reason: cause.message, cause }
  }
}

/**
 * How long after its turn, besides the time for connecting, a message may still leave: less than the margin after which
 * others ask about it, decide it or send it again. A process that was frozen for longer must not send on waking up.
 */
const LEAVES_WITHIN_MS = 20_000

function staleness(context: LedgerContext, { sent_at }: OperationRow): Error | undefined {
  const waited = context.now().getTime() - (sent_at?.getTime() ?? 0)
  if (waited <= context.options.connect_timeout_ms + LEAVES_WITHIN_MS) return undefined
  const seconds = Math.round(waited / 1_000)
  return new Error(`It waited ${seconds} s before it could leave, and was not sent any more.`)
}

/** An account that is gone from the options, or wrong in them: nothing that trying again would cure. */
function gatewayOf(context: LedgerContext, { account, protocol }: TransactionRow): Gateway {
  try {
    return context.gatewayFor(account, protocol)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new LedgerError("invalid", `No money moved: ${why}`, {}, { cause: error })
  }
}

type Turn = OperationRow | "needless" | "not_ours"

/** Marks a planned leg as sent, unless the legs before it make it needless or somebody else is at it (rule 4). */
async function takeTurn(context: LedgerContext, operation: OperationRow): Promise<Turn> {
  return context.transaction(async (knex) => {
    await lockRow(knex, operation.root_id)
    const root = await find(knex, "transaction", { id: operation.root_id })
    await assertHome(knex, context, root?.account ?? null)
    const intent = await find(knex, "intent", { id: operation.intent_id })
    const legs = await findAll(knex, "operation", { intent_id: operation.intent_id })
    const current = legs.find((leg) => leg.id === operation.id)
    if (current?.status === "skipped") return "needless"
    const undecided = legs.some((leg) => leg.leg < operation.leg && isUndecided(leg.status))
    if (current?.status !== "planned" || intent?.status !== "open" || undecided) return "not_ours"
    const before = legs.find((leg) => leg.leg === operation.leg - 1)
    if (operation.fallback && before?.status !== "refused") {
      await update(knex, "operation", operation.id, { status: "skipped" })
      return "needless"
    }
    await resolveFinding(knex, "interrupted", intent.id, "It goes on.", "sagepay")
    return update(knex, "operation", operation.id, {
      status: "sent",
      process: context.processId,
      sent_at: context.now(),
    })
  })
}

export function newCode(): string {
  return randomUUID().replaceAll("-", "")
}
