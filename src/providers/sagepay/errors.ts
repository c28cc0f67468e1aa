/** The one place where the ledger's errors become Medusa's. */
import { MedusaError } from "@medusajs/framework/utils"
import { LedgerError } from "../../modules/sagepay/errors"
import { AmountError } from "../../protocol/money"

/**
 * NOT_ALLOWED throughout: it is the type whose message core shows to the admin as it is. CONFLICT replaces the text by
 * one of its own, and an unexpected state is a 500, which reads as if nothing were known about the money.
 */
export function asMedusaError(error: unknown): unknown {
  if (LedgerError.is(error)) {
    return new MedusaError(MedusaError.Types.NOT_ALLOWED, error.message, `sagepay_${error.code}`)
  }
  if (error instanceof AmountError) {
    return new MedusaError(MedusaError.Types.INVALID_DATA, error.message)
  }
  return error
}

export async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asMedusaError(error)
  }
}
