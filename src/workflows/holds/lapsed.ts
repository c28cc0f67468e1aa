import { leftOf, tellExpired } from "../../modules/sagepay/hold-watch"
import { renewalOf } from "../../modules/sagepay/hold-watch-renewal"
import { raise } from "../../modules/sagepay/store"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { holdsLapsed, type ShopHold } from "../../shop/expiring"
import { readOwed } from "../../shop/owed"
import type { Tools } from "../tools"
import { gone } from "./words"

/** However a hold was found to have lapsed, by the clock or in the gateway's report, it is told here, once. */
export async function tellLapsedHolds({ ledger }: Tools): Promise<void> {
  const now = ledger.context.now()
  for (const hold of await ledger.inTransaction((knex) => holdsLapsed(knex, now))) {
    await ledger.inTransaction(async (knex) => {
      if (await tellExpired(knex, hold, now)) await raiseGone(knex, ledger, hold)
    })
  }
}

/** What the order would need of it and cannot have any more. */
export async function owedOf(knex: Knex, hold: ShopHold): Promise<number> {
  if (!hold.order_lives || hold.owner_order_id === null) return 0
  const owed = await readOwed(knex, hold.owner_order_id)
  if (owed?.currency !== hold.currency.toUpperCase()) return 0
  return Math.min(owed.minor, leftOf(hold))
}

/** An order without any other money is raised as just that: order_without_payment. */
async function raiseGone(
  knex: Knex,
  { options: { before_lapse } }: Tools["ledger"],
  hold: ShopHold
): Promise<void> {
  if (!hold.has_other_money) return
  // Raised there if it cannot be had.
  const isRenewed = before_lapse === "renew" && (await renewalOf(knex, hold)).basis !== undefined
  const owed = isRenewed ? 0 : await owedOf(knex, hold)
  if (owed > 0) await raise(knex, gone(hold, owed))
}
