/**
 * Intents that stopped between two legs: a process died there, or the leg in doubt was decided since. Nothing is in
 * doubt any more, so the rest may go, if the shop still wants it (rules 3 and 4).
 */
import { isOwned, lockScope, type LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { carryOut, type Leg, type ReadShop } from "./movements"
import { end } from "./recording"
import { isInDoubt, type IntentRow } from "./rows"
import { find, findAll, loadFamily, lock, resolveFinding } from "./store"
import { isRestWanted } from "./wanted"

/** Open intents of which nothing is in doubt, and no process can be at them any more. */
export async function interruptedIntents(context: LedgerContext): Promise<IntentRow[]> {
  return context.transaction(async (knex) => {
    const interrupted: IntentRow[] = []
    for (const intent of await findAll(knex, "intent", { status: "open" })) {
      const legs = await findAll(knex, "operation", { intent_id: intent.id })
      const busy = legs.some((leg) => isInDoubt(leg.status) || isOwned(context, leg))
      if (!busy) interrupted.push(intent)
    }
    return interrupted
  })
}

/** Sends the legs that still wait if Medusa has the row that asks for them, else closes the intent as it stands. */
export async function resume(
  context: LedgerContext,
  intentId: string,
  readShop: ReadShop
): Promise<void> {
  const found = await context.transaction(async (knex) => {
    const named = await find(knex, "intent", { id: intentId })
    if (!named) throw new LedgerError("not_found", `There is no intent ${intentId}.`)
    return find(knex, "transaction", { id: named.root_id })
  })
  if (!found) throw new LedgerError("not_found", "There is no such payment.")
  const rest = await context.transaction(async (knex) => {
    await lock(knex, lockScope(context, found), found.id)
    const { root, transactions, intents } = await loadFamily(knex, found.id)
    const intent = intents.find((row) => row.id === intentId)
    const operations = await findAll(knex, "operation", { intent_id: intentId })
    if (intent?.status !== "open" || operations.some((leg) => isInDoubt(leg.status))) {
      return undefined
    }
    const legs = operations.flatMap((operation): Leg[] => {
      const target = transactions.find((row) => row.id === operation.transaction_id)
      return operation.status === "planned" && target ? [{ operation, target }] : []
    })
    if (legs.length > 0 && isRestWanted(intent, await readShop(knex, root))) return { intent, legs }
    await end(knex, intentId)
    await resolveFinding(knex, "interrupted", intentId, "It was closed as it stood.", "sagepay")
    return undefined
  })
  if (rest) await carryOut(context, rest.intent, rest.legs)
}
