/** What a movement failed of, asked for through Medusa's own workflows or the ledger, and whether that is the end of it. */
import { MedusaError } from "@medusajs/framework/utils"
import type { LedgerErrorCode } from "../modules/sagepay/errors"

export type Failure = {
  readonly message: string
  /** The ledger's own code, also where the provider has made its error one of Medusa's. */
  readonly code: string | undefined
  /** Medusa's. */
  readonly type: unknown
}

/** Core's workflows throw plain objects, too. */
export function failureOf(error: unknown): Failure {
  const { message, code, type } = (
    typeof error === "object" && error !== null ? error : {}
  ) as Record<string, unknown>
  return {
    message: typeof message === "string" ? message : String(error),
    code: typeof code === "string" ? code.replace(/^sagepay_/, "") : undefined,
    type,
  }
}

const codes = (...named: LedgerErrorCode[]): ReadonlySet<string | undefined> => new Set(named)

const LATER = codes("busy", "not_sent", "unknown", "another_shop")

/** Nothing is wrong with the request: it is asked for again, or stands on the attention list as what it is. */
export function comesLater({ code }: Failure): boolean {
  return LATER.has(code)
}

const REFUSED = codes("not_allowed", "declined", "refused", "partly", "not_found", "invalid")

/** Medusa's own refusals: the payment is cancelled, or captured in full. */
const REFUSED_BY_MEDUSA: readonly unknown[] = [
  MedusaError.Types.INVALID_DATA,
  MedusaError.Types.NOT_ALLOWED,
]

/** Asked again it would be refused again; anything else, a database that is away for instance, may give way. */
export function isRefusal(failure: Failure): boolean {
  if (REFUSED.has(failure.code)) return true
  return !comesLater(failure) && REFUSED_BY_MEDUSA.includes(failure.type)
}
