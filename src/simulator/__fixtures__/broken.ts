import type { TxType } from "../../protocol"
import type { Settings } from "../types"
import { short, VENDOR } from "./bench"
import type { Bench, Fields } from "./bench"
import type { Row } from "./matrix"
import { makeOriginal } from "./originals"
import type { OriginalName } from "./originals"

const ORIGINAL_OF: Readonly<Partial<Record<TxType, OriginalName>>> = {
  RELEASE: "DEFERRED",
  ABORT: "DEFERRED",
  VOID: "PAYMENT",
  CANCEL: "AUTHENTICATE",
  REFUND: "PAYMENT",
  REPEAT: "PAYMENT",
  REPEATDEFERRED: "PAYMENT",
  AUTHORISE: "AUTHENTICATE",
}
export const REFERRING = Object.keys(ORIGINAL_OF) as TxType[]
export const ON_ORIGINAL: TxType[] = ["RELEASE", "ABORT", "VOID", "CANCEL"]
export const NEW_ON_ORIGINAL: TxType[] = ["REFUND", "REPEAT", "REPEATDEFERRED", "AUTHORISE"]
export const CARD: TxType[] = ["MANUAL", "DIRECTREFUND"]
export const REGISTRATION: TxType[] = ["PAYMENT", "DEFERRED", "AUTHENTICATE"]
export const WITH_AMOUNT: TxType[] = [...NEW_ON_ORIGINAL, ...CARD, ...REGISTRATION]
export const WITH_CURRENCY = WITH_AMOUNT.filter((type) => type !== "AUTHORISE")
export const ALL_TYPES: TxType[] = [...REFERRING, ...CARD, ...REGISTRATION]

/** A request that would succeed, but for these fields and this account. */
export async function ask(
  bench: Bench,
  txType: TxType,
  overrides: Fields,
  settings: Settings = {},
  service?: string
): Promise<string> {
  const fields = await whole(bench, txType)
  bench.core.accounts.set(VENDOR, settings)
  return short(bench.post(txType, { ...fields, ...overrides }, service))
}

async function whole(bench: Bench, txType: TxType): Promise<Fields> {
  const original = ORIGINAL_OF[txType]
  if (original) return bench.about(txType, await makeOriginal(bench, original))
  if (REGISTRATION.includes(txType)) return bench.registration()
  bench.core.accounts.set(VENDOR, { direct_refund: true })
  return txType === "MANUAL" ? bench.manual() : bench.card()
}

/** One row for each type: the rule, the fields that break it, and what comes back. */
export function broken(
  rule: string,
  of: readonly TxType[],
  fields: Fields,
  expected: string | ((txType: TxType) => string),
  besides: { settings?: Settings; service?: string } = {}
): Row[] {
  return of.map((txType) => ({
    name: `${txType}, ${rule}`,
    expected: typeof expected === "string" ? expected : expected(txType),
    run: (bench) => ask(bench, txType, fields, besides.settings, besides.service),
  }))
}
