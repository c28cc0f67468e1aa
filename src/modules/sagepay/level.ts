/** What bringing Medusa level with the ledger needs of the ledger (rule 5). The rows themselves are Medusa's to make. */
import { lackingMinor, NETTED, unclaimed } from "./claims"
import { lockScope, type LedgerContext } from "./context"
import type { ReadShop } from "./movements"
import type { Family, IntentRow } from "./rows"
import type { ShopFacts } from "./rules"
import { find, loadFamily, lock, update } from "./store"

/**
 * One at a time is at a payment's rows in Medusa; a claim a minute old is a dead process's. Since when, for letting go
 * of it: in whole milliseconds, for a Date has no more.
 */
export async function claimLevelling(
  context: LedgerContext,
  rootId: string
): Promise<Date | undefined> {
  return context.transaction(async (knex) => {
    const claimed: unknown = await knex("sagepay_transaction")
      .where({ id: rootId })
      .whereRaw("(levelling_at is null or levelling_at < now() - interval '1 minute')")
      .update({ levelling_at: knex.raw("date_trunc('milliseconds', now())") })
      .returning("levelling_at")
    return (claimed as { levelling_at: Date }[])[0]?.levelling_at
  })
}

/** For work that takes longer than the minute. Since when now; undefined when another has claimed it since. */
export async function renewLevelling(
  context: LedgerContext,
  rootId: string,
  claimed: Date
): Promise<Date | undefined> {
  return context.transaction(async (knex) => {
    const renewed: unknown = await knex("sagepay_transaction")
      .where({ id: rootId, levelling_at: claimed })
      .update({ levelling_at: knex.raw("date_trunc('milliseconds', now())") })
      .returning("levelling_at")
    return (renewed as { levelling_at: Date }[])[0]?.levelling_at
  })
}

/**
 * Lets go of what `claimLevelling` has claimed, and not of what another has claimed since. The payment itself is not
 * changed by it, so neither is the time of its last change, by which others see whether anything happened to it.
 */
export async function releaseLevelling(
  context: LedgerContext,
  rootId: string,
  claimed: Date
): Promise<void> {
  await context.transaction((knex) =>
    knex("sagepay_transaction")
      .where({ id: rootId, levelling_at: claimed })
      .update({ levelling_at: null })
  )
}

/** Whether Medusa still lacks this movement; for a cancelled order nothing is captured any more. */
export function isLacking(family: Family, shop: ShopFacts, intent: IntentRow): boolean {
  if (!unclaimed(family, shop).some(({ id }) => id === intent.id)) return false
  return intent.kind === "refund" || !shop.order?.canceled
}

/** Medusa counts as much as the ledger without a row for it. Looked at again under the lock; false when that is not so. */
export async function markNetted(
  context: LedgerContext,
  { id, root_id }: IntentRow,
  readShop: ReadShop
): Promise<boolean> {
  return context.transaction(async (knex) => {
    const root = await find(knex, "transaction", { id: root_id })
    if (!root) return false
    await lock(knex, lockScope(context, root), root_id)
    const family = await loadFamily(knex, root_id)
    const intent = family.intents.find((row) => row.id === id)
    const shop = await readShop(knex, family.root)
    if (!intent || family.intents.some(({ status }) => status === "open")) return false
    if (lackingMinor(family, shop, intent) !== 0) return false
    await update(knex, "intent", id, { claimed_by: NETTED, levelled_at: context.now() })
    return true
  })
}
