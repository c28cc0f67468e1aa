/**
 * What stands in session and payment `data`. Shoppers can read both, so the SecurityKey is only there sealed; the
 * ledger is the source, this copy serves to find its row, or to adopt the payment should the row be lost.
 */
import { z } from "@medusajs/framework/zod"
import { toMajor } from "../../protocol/money"
import { TRANSACTION_TYPES, type TransactionTypeOption } from "../../modules/sagepay/options"
import type { TransactionRow } from "../../modules/sagepay/rows"

export type SessionData = {
  readonly session_id: string
  readonly account: string | null
  readonly transaction_type: TransactionTypeOption
}

const sessionSchema = z.object({
  session_id: z.string(),
  account: z.string().nullable(),
  transaction_type: z.enum(TRANSACTION_TYPES),
})

const paymentSchema = z.object({ vendor_tx_code: z.string(), vps_tx_id: z.string() })

export function readSessionData(data: unknown): SessionData | undefined {
  const parsed = sessionSchema.safeParse(data)
  return parsed.success ? parsed.data : undefined
}

export function readPaymentData(
  data: unknown
): { vendor_tx_code: string; vps_tx_id: string } | undefined {
  const parsed = paymentSchema.safeParse(data)
  return parsed.success ? parsed.data : undefined
}

/** Always complete: what a provider leaves out, core may lose. */
export function paymentData(row: TransactionRow): Record<string, unknown> {
  return {
    session_id: row.session_id,
    account: row.account,
    transaction_type: row.kind,
    vendor_tx_code: row.vendor_tx_code,
    vps_tx_id: row.vps_tx_id,
    tx_auth_no: row.tx_auth_no,
    security_key: row.security_key,
    amount: toMajor(row.amount_minor, row.currency),
    currency: row.currency,
    card_type: row.results?.CardType ?? null,
    last_4_digits: row.results?.Last4Digits ?? null,
  }
}
