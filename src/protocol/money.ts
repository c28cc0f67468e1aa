/**
 * Money is whole minor units (pence, cents, yen) and a currency; a decimal library makes them, never a float.
 */
import BigNumber from "bignumber.js"

export type Money = { readonly minor: number; readonly currency: string }

/** What a decimal amount may be given as. Strings are exact; numbers are taken by their shortest decimal form. */
export type DecimalInput = string | number | BigNumber

export type AmountProblem = "not_a_number" | "too_many_decimals" | "out_of_range" | "currency"

export class AmountError extends Error {
  readonly code = "amount"

  constructor(
    readonly problem: AmountProblem,
    message: string
  ) {
    super(message)
    this.name = "AmountError"
  }
}

/** Both limits of the gateway are in major units, whatever the currency (Shared guide A1, C1: 0.01 to 100,000.00). */
export const MAX_MAJOR = 100_000

export const NO_MINOR_UNIT: ReadonlySet<string> = new Set(
  "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" ")
)
const THREE_DECIMALS = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "))
const KNOWN = new Set(Intl.supportedValuesOf("currency"))

/**
 * ISO 4217's decimals. Neither the platform's table nor Intl is followed: they disagree with each other and with
 * ISO on a handful of currencies, and a wrong digit is a factor of 100.
 */
export function currencyDigits(currency: string): 0 | 2 | 3 | undefined {
  const code = currency.toUpperCase()
  if (NO_MINOR_UNIT.has(code)) return 0
  if (THREE_DECIMALS.has(code)) return 3
  return KNOWN.has(code) ? 2 : undefined
}

/** Minor units as the wire wants them: `30.00`; `30` for a currency without minor units. */
export function toWireAmount(minor: number, currency: string): string {
  assertMinor(minor)
  return new BigNumber(minor).shiftedBy(-digitsOf(currency)).toFixed(digitsOf(currency))
}

/** Reads a wire amount; commas may only separate thousands. `undefined` when it is not one. */
export function parseWireAmount(text: string, currency: string): number | undefined {
  if (!/^(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/.test(text)) return undefined
  const digits = currencyDigits(currency)
  const minor = new BigNumber(text.replaceAll(",", "")).shiftedBy(digits ?? 2)
  return digits !== undefined && minor.isInteger() && minor.lte(Number.MAX_SAFE_INTEGER)
    ? minor.toNumber()
    : undefined
}

/** An amount that a person typed: more decimals than the currency has are refused, never rounded. */
export function typedToMinor(amount: DecimalInput, currency: string): number {
  const minor = decimal(amount).shiftedBy(digitsOf(currency))
  if (!minor.isInteger()) {
    const digits = digitsOf(currency)
    throw new AmountError(
      "too_many_decimals",
      digits === 0
        ? `${String(amount)} has decimals, but ${currency.toUpperCase()} has none. Nothing was sent; give a whole amount.`
        : `${String(amount)} has more than ${digits} decimals. Nothing was sent; give the amount to the penny.`
    )
  }
  return inRange(minor, currency)
}

/** An amount that was computed (totals with tax carry many digits): rounded once, half up. */
export function computedToMinor(amount: DecimalInput, currency: string): number {
  const minor = decimal(amount).shiftedBy(digitsOf(currency)).integerValue(BigNumber.ROUND_HALF_UP)
  if (minor.abs().gt(Number.MAX_SAFE_INTEGER)) {
    throw new AmountError("out_of_range", `${String(amount)} is too large to be an amount.`)
  }
  return minor.toNumber()
}

/** Minor units as an exact decimal string in major units, for the shop and for people. */
export function toMajor(minor: number, currency: string): string {
  return new BigNumber(minor).shiftedBy(-digitsOf(currency)).toFixed(digitsOf(currency))
}

/** For sentences that people read: `GBP 30.00`. */
export function showMoney({ minor, currency }: Money): string {
  return `${currency.toUpperCase()} ${toMajor(minor, currency)}`
}

/** Refuses what the gateway would refuse: nothing, less than nothing, more than 100,000.00. */
export function assertTakeable(minor: number, currency: string): void {
  inRange(new BigNumber(minor), currency)
}

function inRange(minor: BigNumber, currency: string): number {
  const max = new BigNumber(MAX_MAJOR).shiftedBy(digitsOf(currency))
  if (minor.lt(1) || minor.gt(max)) {
    throw new AmountError(
      "out_of_range",
      `${currency.toUpperCase()} ${minor.shiftedBy(-digitsOf(currency)).toFixed()} cannot be sent: ` +
        `the gateway takes amounts above 0 and up to ${toMajor(max.toNumber(), currency)}. No money moved.`
    )
  }
  return minor.toNumber()
}

function decimal(amount: DecimalInput): BigNumber {
  const value = new BigNumber(amount)
  if (!value.isFinite()) {
    throw new AmountError("not_a_number", `"${String(amount)}" is not an amount. Nothing was sent.`)
  }
  return value
}

function digitsOf(currency: string): number {
  const digits = currencyDigits(currency)
  if (digits === undefined) {
    throw new AmountError("currency", `"${currency}" is not a currency of ISO 4217.`)
  }
  return digits
}

function assertMinor(minor: number): void {
  if (!Number.isSafeInteger(minor)) {
    throw new AmountError("not_a_number", `${minor} is not a whole number of minor units.`)
  }
}
