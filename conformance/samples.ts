import {
  fillerCharacter,
  forbiddenCharacter,
  isWholeFormat,
  type WholeFormat,
} from "./guide/legend"
import type { GuideMessage, GuideRow } from "./guide/row"

/*
 * Values for the guide's rows: good ones, the longest that a row takes, one that is a character too
 * long, and ones that its format does not have.
 */

type Fields = Record<string, string>

const GUID = "0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6"

const GOOD: Readonly<Fields> = {
  VendorTxCode: "order-1001_{a}.b",
  Amount: "12.34",
  Currency: "GBP",
  Description: "Café & more <b>books</b>",
  ReleaseAmount: "12.34",
  VPSTxId: `{${GUID}}`,
  SecurityKey: "K7QX2M9ZPA",
  TxAuthNo: "4918526",
  RelatedVPSTxId: `{${GUID}}`,
  RelatedVendorTxCode: "order-1001",
  RelatedSecurityKey: "K7QX2M9ZPA",
  RelatedTxAuthNo: "4918526",
  CardHolder: "Zoë O'Neil",
  CardNumber: "4929000000006",
  ExpiryDate: "1239",
  CV2: "123",
  CardType: "VISA",
  AuthCode: "A1B2C3",
  CustomerEMail: "ann@shop.test",
  Basket: "1:Tea:2:2.00:0.40:2.40:4.80",
  BasketXML: basketXml(300),
  CustomerXML: "<customer><customerId>12</customerId></customer>",
  SurchargeXML:
    "<surcharges><surcharge><paymentType>VISA</paymentType><percentage>2.50</percentage></surcharge></surcharges>",
  ClientIPAddress: "203.0.113.7",
  AccountType: "E",
  VendorData: "Order 1001",
  ReferrerID: "Partner 1",
  Website: "Shop 1",
  ApplyAVSCV2: "2",
  Apply3DSecure: "0",
  NotificationURL: "https://shop.test/notify",
  Language: "EN",
  AllowGiftAid: "0",
  Profile: "LOW",
  BillingAgreement: "0",
  CreateToken: "0",
  StoreToken: "0",
  COFUsage: "SUBSEQUENT",
  InitiatedType: "MIT",
  MITType: "UNSCHEDULED",
  SchemeTraceID: "SP999777000012345",
  RecurringExpiry: "2030-12-31",
  RecurringFrequency: "28",
  PurchaseInstalData: "3",
  ACSTransID: GUID.toLowerCase(),
  DSTransID: GUID.toLowerCase(),
  ThreeDSExemptionIndicator: "01",
  TransType: "01",
}

/** Its code has four digits, that of every other card three. */
export const AMEX: Readonly<Fields> = {
  CardType: "AMEX",
  CardNumber: "374200000000004",
  CV2: "1234",
}

const ADDRESS: Readonly<Fields> = {
  Surname: "O'Neil-Müller",
  Firstnames: "Ann",
  Address1: "88 High Street",
  Address2: "Flat 2, (rear)",
  Address3: "Back yard",
  City: "New York",
  PostCode: "10001",
  Country: "US",
  State: "NY",
  Phone: "+44 (0)20 1234",
}

/** A good value of a field. */
export function good(field: string): string {
  const value = GOOD[field] ?? ADDRESS[field.replace(/^(Billing|Delivery)/, "")]
  if (value === undefined) throw new Error(`No sample of ${field}`)
  return value
}

const ADDED_BY_CLIENT = ["VPSProtocol", "TxType", "Vendor"]
/** Not together with another field of the same table. */
const EXCLUDED_IN_FULL = ["Basket"]

/** The rows that a caller of the client fills. */
export function callersRows(message: GuideMessage): GuideRow[] {
  return message.request.filter(({ name }) => !ADDED_BY_CLIENT.includes(name))
}

/** Every mandatory field and nothing else. The country has no states, so none is given. */
export function minimalFields(message: GuideMessage): Fields {
  return Object.fromEntries(
    callersRows(message)
      .filter(({ mandatory }) => mandatory === "yes" || mandatory === "post-code")
      .map(({ name }) => [name, /Country$/.test(name) ? "GB" : good(name)])
  )
}

/** Every field at once; of two that exclude each other, one. */
export function fullFields(message: GuideMessage): Fields {
  return Object.fromEntries(
    callersRows(message)
      .filter(({ name }) => !EXCLUDED_IN_FULL.includes(name))
      .map(({ name }) => [name, good(name)])
  )
}

/** The message in which a row's value is tried: full where the row needs company, else minimal. */
export function fieldsAround(message: GuideMessage, tried: GuideRow, value: string): Fields {
  const needsBlock = /^(Billing|Delivery|MITType)/.test(tried.name) || tried.mandatory === "no"
  const base = needsBlock ? fullFields(message) : minimalFields(message)
  const fields = { ...base, [tried.name]: value }
  if (tried.name === "Basket") delete fields.BasketXML
  const isAmex = tried.name === "CV2" && value.length === 4 && "CardType" in fields
  return isAmex ? { ...fields, ...AMEX, CV2: value } : fields
}

/** A basket of exactly this many characters that adds up. */
function basketXml(length: number): string {
  const item = (description: string): string =>
    `<item><description>${description}</description><quantity>1</quantity>` +
    "<unitNetAmount>1.00</unitNetAmount><unitTaxAmount>0.00</unitTaxAmount>" +
    "<unitGrossAmount>1.00</unitGrossAmount><totalGrossAmount>1.00</totalGrossAmount></item>"
  const frame = "<basket></basket>".length
  const count = Math.ceil((length - frame) / (item("").length + 100))
  let rest = length - frame - count * item("").length
  let items = ""
  for (let left = count; left > 0; left -= 1) {
    const size = Math.floor(rest / left)
    items += item("A".repeat(size))
    rest -= size
  }
  return `<basket>${items}</basket>`
}

function emails(length: number): string {
  const address = (size: number): string => `${"a".repeat(size - "@shop.test".length)}@shop.test`
  if (length <= 74) return address(length)
  if (length <= 80) return `${"a".repeat(60)}@${"b".repeat(length - 66)}.test`
  return `${address(70)}:${emails(length - 71)}`
}

const padded = (text: string, length: number): string =>
  text.replace("><", `>${" ".repeat(length - text.length)}<`)

const LONGEST: Readonly<Record<string, (max: number) => string>> = {
  VPSTxId: () => good("VPSTxId"),
  RelatedVPSTxId: () => good("VPSTxId"),
  ExpiryDate: () => "1239",
  ACSTransID: () => good("ACSTransID"),
  DSTransID: () => good("DSTransID"),
  RecurringExpiry: () => good("RecurringExpiry"),
  ClientIPAddress: () => "203.113.255.255",
  Basket: (max) => `1:${"A".repeat(max - "1::1:1.00:0.00:1.00:1.00".length)}:1:1.00:0.00:1.00:1.00`,
}

const LONGEST_OF_FORMAT: Readonly<Partial<Record<WholeFormat, (max: number) => string>>> = {
  "<html>": (max) => "é".repeat(max),
  RFC532N: emails,
  RFC1738: (max) => `https://shop.test/${"a".repeat(max - "https://shop.test/".length)}`,
  XML: (max) => basketXml(max),
}

/** The longest value that every source says the row takes. */
export function longest(tried: GuideRow): string | undefined {
  const max = tried.safe ?? tried.max
  if (max === undefined || tried.values) return undefined
  const own = LONGEST[tried.name]
  if (own) return own(max)
  if (tried.name === "CustomerXML" || tried.name === "SurchargeXML") {
    return padded(good(tried.name), max)
  }
  if (!isWholeFormat(tried.format)) return fillerCharacter(tried.format).repeat(max)
  return LONGEST_OF_FORMAT[tried.format]?.(max)
}

/** One character more than any source says the row takes; otherwise as well formed as can be. */
export function tooLong(tried: GuideRow): string | undefined {
  if (tried.max === undefined) return undefined
  const whole = { ...tried, safe: tried.max }
  const value = longest(whole)
  if (value === undefined) return undefined
  return tried.format === "XML" ? value.replace("><", "> <") : `${value}${value.slice(-1)}`
}

const ILL_FORMED: Readonly<Partial<Record<WholeFormat, readonly string[]>>> = {
  amount: ["0", "0.00", "-1.00", "3.235", "100000.01", "12,34", "1.234,50", "ten", "£5.00", "1e3"],
  ISO4217: ["GB", "gbp", "ZZZ", "826"],
  ISO3166: ["UK", "gb", "G1"],
  ISO639: ["1!"],
  US: ["ZZ", "N1"],
  RFC532N: ["nobody", "a b@shop.test", "@shop.test"],
  RFC1738: ["shop.test/notify", "ftp://shop.test/", "https://shop.test/a b"],
  XML: ["basket", "<basket>"],
  values: [],
}

/** Values that the row's Format or Allowed Values column does not have. */
export function illFormed(tried: GuideRow): readonly string[] {
  if (tried.values) return ["Z", tried.values[0]?.toLowerCase() ?? ""].filter(isNone(tried.values))
  if (isWholeFormat(tried.format)) return ILL_FORMED[tried.format] ?? []
  const value = good(tried.name)
  return [value.slice(0, -1) + forbiddenCharacter(tried.format)]
}

const isNone =
  (values: readonly string[]) =>
  (value: string): boolean =>
    !values.includes(value)
