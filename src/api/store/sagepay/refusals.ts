/** Refusals that a storefront can show as they are: what happened, that nothing was charged, what next. */
import type { MedusaResponse } from "@medusajs/framework/http"
import { LedgerError, type LedgerErrorCode } from "../../../modules/sagepay/errors"
import { AmountError, WireFormatError } from "../../../protocol"

export class Refusal extends Error {
  constructor(
    readonly status: 400 | 404 | 409 | 422 | 503,
    readonly code: string,
    message: string
  ) {
    super(message)
    this.name = "Refusal"
  }
}

const STATUS_OF: Partial<Record<LedgerErrorCode, Refusal["status"]>> = {
  busy: 409,
  refused: 422,
  declined: 422,
  not_found: 404,
  not_sent: 503,
  unknown: 503,
}

/** Core's own types, for storefronts that look at them. */
const TYPE_OF: Readonly<Record<Refusal["status"], string>> = {
  400: "not_allowed",
  404: "not_found",
  409: "conflict",
  422: "payment_authorization_error",
  503: "unexpected_state",
}

const NOT_THIS_SHOP =
  "Payments cannot be started here: this server is not set up as the shop that its payments belong to. " +
  "Nothing was charged; an administrator of the shop has to confirm its address."

export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  // Which addresses it knows is the merchant's affair; the log has them.
  if (LedgerError.is(error) && error.code === "another_shop") {
    return new Refusal(503, "sagepay_another_shop", NOT_THIS_SHOP)
  }
  if (LedgerError.is(error)) {
    return new Refusal(STATUS_OF[error.code] ?? 400, `sagepay_${error.code}`, error.message)
  }
  if (error instanceof AmountError) {
    return new Refusal(400, "sagepay_amount", `${error.message} Nothing was charged.`)
  }
  if (error instanceof WireFormatError) {
    const problems = error.problems.map(({ field, rule }) => `${field} ${rule}`).join("; ")
    return new Refusal(
      400,
      "sagepay_wire_format",
      `The payment could not be started, because the payment page would refuse it: ${problems}. Nothing was charged.`
    )
  }
  return undefined
}

/** Core's error handler replaces the text of a conflict and knows no 503, so the answer is written here. */
export function sendRefusal(res: MedusaResponse, refusal: Refusal): void {
  const { status, code, message } = refusal
  res.status(status).json({ type: TYPE_OF[status], code, message })
}
