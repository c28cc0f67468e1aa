/** The one thing that the plugin writes into core's own tables, and why. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { TransactionRow } from "../modules/sagepay/rows"

/**
 * Ends the session of a payment that core has rolled back. Core cancels the payment but leaves its session authorized,
 * and would place the next order of that cart on the cancelled payment (rule 7). By SQL, because the payment module's
 * own update goes through the provider and replaces amount and data. A pending session is left: it may be paid anew.
 */
export async function endSession(knex: Knex, transaction: TransactionRow): Promise<void> {
  await knex("payment_session as s")
    .where({ "s.id": transaction.session_id, "s.status": "authorized" })
    .whereExists((payments) =>
      payments
        .from("payment as p")
        .whereRaw("p.payment_session_id = s.id")
        .whereRaw("p.data->>'vendor_tx_code' = ?", [transaction.vendor_tx_code])
        .select("p.id")
    )
    .update({ status: "canceled", updated_at: knex.fn.now() })
}
