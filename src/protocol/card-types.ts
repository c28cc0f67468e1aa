/** Card types of MANUAL and DIRECTREFUND (Shared guide F1, G1). */
export const CARD_TYPES = {
  VISA: "Visa",
  MC: "Mastercard",
  MCDEBIT: "Debit Mastercard",
  DELTA: "Visa Debit",
  MAESTRO: "Maestro",
  UKE: "Visa Electron",
  AMEX: "American Express",
  DC: "Diners Club and Discover",
  JCB: "JCB",
} as const

export type CardType = keyof typeof CARD_TYPES

/** Types that a notification may carry besides: ways to pay that exist on the hosted page only. */
export const HOSTED_PAGE_CARD_TYPES = [
  "VISA",
  "MC",
  "MCDEBIT",
  "DELTA",
  "MAESTRO",
  "UKE",
  "AMEX",
  "DC",
  "JCB",
  "LASER",
  "PAYPAL",
  "EPS",
  "GIROPAY",
  "IDEAL",
  "SOFORT",
  "ELV",
] as const
