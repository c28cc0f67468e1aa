import { COUNTRIES, US_STATES } from "./countries"
import { currencyDigits } from "./money"

/**
 * The formats of the guide's legend (Shared guide 3). `chars` is the class of one allowed
 * character, for the shaping of a shop's text; formats without it are not free text.
 */
export type Format = {
  readonly rule: string
  readonly test: (value: string) => boolean
  readonly chars?: RegExp
}

const matching = (pattern: RegExp): ((value: string) => boolean) => {
  return (value) => pattern.test(value)
}

/** A format made of a character class. Accented letters are those of ISO-8859-1. */
const text = (rule: string, characterClass: string): Format => ({
  rule,
  test: matching(new RegExp(`^[${characterClass}]*$`)),
  chars: new RegExp(`^[${characterClass}]$`),
})

const LETTERS = "A-Za-z"
const ACCENTED = "\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\xFF"
const GUID = "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"
const OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
const MAILBOX =
  "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*" +
  "@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}"

const httpUrl = (value: string): boolean => {
  // RFC 1738: whatever is not plain ASCII, spaces included, must be percent-encoded already.
  if (!/^https?:\/\/[\x21-\x7E]+$/i.test(value)) return false
  return URL.canParse(value)
}

export const FORMATS = {
  version: { rule: "must be digits and a full stop, as 4.00", test: matching(/^\d\.\d\d$/) },
  word: { rule: "must be letters only", test: matching(/^[A-Za-z]*$/) },
  alphanumeric: text("must be letters and digits only", `${LETTERS}0-9`),
  alphanumericSpaced: text("must be letters, digits and spaces only", `${LETTERS}0-9 `),
  digits: { rule: "must be digits only", test: matching(/^\d*$/) },
  flag: { rule: "must be a single digit", test: matching(/^\d$/) },
  vendorTxCode: text("must be letters, digits and { } . - _ only", `${LETTERS}0-9{}.\\-_`),
  // Sent back by clients with and without braces; the gateway takes both.
  guid: {
    rule: "must be a GUID, with or without braces",
    test: matching(new RegExp(`^(?:\\{${GUID}\\}|${GUID})$`)),
  },
  uuid: { rule: "must be a UUID of 36 characters", test: matching(new RegExp(`^${GUID}$`)) },
  // Thousands commas: allowed by the guide for 3.00, no longer by the current documentation.
  amountWithCommas: {
    rule: "must be an amount as 1234.56 or 1,234.56",
    test: matching(/^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{1,2})?$/),
  },
  amount: { rule: "must be an amount as 1234.56", test: matching(/^\d+(?:\.\d{1,2})?$/) },
  currency: {
    rule: "must be an ISO 4217 code in capitals with at most two decimal places",
    test: (value) => /^[A-Z]{3}$/.test(value) && (currencyDigits(value) ?? 3) < 3,
  },
  country: {
    rule: "must be an ISO 3166-1 two-letter code in capitals",
    test: (value) => COUNTRIES.has(value),
  },
  usState: {
    rule: "must be a two-letter US state",
    test: (value) => Object.hasOwn(US_STATES, value),
  },
  html: text("must be text in ISO-8859-1", "\\x20-\\x7E\\xA0-\\xFF\\r\\n"),
  xml: {
    rule: "must be an XML element in ISO-8859-1, opened and closed, without a declaration",
    test: matching(
      /^<([A-Za-z][\w.-]*)(?:\s[^<>]*)?>[\x20-\x7E\xA0-\xFF\r\n\t]*<\/\1>$|^<[A-Za-z][\w.-]*\s*\/>$/
    ),
  },
  name: text("must be letters, spaces and / \\ & . - ' only", `${LETTERS}${ACCENTED} /\\\\&.\\-'`),
  nameWithDigits: text(
    "must be letters, digits, spaces and / \\ & . - ' , only",
    `${LETTERS}${ACCENTED}0-9 /\\\\&.\\-',`
  ),
  address: text(
    "must be letters, digits, spaces, new lines and / \\ & . - ' , : + ( ) only",
    `${LETTERS}${ACCENTED}0-9 /\\\\&.\\-',:+()\\r\\n`
  ),
  postCode: text("must be letters, digits, spaces and hyphens only", `${LETTERS}0-9 \\-`),
  phone: text("must be digits, letters, spaces and - + ( ) only", `${LETTERS}0-9 \\-+()`),
  email: {
    rule: "must be one e-mail address",
    test: matching(new RegExp(`^${MAILBOX}$`)),
  },
  emails: {
    rule: "must be e-mail addresses, separated by colons when several",
    test: matching(new RegExp(`^${MAILBOX}(?::${MAILBOX})*$`)),
  },
  url: { rule: "must be a full http or https URL (RFC 1738)", test: httpUrl },
  ipv4: {
    rule: "must be an IPv4 address without leading zeros",
    test: matching(new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`)),
  },
  language: { rule: "must be two letters (ISO 639)", test: matching(/^[A-Za-z]{2}$/) },
  expiry: { rule: "must be a date as MMYY", test: matching(/^(?:0[1-9]|1[0-2])\d\d$/) },
  securityCode: { rule: "must be three or four digits", test: matching(/^\d{3,4}$/) },
  // The two public sources disagree on which of the two the gateway wants (inferred).
  date: {
    rule: "must be a date as YYYYMMDD or YYYY-MM-DD",
    test: matching(/^\d{4}(-?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])$/),
  },
  birthDate: { rule: "must be a date as YYYYMMDD", test: matching(/^\d{8}$/) },
  signature: { rule: "must be 32 hexadecimal digits", test: matching(/^[0-9A-Fa-f]{32}$/) },
  any: text("must be text in ISO-8859-1", "\\x20-\\x7E\\xA0-\\xFF\\r\\n\\t"),
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof FORMATS
