import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { lastWarning, leftOf, tellExpiring } from "../../modules/sagepay/hold-watch"
import { renewalOf } from "../../modules/sagepay/hold-watch-renewal"
import { raise } from "../../modules/sagepay/store"
import { holdsToWarnOf, type ShopHold } from "../../shop/expiring"
import { readNeeded } from "../../shop/owed"
import type { Tools } from "../tools"
import { expiring, notRenewable } from "./words"

/** The shortest first: where several have passed at once, only the nearest is told. */
export async function warnOfHolds({ ledger }: Tools): Promise<void> {
  const { hold_warning_days: all } = ledger.options
  for (const days of [...all].sort((one, other) => one - other)) {
    const now = ledger.context.now()
    for (const hold of await ledger.inTransaction((knex) => holdsToWarnOf(knex, now, days))) {
      await ledger.inTransaction(async (knex) => {
        if (!(await tellExpiring(knex, hold, days, now))) return
        if (days === lastWarning(all)) await raiseExpiring(knex, ledger, hold)
      })
    }
  }
}

/** What of it the order still needs. */
export async function neededOf(knex: Knex, hold: ShopHold): Promise<number> {
  if (!hold.order_lives || hold.owner_order_id === null) return 0
  const needed = await readNeeded(knex, hold.owner_order_id, hold.id)
  if (needed?.currency !== hold.currency.toUpperCase()) return 0
  return Math.min(needed.minor, leftOf(hold))
}

async function raiseExpiring(
  knex: Knex,
  { options: { before_lapse } }: Tools["ledger"],
  hold: ShopHold
): Promise<void> {
  const needed = await neededOf(knex, hold)
  if (needed === 0) return
  // It is captured in the same sweep; raised only if that fails.
  if (before_lapse === "capture" && hold.payment_lives) return
  const renewal = before_lapse === "renew" ? await renewalOf(knex, hold) : undefined
  await raise(
    knex,
    renewal && !renewal.basis
      ? notRenewable(hold, renewal.why)
      : expiring(hold, needed, renewal !== undefined)
  )
}
