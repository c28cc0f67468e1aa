/** What was done in the gateway's own console, written into the ledger as what it is: once, and never sent by us. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { TransactionDetail } from "../../gateway"
import type { ActionType } from "../../protocol"
import type { LedgerContext } from "./context"
import { applyEffect, effectOf, type MadeIds } from "./effects"
import type { Family, IntentKind, IntentRow, TransactionRow } from "./rows"
import { unclaimed, type ShopFacts } from "./rules"
import { find, insert, resolveFinding, update } from "./store"

export const CONSOLE = "gateway console"

export type ConsoleAct = {
  readonly verb: ActionType
  /** The transaction acted upon. */
  readonly target: TransactionRow
  readonly amountMinor: number
  /** The report of what it made; for a verb that makes nothing, of the target. */
  readonly detail: TransactionDetail
  readonly family: Family
  readonly shop: ShopFacts
}

/** Undefined when it is in the ledger already. The caller holds the payment's lock. */
export async function writeConsoleAct(
  knex: Knex,
  context: LedgerContext,
  act: ConsoleAct
): Promise<IntentRow | undefined> {
  const { verb, target, amountMinor, detail } = act
  const kind = kindOf(act)
  const { makes, movesMoney } = effectOf(verb)
  const sourceId = makes ? detail.vpsTxId : `${target.vps_tx_id}:${verb}`
  const same = { source: "console", source_id: sourceId } as const
  if (await find(knex, "intent", { ...same, status: "done" })) return undefined
  const now = context.now()
  const intent = await insert(knex, "intent", {
    ...same,
    root_id: target.root_id,
    kind,
    status: "done",
    // A REPEAT may be of another currency than what it repeats.
    currency: kind === "repeat" ? detail.currency : target.currency,
    amount_minor: amountMinor,
    moved_minor: movesMoney ? amountMinor : 0,
    actor: CONSOLE,
    reason: `found when the books were compared with the gateway's: ${detail.status}`,
    decided_at: now,
  })
  const operation = await insert(knex, "operation", {
    intent_id: intent.id,
    root_id: target.root_id,
    transaction_id: target.id,
    leg: 0,
    verb,
    vendor_tx_code: makes ? detail.vendorTxCode : null,
    amount_minor: amountMinor,
    status: "done",
    reply_status: null,
    reply_detail: `in the gateway's console: ${detail.status}`,
  })
  const made = await applyEffect(knex, operation, idsOf(context, detail), now)
  if (made !== null) {
    await update(knex, "operation", operation.id, { made_transaction_id: made })
  }
  const said = "It was found in the gateway's report and is in the books now."
  await resolveFinding(knex, "done_elsewhere", target.id, said, "sagepay")
  return intent
}

/** As what Medusa is brought level with it: a capture, a refund, or not at all. */
function kindOf({ verb, target, family, shop }: ConsoleAct): IntentKind {
  switch (verb) {
    case "RELEASE":
    case "AUTHORISE":
      return "capture"
    case "REPEAT":
    case "REPEATDEFERRED":
      return "repeat"
    case "REFUND":
    case "VOID":
      // What Medusa does not count as captured it cannot count as refunded; nor can it take a refund back.
      return target.state === "taken" && countedOf(family, shop) > 0 ? "refund" : "cancel"
    default:
      return "cancel"
  }
}

/** Medusa's captures less its refunds, as they will be when it is level with the ledger. */
function countedOf(family: Family, shop: ShopFacts): number {
  const waiting = unclaimed(family, shop)
  const sum = (kind: IntentKind) =>
    waiting.filter((row) => row.kind === kind).reduce((total, row) => total + row.moved_minor, 0)
  return shop.capturedMinor + sum("capture") - shop.refundedMinor - sum("refund")
}

/** The ids of what the gateway made, its SecurityKey sealed. */
export function idsOf(context: LedgerContext, detail: TransactionDetail): MadeIds {
  const { vpsTxId, securityKey, txAuthNo, results } = detail
  return {
    vpsTxId,
    securityKey: securityKey ? context.sealer.seal(securityKey, vpsTxId) : null,
    txAuthNo: txAuthNo ?? null,
    results: { ...results },
  }
}

/** The same as the columns of a row. */
export function idsColumns(context: LedgerContext, detail: TransactionDetail) {
  const { vpsTxId, securityKey, txAuthNo } = idsOf(context, detail)
  return { vps_tx_id: vpsTxId, security_key: securityKey, tx_auth_no: txAuthNo }
}
