/** Where the shopper is sent when all is over: the shop's own pages, filled in. Pure. */
import type { PLACEHOLDERS, SagepayOptions } from "../modules/sagepay/options"
import type { TransactionRow } from "../modules/sagepay/rows"

/** What became of the payment, as the storefront reads it. */
export type CheckoutStatus =
  "placed" | "declined" | "cancelled" | "rejected" | "not_placed" | "error" | "unknown"

export type ReturnFacts = {
  readonly status: CheckoutStatus
  /** A sentence for the shopper: what happened to the money, and what next. */
  readonly message: string
  /** Whether pressing Pay again makes sense. */
  readonly retry: boolean
  readonly cartId: string
  readonly orderId: string
  readonly vendorTxCode: string
  readonly countryCode: string
}

type Storefront = SagepayOptions["storefront"]

/** Origins that a storefront may name in return_url: the listed ones and those of the two templates. */
export function allowedOrigins({
  allowed_origins,
  success_url,
  failure_url,
}: Storefront): string[] {
  const own = [success_url, failure_url].map((text) => originOf(text)).filter((text) => text !== "")
  return [...new Set([...allowed_origins.map((text) => originOf(text)), ...own])]
}

export function isAllowedReturn(returnUrl: string, storefront: Storefront): boolean {
  const origin = originOf(returnUrl)
  return /^https?:\/\//.test(origin) && allowedOrigins(storefront).includes(origin)
}

/** Placeholders may stand in a path or a query; a brace in the host would make it another one when it is filled in. */
function originOf(template: string): string {
  const [, origin] = /^(https?:\/\/[^/?#{}\\@]+)(?=[/?#]|$)/i.exec(template) ?? []
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).origin : ""
}

export function returnAddress(
  facts: ReturnFacts,
  storefront: Storefront,
  returnUrl: string | null
): string {
  const own = facts.status === "placed" ? storefront.success_url : storefront.failure_url
  if (returnUrl === null || !isAllowedReturn(returnUrl, storefront)) return fill(own, facts)
  if (/\{\w+\}/.test(returnUrl)) return fill(returnUrl, facts)
  const url = new URL(returnUrl)
  for (const [name, value] of Object.entries(valuesOf(facts))) {
    if (value !== "") url.searchParams.set(name, value)
  }
  return url.toString()
}

function fill(template: string, facts: ReturnFacts): string {
  const values = new Map<string, string>(Object.entries(valuesOf(facts)))
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(values.get(name) ?? "")
  )
  return new URL(filled).toString()
}

function valuesOf(facts: ReturnFacts): Record<(typeof PLACEHOLDERS)[number], string> {
  return {
    status: facts.status,
    message: facts.message,
    retry: String(facts.retry),
    cart_id: facts.cartId,
    order_id: facts.orderId,
    vendor_tx_code: facts.vendorTxCode,
    country_code: facts.countryCode,
  }
}

/** The end of a transaction in the storefront's words. */
export function statusOf(row: TransactionRow): CheckoutStatus {
  if (row.answer_status === null) return "unknown"
  if (row.answer_status === "OK" && row.claim !== null) {
    return row.state === "failed" ? "error" : "placed"
  }
  switch (row.state) {
    case "declined":
      return "declined"
    case "abandoned":
      return "cancelled"
    case "rejected":
      return "rejected"
    default:
      return row.answer_status === "INVALID" ? "not_placed" : "error"
  }
}

const MESSAGES: Readonly<Record<CheckoutStatus, string>> = {
  placed: "Thank you, the order is placed.",
  declined: "The bank declined the payment. Nothing was charged; try again or use another card.",
  cancelled: "The payment was cancelled. Nothing was charged; you can try again.",
  rejected:
    "The payment did not pass the security checks. Nothing was charged; try again or use another card.",
  not_placed: "The order could not be placed. Nothing was charged.",
  error: "The payment failed on the payment page. Nothing was charged; try again.",
  unknown:
    "We do not know this payment, or it is not finished. Look into your e-mails for a confirmation before you pay again.",
}

export function messageOf(status: CheckoutStatus, row: TransactionRow | undefined): string {
  const detail = status === "not_placed" ? row?.answer_detail : undefined
  return detail ? `${detail} The order was not placed and nothing was charged.` : MESSAGES[status]
}
