import { COUNTRIES_WITHOUT_POSTCODES, US_STATES } from "./countries"
import { checkField } from "./check-request"
import { fieldOf } from "./fields"
import { FORMATS, type Format } from "./formats"
import type { AddressBlock } from "./rules"
import { transliterate } from "./transliterate"
import type { ProtocolVersion } from "./versions"
import type { FieldProblem } from "./wire-format-error"

/** An address as shops keep it. */
export type ShopAddress = {
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly company?: string | null
  readonly address1?: string | null
  readonly address2?: string | null
  readonly city?: string | null
  /** A state's name or code, also in the form `us-ca`. Used for the US only. */
  readonly province?: string | null
  readonly postalCode?: string | null
  /** ISO 3166-1 alpha-2 in any case. */
  readonly countryCode?: string | null
  readonly phone?: string | null
}

/** Fields that the gateway takes, what was changed on the way, and what stops the sale. */
export type Shaped = {
  readonly fields: Record<string, string>
  readonly notes: string[]
  readonly problems: FieldProblem[]
}

export const shapeBilling = (address: ShopAddress, version: ProtocolVersion): Shaped =>
  shapeAddress("Billing", address, version)

export const shapeDelivery = (address: ShopAddress, version: ProtocolVersion): Shaped =>
  shapeAddress("Delivery", address, version)

const maxOf = (name: string, version: ProtocolVersion): number => {
  const field = fieldOf(name)
  return field?.in?.[version]?.max ?? field?.max ?? Number.POSITIVE_INFINITY
}

const charsOf = (name: string): RegExp | undefined => {
  const field = fieldOf(name)
  const format: Format | undefined = field && FORMATS[field.format]
  return format?.chars
}

/** Cuts at a space where one is near the end, so that no half word is left. */
function cut(text: string, max: number): [kept: string, rest: string] {
  if (text.length <= max) return [text, ""]
  const space = text.lastIndexOf(" ", max)
  const at = space > max / 2 ? space : max
  return [text.slice(0, at).trim(), text.slice(at).trim()]
}

function shapeAddress(block: AddressBlock, address: ShopAddress, version: ProtocolVersion): Shaped {
  const shaped: Shaped = { fields: {}, notes: [], problems: [] }
  const fit = (name: string, text: string | null | undefined): string => {
    const given = (text ?? "").trim()
    const fitted = transliterate(given, charsOf(`${block}${name}`))
    if (fitted !== given) shaped.notes.push(`${block}${name}: characters were replaced.`)
    return fitted
  }
  const put = (name: string, text: string): void => {
    const field = `${block}${name}`
    const [kept] = cut(text, maxOf(field, version))
    if (kept !== text) shaped.notes.push(`${field}: cut to ${kept.length} characters.`)
    if (kept !== "") shaped.fields[field] = kept
  }
  const require = (name: string, rule: string): void => {
    const field = `${block}${name}`
    if (shaped.fields[field]) return
    const code = fieldOf(field)?.codes?.missing
    shaped.problems.push({ field, kind: "missing", rule, ...(code && { code }) })
  }

  putNames(block, address, shaped, fit, put)
  putLines(block, address, version, shaped, fit, put)
  put("City", fit("City", address.city))
  putCountry(block, address, shaped)
  putPostCode(block, address, version, shaped, fit)
  putPhone(block, address, version, shaped, fit)

  for (const name of ["Surname", "Firstnames", "Address1", "City"]) {
    require(name, "is mandatory, in letters that the gateway takes (ISO-8859-1)")
  }
  return shaped
}

type Fit = (name: string, text: string | null | undefined) => string
type Put = (name: string, text: string) => void

/** A company without a person, or a person with one name, still makes two names. */
function putNames(
  block: AddressBlock,
  address: ShopAddress,
  shaped: Shaped,
  fit: Fit,
  put: Put
): void {
  let first = fit("Firstnames", address.firstName)
  let last = fit("Surname", address.lastName)
  if (first === "" && last === "") last = fit("Surname", address.company)
  const only = first || last
  if (only !== "" && (first === "" || last === "")) {
    const words = only.split(" ")
    last = words.pop() as string
    first = words.join(" ") || last
    shaped.notes.push(`${block}Firstnames and ${block}Surname: made from one name.`)
  }
  put("Firstnames", first)
  put("Surname", last)
}

/** What does not fit in a line goes on in the next. 4.00 has three lines. */
function putLines(
  block: AddressBlock,
  address: ShopAddress,
  version: ProtocolVersion,
  shaped: Shaped,
  fit: Fit,
  put: Put
): void {
  const names = version === "4.00" ? ["Address1", "Address2", "Address3"] : ["Address1", "Address2"]
  let lines = [fit("Address1", address.address1), fit("Address2", address.address2)]
  lines = lines.filter((line) => line !== "")
  for (const [index, name] of names.entries()) {
    const line = lines[index]
    if (line === undefined) break
    const isLast = index === names.length - 1
    const [kept, rest] = cut(line, maxOf(`${block}${name}`, version))
    if (rest === "" || isLast) {
      put(name, line)
      continue
    }
    shaped.notes.push(`${block}${name}: goes on in the next line.`)
    put(name, kept)
    const next = lines[index + 1]
    const hasRoomForALine = lines.length < names.length
    if (next === undefined || hasRoomForALine) lines.splice(index + 1, 0, rest)
    else lines[index + 1] = `${rest}, ${next}`
  }
}

function putCountry(block: AddressBlock, address: ShopAddress, shaped: Shaped): void {
  const field = `${block}Country` as const
  const country = (address.countryCode ?? "").trim().toUpperCase()
  const problem =
    country === ""
      ? ({ field, kind: "missing", rule: "is mandatory" } as const)
      : checkField(field, country, "4.00")
  if (problem) {
    shaped.problems.push(problem)
    return
  }
  shaped.fields[field] = country
  if (country !== "US") return
  const state = stateCode(address.province ?? "")
  if (state) shaped.fields[`${block}State`] = state
  else {
    const rule = "must be a US state, because the country is US"
    const code = fieldOf(`${block}State`)?.codes?.missing
    shaped.problems.push({ field: `${block}State`, kind: "missing", rule, ...(code && { code }) })
  }
}

function stateCode(province: string): string | undefined {
  const text = province.trim().replace(/^us-/i, "")
  const code = text.toUpperCase()
  if (Object.hasOwn(US_STATES, code)) return code
  return Object.entries(US_STATES).find(([, name]) => name.toUpperCase() === code)?.[0]
}

/** A post code that was cut is another post code, so a long one is a problem, not a note. */
function putPostCode(
  block: AddressBlock,
  address: ShopAddress,
  version: ProtocolVersion,
  shaped: Shaped,
  fit: Fit
): void {
  const field = `${block}PostCode`
  const postCode = fit("PostCode", address.postalCode)
  const country = shaped.fields[`${block}Country`]
  if (postCode === "") {
    if (country === undefined) return
    if (COUNTRIES_WITHOUT_POSTCODES.has(country)) {
      shaped.fields[field] = ""
      return
    }
    const code = fieldOf(field)?.codes?.missing
    const rule = `is mandatory in ${country}`
    shaped.problems.push({ field, kind: "missing", rule, ...(code && { code }) })
    return
  }
  const problem = checkField(field, postCode, version)
  if (problem) shaped.problems.push(problem)
  else shaped.fields[field] = postCode
}

/** Optional, so one that does not fit is left out rather than cut to another number. */
function putPhone(
  block: AddressBlock,
  address: ShopAddress,
  version: ProtocolVersion,
  shaped: Shaped,
  fit: Fit
): void {
  const field = `${block}Phone`
  const phone = fit("Phone", address.phone)
  if (phone === "") return
  if (checkField(field, phone, version)) shaped.notes.push(`${field}: left out, it is too long.`)
  else shaped.fields[field] = phone
}
