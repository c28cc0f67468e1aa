/**
 * The option before_lapse "renew" (docs/adr/0008): when a hold has lapsed, a new one for what its order still owes, by
 * REPEATDEFERRED of what was taken with the same card. Not before: there are never two holds for one debt, and what the
 * bank declines then is lost in any case.
 */
import { endOf } from "../../modules/sagepay/hold-watch"
import { BEFORE_LAPSE_ACTOR } from "../../modules/sagepay/hold-watch-mark"
import {
  refusedRenewals,
  renewalKey,
  renewalOf,
  type Renewal,
} from "../../modules/sagepay/hold-watch-renewal"
import type { FindingRow } from "../../modules/sagepay/findings"
import { raise, resolveFinding } from "../../modules/sagepay/store"
import { holdsToRenew, shopHold, type ShopHold } from "../../shop/expiring"
import { comesLater, failureOf, type Failure } from "../failure"
import { pressButton } from "../press"
import type { Tools } from "../tools"
import { owedOf } from "./lapsed"
import { neededOf } from "./warn"
import { expiring, notRenewable, notRenewed } from "./words"

const NOT_RENEWED = "hold_not_renewed"

/** Never sent is tried again for so long. */
const PATIENCE_MS = 86_400_000

export async function renewLapsedHolds(tools: Tools): Promise<void> {
  const { ledger } = tools
  const now = ledger.context.now()
  for (const hold of await ledger.inTransaction((knex) => holdsToRenew(knex, now))) {
    await renew(tools, hold, 0, BEFORE_LAPSE_ACTOR)
  }
}

/** A person asks once more. */
export async function renewAgain(tools: Tools, finding: FindingRow, by: string): Promise<void> {
  const { ledger } = tools
  const hold = await ledger.inTransaction((knex) => shopHold(knex, finding.subject_id))
  if (!hold) return
  if (hold.state === "deferred" || hold.state === "authenticated") return lookAgain(tools, hold, by)
  const attempt = await ledger.inTransaction((knex) => refusedRenewals(knex, hold.id))
  await renew(tools, hold, attempt, by)
}

/** It still stands: is there something by now that could be repeated when it has lapsed? */
async function lookAgain({ ledger }: Tools, hold: ShopHold, by: string): Promise<void> {
  await ledger.inTransaction(async (knex) => {
    const needed = await neededOf(knex, hold)
    const { basis, why } = await renewalOf(knex, hold)
    if (!basis && needed > 0) return raise(knex, notRenewable(hold, why))
    const said = "It is renewed when it has lapsed, or its order needs nothing more of it."
    await resolveFinding(knex, NOT_RENEWED, hold.id, said, by)
    if (needed > 0) await raise(knex, expiring(hold, needed, true))
  })
}

async function renew(tools: Tools, hold: ShopHold, attempt: number, by: string): Promise<void> {
  const { ledger, container, logger } = tools
  const { owed, renewal } = await ledger.inTransaction(async (knex) => ({
    owed: await owedOf(knex, hold),
    renewal: await renewalOf(knex, hold),
  }))
  if (owed === 0) return settled(tools, hold, "The order owes nothing more.", by)
  if (!renewal.basis) {
    // That was said before it lapsed, and its end is told as what it is.
    if (by === BEFORE_LAPSE_ACTOR) return
    return ledger.raise(notRenewed(hold, owed, `${renewal.why}.`))
  }
  try {
    const { made } = await pressButton(container, requestOf(hold, renewal, owed, attempt, by))
    logger.info(`sagepay: ${made?.vendor_tx_code} holds ${owed} in place of ${hold.vendor_tx_code}`)
    await settled(tools, hold, "A new hold stands in its place.", by)
  } catch (error) {
    const failure = failureOf(error)
    logger.warn(`sagepay: could not renew ${hold.vendor_tx_code}: ${failure.message}`)
    if (by === BEFORE_LAPSE_ACTOR && (await maySettle(tools, hold, owed, failure))) return
    await ledger.raise(notRenewed(hold, owed, failure.message))
  }
}

/** Or the order owes another amount since it was looked at. */
async function maySettle({ ledger }: Tools, hold: ShopHold, owed: number, failure: Failure) {
  const lapsedAgo = ledger.context.now().getTime() - endOf(hold).getTime()
  if (comesLater(failure)) return lapsedAgo < PATIENCE_MS
  return (await ledger.inTransaction((knex) => owedOf(knex, hold))) !== owed
}

function requestOf(
  hold: ShopHold,
  { basis }: Renewal & { readonly basis: NonNullable<Renewal["basis"]> },
  amountMinor: number,
  attempt: number,
  actor: string
): Parameters<typeof pressButton>[1] {
  return {
    transactionId: basis.id,
    action: "REPEATDEFERRED",
    amountMinor,
    key: renewalKey(hold.id, attempt),
    actor,
    reason: `${hold.vendor_tx_code} has lapsed and its order still owes this`,
    // At most what the order owes, under its lock (rule 11).
    settlesOrder: true,
    mit: { type: "REAUTHORISATION" },
  }
}

async function settled({ ledger }: Tools, hold: ShopHold, said: string, by: string): Promise<void> {
  await ledger.inTransaction((knex) => resolveFinding(knex, NOT_RENEWED, hold.id, said, by))
}
