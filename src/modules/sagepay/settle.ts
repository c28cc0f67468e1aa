/**
 * An open operation decided by a person, with what they read in the gateway's console. Legs that wait behind it are
 * for resume.ts (rule 4).
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { canonicalVpsTxId } from "../../protocol"
import { isOwned, ownedForMs, type LedgerContext } from "./context"
import { applyEffect, effectOf } from "./effects"
import { LedgerError } from "./errors"
import { close } from "./recording"
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

export async function settle(
  context: LedgerContext,
  intentId: string,
  decision: Decision
): Promise<void> {
  await context.transaction(async (knex) => {
    const found = await find(knex, "intent", { id: intentId })
    if (!found) throw new LedgerError("not_found", `There is no intent ${intentId}.`)
    await lockRow(knex, found.root_id)
    const operation = await openOperation(knex, context, intentId)
    if (decision.happened) {
      const made = await applyEffect(
        knex,
        operation,
        await idsOf(knex, context, operation, decision),
        context.now()
      )
      await update(knex, "operation", operation.id, { status: "done", made_transaction_id: made })
    } else {
      await update(knex, "operation", operation.id, { status: "refused" })
    }
    await close(knex, operation, decision.happened ? "done" : "refused")
    await update(knex, "intent", intentId, {
      decided_by: decision.by,
      decided_note: decision.note,
      decided_at: context.now(),
    })
    const said = decision.happened ? "it happened" : "it did not happen"
    await resolveFinding(knex, "open_operation", intentId, said, decision.by)
  })
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
