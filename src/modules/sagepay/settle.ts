/**
 * An open operation decided by a person, with what they read in the gateway's console. Legs that wait behind it are
 * for resume.ts (rule 4).
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { canonicalVpsTxId } from "../../protocol"
import { isOwned, ownedForMs, type LedgerContext } from "./context"
import { applyEffect, effectOf } from "./effects"
import { LedgerError } from "./errors"
import { askAbout, type Settled } from "./inquire"
import { close, end } from "./recording"
import { isInDoubt, type OperationRow } from "./rows"
import { find, findAll, lockRow, resolveFinding, update } from "./store"

export type Decision = {
  readonly happened: boolean
  /** What the gateway's console shows of the transaction that it made; needed where the verb makes one. */
  readonly vpsTxId?: string
  readonly txAuthNo?: string
  readonly securityKey?: string
  readonly by: string
  readonly note: string
}

/** Whether its answer may still come: also when it is unknown, for a late one is listened for (rule 2). */
export function isInFlight(context: LedgerContext, operation: OperationRow): boolean {
  return isInDoubt(operation.status) && isOwned(context, operation)
}

/**
 * Where the gateway may be asked, it is asked first: what it says for certain outranks what a person read, and brings
 * the ids and the SecurityKey that they may not have.
 */
export async function settle(
  context: LedgerContext,
  intentId: string,
  decision: Decision
): Promise<void> {
  const open = await context.transaction(async (knex) => {
    const intent = await find(knex, "intent", { id: intentId })
    if (!intent) throw new LedgerError("not_found", `There is no intent ${intentId}.`)
    await lockRow(knex, intent.root_id)
    if (await closePlanned(knex, context, intentId, decision)) return undefined
    return openOperation(knex, context, intentId)
  })
  if (!open) return
  const asked = await askAbout(context, open)
  if (asked.is === "decided") {
    assertAgreed(asked.recorded.operation, decision)
  } else if (asked.is === "open" && asked.look === "untouched" && decision.happened) {
    throw new LedgerError(
      "not_allowed",
      `Nothing was recorded: ${asked.why}. If it still says so in some minutes, it counts as not done by itself.`
    )
  } else if (isUnderway(asked) && !decision.happened) {
    throw new LedgerError(
      "not_allowed",
      `Nothing was recorded: it is still on its way at the gateway, under this store's own code, and may move money yet. ` +
        `${asked.why} Look again later; the gateway is asked by itself as well.`
    )
  }
  await context.transaction(async (knex) => {
    const intent = await find(knex, "intent", { id: intentId })
    if (asked.is !== "decided" && intent) {
      await lockRow(knex, intent.root_id)
      await decide(knex, context, await openOperation(knex, context, intentId), decision)
    }
    const said = decision.happened ? "it happened" : "it did not happen"
    await sign(knex, context, intentId, decision, said)
  })
}

async function sign(
  knex: Knex,
  context: LedgerContext,
  intentId: string,
  { by, note }: Decision,
  said: string
): Promise<void> {
  await update(knex, "intent", intentId, {
    decided_by: by,
    decided_note: note,
    decided_at: context.now(),
  })
  for (const kind of ["open_operation", "interrupted"]) {
    await resolveFinding(knex, kind, intentId, said, by)
  }
}

/** It arrived, for the code is ours alone, and the report does not say yet what comes of it. */
function isUnderway(asked: Settled): asked is Extract<Settled, { is: "open" }> {
  return asked.is === "open" && asked.underway && ["nothing", "odd"].includes(asked.look)
}

/** What is only planned, and nobody is at any more, is given up by a person's word; false when it is not that. */
async function closePlanned(
  knex: Knex,
  context: LedgerContext,
  intentId: string,
  decision: Decision
): Promise<boolean> {
  const intent = await find(knex, "intent", { id: intentId })
  const legs = await findAll(knex, "operation", { intent_id: intentId })
  if (intent?.status !== "open" || legs.some((leg) => isInDoubt(leg.status))) return false
  if (decision.happened) {
    throw new LedgerError(
      "not_allowed",
      "Nothing was recorded: what is left of it was never sent, so it did not happen. Say that, and it is given up."
    )
  }
  if (legs.some((leg) => isOwned(context, leg))) {
    throw new LedgerError(
      "busy",
      "The rest of it may be sent in this moment. Wait some minutes, then look again."
    )
  }
  await end(knex, intentId, legs)
  await sign(knex, context, intentId, decision, "What was left of it is given up.")
  return true
}

/** Somebody else decided it in this moment: the gateway's report, a reply that came after all, another person. */
function assertAgreed(operation: OperationRow, decision: Decision): void {
  const happened = operation.status === "done"
  if (happened === decision.happened) return
  throw new LedgerError(
    "not_allowed",
    `Your word was not recorded, for meanwhile it is known: ${operation.verb} ${happened ? "did" : "did not"} happen ` +
      `(${operation.reply_detail ?? "no words were given"}). The books say so now.`
  )
}

async function decide(
  knex: Knex,
  context: LedgerContext,
  operation: OperationRow,
  decision: Decision
): Promise<void> {
  if (!decision.happened) {
    const refused = { status: "refused", ask_after: null } as const
    await close(knex, await update(knex, "operation", operation.id, refused))
    return
  }
  const ids = await idsOf(knex, context, operation, decision)
  const made = await applyEffect(knex, operation, ids, context.now())
  // Without its SecurityKey nothing can follow by remote: it is asked for until it is found.
  const lacksKey = made !== null && ids.securityKey === null
  const done = await update(knex, "operation", operation.id, {
    status: "done",
    made_transaction_id: made,
    ask_after: lacksKey ? context.now() : null,
  })
  await close(knex, done)
}

async function openOperation(
  knex: Knex,
  context: LedgerContext,
  intentId: string
): Promise<OperationRow> {
  const legs = await findAll(knex, "operation", { intent_id: intentId })
  const operation = legs.find((leg) => isInDoubt(leg.status))
  if (!operation) {
    throw new LedgerError("not_allowed", "There is nothing left to decide: it is decided already.")
  }
  if (isInFlight(context, operation)) {
    const minutes = Math.ceil(ownedForMs(context) / 60_000)
    throw new LedgerError(
      "busy",
      `The answer may still arrive by itself, up to ${minutes} minutes after it was asked for. Wait, then look again.`
    )
  }
  return operation
}

async function idsOf(
  knex: Knex,
  context: LedgerContext,
  operation: OperationRow,
  decision: Decision
) {
  if (!effectOf(operation.verb).makes) return { vpsTxId: null, securityKey: null, txAuthNo: null }
  const vpsTxId = canonicalVpsTxId(decision.vpsTxId ?? "")
  if (!vpsTxId) {
    throw new LedgerError(
      "invalid",
      `${operation.verb} made a transaction of its own: give its VPSTxId from the gateway's console.`
    )
  }
  if (await find(knex, "transaction", { vps_tx_id: vpsTxId })) {
    throw new LedgerError("invalid", `The ledger has ${vpsTxId} already, as another transaction.`)
  }
  return {
    vpsTxId,
    securityKey: decision.securityKey ? context.sealer.seal(decision.securityKey, vpsTxId) : null,
    txAuthNo: decision.txAuthNo ?? null,
  }
}
