/** How the ledger's errors answer an admin's request: with the status that says what to do. */
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { LedgerError, type LedgerErrorCode } from "../../../modules/sagepay/errors"

const STATUS: Readonly<Record<LedgerErrorCode, number>> = {
  not_found: 404,
  invalid: 400,
  not_allowed: 409,
  busy: 409,
  hold_kept: 409,
  declined: 409,
  refused: 409,
  partly: 409,
  not_sent: 503,
  // Accepted, and nobody knows yet: look where the message says.
  unknown: 202,
}

type Handler<B> = (req: AuthenticatedMedusaRequest<B>) => Promise<object>

/** Runs a handler and answers with what it returns, never from a cache. */
export function answering<B>(handler: Handler<B>) {
  return async (req: AuthenticatedMedusaRequest<B>, res: MedusaResponse): Promise<void> => {
    res.set("cache-control", "no-store")
    try {
      res.json(await handler(req))
    } catch (error) {
      if (!LedgerError.is(error)) throw error
      res.status(STATUS[error.code]).json({
        type: `sagepay_${error.code}`,
        message: error.message,
        vendor_tx_code: error.facts.vendorTxCode,
        intent_id: error.facts.intentId,
      })
    }
  }
}
