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

/** The two remote actions that take a card's number. */
export const CARD_ACTIONS = ["MANUAL", "DIRECTREFUND"] as const
export type CardAction = (typeof CARD_ACTIONS)[number]

export function takesCard(type: string): type is CardAction {
  return CARD_ACTIONS.some((action) => action === type)
}
