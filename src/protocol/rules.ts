import { COUNTRIES_WITHOUT_POSTCODES } from "./countries"
import { FIELDS, fieldOf, type FieldName } from "./fields"
import { currencyDigits } from "./money"
import type { WireMessage } from "./versions"
import type { FieldProblem } from "./wire-format-error"

/** What is true of the vendor's account and changes what is mandatory. */
export type AccountFacts = {
  /** AVS/CV2 checks are on: MANUAL's CV2 becomes compulsory (Shared guide F1). */
  readonly avscv2?: boolean
}

/** A rule about several fields. `says` is its sentence for people and for the docs. */
export type Rule = {
  readonly says: string
  readonly broken: (message: WireMessage, account: AccountFacts) => readonly FieldProblem[]
}

const NONE: readonly FieldProblem[] = []

const given = (message: WireMessage, field: FieldName): boolean => !isBlank(message[field])

/** Absent, empty and blank are the same thing on this wire. */
export function isBlank(value: string | undefined): boolean {
  return value === undefined || value === "" || (value.charCodeAt(0) <= 32 && value.trim() === "")
}

const missing = (field: FieldName, rule: string): FieldProblem => {
  const code = fieldOf(field)?.codes?.missing
  return code === undefined
    ? { field, kind: "missing", rule }
    : { field, kind: "missing", rule, code }
}

const BLOCKS = {
  Billing: {
    mandatory: ["BillingSurname", "BillingFirstnames", "BillingAddress1", "BillingCity"],
    all: [
      "BillingSurname",
      "BillingFirstnames",
      "BillingAddress1",
      "BillingAddress2",
      "BillingAddress3",
      "BillingCity",
      "BillingPostCode",
      "BillingCountry",
      "BillingState",
      "BillingPhone",
    ],
    country: "BillingCountry",
    postCode: "BillingPostCode",
    state: "BillingState",
  },
  Delivery: {
    mandatory: ["DeliverySurname", "DeliveryFirstnames", "DeliveryAddress1", "DeliveryCity"],
    all: [
      "DeliverySurname",
      "DeliveryFirstnames",
      "DeliveryAddress1",
      "DeliveryAddress2",
      "DeliveryAddress3",
      "DeliveryCity",
      "DeliveryPostCode",
      "DeliveryCountry",
      "DeliveryState",
      "DeliveryPhone",
    ],
    country: "DeliveryCountry",
    postCode: "DeliveryPostCode",
    state: "DeliveryState",
  },
} as const

export type AddressBlock = keyof typeof BLOCKS

const POSTCODE = "is mandatory, except in countries that have no post codes"
const STATE = "is mandatory when the country is US and must be blank otherwise"
const STATE_ONLY_US = "must be blank unless the country is US"
const BLOCK = "is mandatory as soon as any field of the delivery block is given"

function stateProblems(message: WireMessage, block: AddressBlock): readonly FieldProblem[] {
  const { country, state } = BLOCKS[block]
  const isUs = message[country] === "US"
  if (isUs === given(message, state)) return NONE
  if (isUs) return [missing(state, STATE)]
  return [{ field: state, kind: "combination", rule: STATE, code: FIELDS[state].codes.format }]
}

/** Shared guide F1: nothing of a MANUAL's addresses is mandatory, not even a state in the US. */
function stateAbroadProblems(message: WireMessage, block: AddressBlock): readonly FieldProblem[] {
  return stateProblems(message, block).filter(({ kind }) => kind !== "missing")
}

function postCodeProblems(message: WireMessage, block: AddressBlock): readonly FieldProblem[] {
  const { country, postCode } = BLOCKS[block]
  const blankIsFine = COUNTRIES_WITHOUT_POSTCODES.has(message[country] ?? "")
  return blankIsFine || given(message, postCode) ? NONE : [missing(postCode, POSTCODE)]
}

function deliveryBlock(message: WireMessage): readonly FieldProblem[] {
  const { all, mandatory, country } = BLOCKS.Delivery
  if (!all.some((field) => given(message, field))) return NONE
  return [
    ...[...mandatory, country]
      .filter((field) => !given(message, field))
      .map((field) => missing(field, BLOCK)),
    ...postCodeProblems(message, "Delivery"),
    ...stateProblems(message, "Delivery"),
  ]
}

function amountInCurrency(message: WireMessage): readonly FieldProblem[] {
  const { Amount: amount, Currency: currency } = message
  if (!amount || !currency || currencyDigits(currency) !== 0 || !amount.includes(".")) return NONE
  const rule = "must have no decimal point in a currency without minor units"
  return [{ field: "Amount", kind: "value", rule, code: "3056" }]
}

const together = (message: WireMessage, one: FieldName, other: FieldName, rule: string) =>
  given(message, one) && !given(message, other) ? [missing(other, rule)] : NONE

const RECURRING = ["RECURRING", "INSTALMENT"]

export const RULES = {
  amountInCurrency: {
    says: "a currency without minor units takes no decimal point",
    broken: amountInCurrency,
  },
  oneBasket: {
    says: "Basket and BasketXML exclude each other",
    broken: (message) =>
      given(message, "Basket") && given(message, "BasketXML")
        ? [
            {
              field: "BasketXML",
              kind: "combination",
              rule: "must not be given together with Basket",
              code: "3194",
            },
          ]
        : NONE,
  },
  deliveryAllOrNothing: {
    says: "the delivery block is given whole or not at all",
    broken: deliveryBlock,
  },
  billingPostCode: {
    says: POSTCODE,
    broken: (message) => postCodeProblems(message, "Billing"),
  },
  deliveryPostCode: {
    says: POSTCODE,
    broken: (message) => postCodeProblems(message, "Delivery"),
  },
  billingState: { says: STATE, broken: (message) => stateProblems(message, "Billing") },
  deliveryState: { says: STATE, broken: (message) => stateProblems(message, "Delivery") },
  billingStateOnlyUs: {
    says: STATE_ONLY_US,
    broken: (message) => stateAbroadProblems(message, "Billing"),
  },
  deliveryStateOnlyUs: {
    says: STATE_ONLY_US,
    broken: (message) => stateAbroadProblems(message, "Delivery"),
  },
  manualCv2: {
    says: "compulsory when AVS/CV2 is on for the account",
    broken: (message, account) =>
      account.avscv2 && !given(message, "CV2")
        ? [missing("CV2", "is mandatory because AVS/CV2 is on for this account")]
        : NONE,
  },
  securityCodeLength: {
    says: "four digits for American Express, three for every other card",
    broken: (message) => {
      const { CV2: code, CardType: type } = message
      if (!code || !type || code.length === (type === "AMEX" ? 4 : 3)) return NONE
      const rule = "must be four digits for American Express, three for every other card"
      return [{ field: "CV2", kind: "combination", rule, code: "5018" }]
    },
  },
  oneTokenUse: {
    says: "a payment with a Token cannot create a token",
    broken: (message) =>
      given(message, "Token") && message.CreateToken === "1"
        ? [
            {
              field: "CreateToken",
              kind: "combination",
              rule: "must not be 1 together with Token",
              code: "3193",
            },
          ]
        : NONE,
  },
  storedCredential: {
    says: "COFUsage and InitiatedType go together, and MITType needs both",
    broken: (message) => [
      ...together(message, "COFUsage", "InitiatedType", "is mandatory with COFUsage"),
      ...together(message, "InitiatedType", "COFUsage", "is mandatory with InitiatedType"),
      ...(given(message, "InitiatedType")
        ? NONE
        : together(message, "MITType", "COFUsage", "is mandatory with MITType")),
    ],
  },
  recurring: {
    says: "mandatory when MITType is RECURRING or INSTALMENT",
    broken: (message) =>
      RECURRING.includes(message.MITType ?? "")
        ? (["RecurringExpiry", "RecurringFrequency"] as const)
            .filter((field) => !given(message, field))
            .map((field) => missing(field, "is mandatory with RECURRING and INSTALMENT"))
        : NONE,
  },
  instalment: {
    says: "mandatory when MITType is INSTALMENT",
    broken: (message) =>
      message.MITType === "INSTALMENT" && !given(message, "PurchaseInstalData")
        ? [missing("PurchaseInstalData", "is mandatory with INSTALMENT")]
        : NONE,
  },
} as const satisfies Record<string, Rule>

export type RuleName = keyof typeof RULES
