import type { IntentRow, TransactionRow } from "../../modules/sagepay/rows"
import { showMoney } from "../../protocol/money"
import { UNLEVELLED, type Unlevelled } from "../../shop/unlevelled"
import type { Tools } from "../tools"

/** Each try is counted in the facts, so that the next one waits its time. */
export async function raiseUnlevelled(
  { ledger }: Tools,
  root: TransactionRow,
  { payment_id, order_id }: Unlevelled,
  intent: IntentRow,
  reason: string
): Promise<void> {
  const money = showMoney({ minor: intent.moved_minor, currency: intent.currency })
  const did = intent.kind === "capture" ? "was taken" : "was given back"
  const tries = await ledger.inTransaction(async (knex) => {
    const open: unknown = await knex("sagepay_finding")
      .where({ kind: UNLEVELLED, subject_id: intent.id, status: "open" })
      .first("facts")
    const { facts } = (open ?? {}) as { facts?: { tries?: unknown } }
    return typeof facts?.tries === "number" ? facts.tries : 0
  })
  await ledger.raise({
    kind: UNLEVELLED,
    subject_id: intent.id,
    order_id,
    message:
      `${money} ${did} at the gateway with ${root.vendor_tx_code}, and Medusa does not count it: ${reason} Nothing was ` +
      `sent for this, and nothing will be. It is tried again every ten minutes; if Medusa can never count it, take it ` +
      `off the list and keep the difference in mind.`,
    facts: {
      tries: tries + 1,
      kind: intent.kind,
      moved_minor: intent.moved_minor,
      vendor_tx_code: root.vendor_tx_code,
      payment_id,
    },
  })
}
