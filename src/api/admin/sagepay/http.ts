/** How the ledger's errors answer an admin's request: with the status that says what to do. */
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { z } from "@medusajs/framework/zod"
import { LedgerError, type LedgerErrorCode } from "../../../modules/sagepay/errors"

const STATUS: Readonly<Record<LedgerErrorCode, number>> = {
  not_found: 404,
  invalid: 400,
  not_allowed: 409,
  busy: 409,
  hold_kept: 409,
  another_shop: 409,
  declined: 409,
  refused: 409,
  partly: 409,
  not_sent: 503,
  // Accepted, and nobody knows yet: look where the message says.
  unknown: 202,
}

/** A query as its schema has it; else a refusal that names the parameter. */
export function readQuery<T extends z.ZodType>(schema: T, query: unknown): z.output<T> {
  const parsed = schema.safeParse(query)
  if (parsed.success) return parsed.data
  const mistakes = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".") || "query"}: ${message}`
  )
  throw new LedgerError("invalid", `${mistakes.join("; ")}.`)
}

type Handler<B> = (req: AuthenticatedMedusaRequest<B>) => Promise<object>

/** Runs a handler and answers with what it returns, never from a cache. */
export function answering<B>(handler: Handler<B>) {
  return async (req: AuthenticatedMedusaRequest<B>, res: MedusaResponse): Promise<void> => {
    res.set("cache-control", "no-store")
    try {
      // The database takes no zero byte.
      if (Object.values(req.params).some((id) => id.includes("\0"))) {
        throw new LedgerError("not_found", "There is nothing with such an id.")
      }
      res.json(await handler(req))
    } catch (error) {
      refuse(res, error)
    }
  }
}

/** Answers with what the ledger's error says; anything else is thrown on. */
export function refuse(res: MedusaResponse, error: unknown): void {
  if (!LedgerError.is(error)) throw error
  res.status(STATUS[error.code]).json({
    type: `sagepay_${error.code}`,
    message: error.message,
    vendor_tx_code: error.facts.vendorTxCode,
    intent_id: error.facts.intentId,
    transaction_id: error.facts.transactionId,
  })
}
