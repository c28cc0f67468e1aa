/**
 * That the gateway does not know a code says that nothing happened only where its report is of the right account: the
 * login may be another one's. So it is asked about something that the right books must have (rule 2).
 */
import type { Asked, TransactionDetail } from "../../gateway"
import type { LedgerContext } from "./context"
import type { Look } from "./evidence"
import type { TransactionRow } from "./rows"

type Ask = (by: { vpsTxId: string }) => Promise<Asked<TransactionDetail>>

/** Undefined when the books are the right ones. */
export async function wrongBooks(
  context: LedgerContext,
  target: TransactionRow,
  ask: Ask
): Promise<Look | undefined> {
  const { vps_tx_id, vendor_tx_code } = await witnessOf(context, target)
  if (vps_tx_id === null) {
    const why =
      `The gateway's report does not know ${target.vendor_tx_code}, and the ledger has no other payment of this account ` +
      `by which to tell whether the report is of the right one.`
    return { is: "odd", why }
  }
  const asked = await ask({ vpsTxId: vps_tx_id })
  if (asked.kind === "found") return undefined
  if (asked.kind !== "not_found") return { is: "silent", why: asked.reason }
  const why =
    `The gateway's report does not know ${vendor_tx_code} either, which it must. ` +
    `Is the reporting login of the right account?`
  return { is: "odd", why }
}

/** What was acted upon; for a MANUAL or DIRECTREFUND, which act upon none, the newest other one of that account. */
async function witnessOf(context: LedgerContext, target: TransactionRow): Promise<TransactionRow> {
  if (target.vps_tx_id !== null) return target
  const found: unknown = await context.transaction((knex) =>
    knex("sagepay_transaction")
      .whereRaw("coalesce(account, '') = ?", [target.account ?? ""])
      .whereNotNull("vps_tx_id")
      .whereNotNull("authorised_at")
      .whereNot({ id: target.id })
      .orderBy("created_at", "desc")
      .first()
  )
  return (found as TransactionRow | undefined) ?? target
}
