/** What of a movement's errors is a refusal, and what is only not the moment. */
import { MedusaError } from "@medusajs/framework/utils"

/** Core's workflows throw plain objects, too. */
type Thrown = { readonly message?: unknown; readonly code?: unknown; readonly type?: unknown }

const thrown = (error: unknown): Thrown =>
  typeof error === "object" && error !== null ? error : {}

const REFUSALS: readonly unknown[] = [
  "not_allowed",
  "declined",
  "refused",
  "invalid",
  "not_found",
  "partly",
].map((code) => `sagepay_${code}`)

/** Medusa's own: the payment is cancelled, or captured in full. */
const TYPES: readonly unknown[] = [MedusaError.Types.INVALID_DATA, MedusaError.Types.NOT_ALLOWED]

/**
 * Busy, never sent, unknown, another shop, a database that is away: it comes by itself, or stands on the list as what
 * it is.
 */
export function isForLater(error: unknown): boolean {
  const { code, type } = thrown(error)
  if (typeof code === "string" && code.startsWith("sagepay_")) return !REFUSALS.includes(code)
  // The ledger's own, of a press.
  if (typeof code === "string" && REFUSALS.includes(`sagepay_${code}`)) return false
  return !TYPES.includes(type)
}

export function failureOf(error: unknown): string {
  const { message } = thrown(error)
  return typeof message === "string" ? message : String(error)
}
