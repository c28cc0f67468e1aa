import type { Store } from "./store"
import type { Transaction } from "./types"

// The simulator reads amounts by itself: a mistake of the client's own money code must show here.
const WITHOUT_MINOR_UNIT = new Set(
  "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" ")
)
const THREE_DECIMALS = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "))

function decimalsOf(currency: string): number {
  if (WITHOUT_MINOR_UNIT.has(currency)) return 0
  return THREE_DECIMALS.has(currency) ? 3 : 2
}

/** Minor units, or undefined when the text is no amount or has too many decimals. */
export function minorUnits(text: string, currency: string): number | undefined {
  const match = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(text)
  if (!match) return undefined
  const decimals = decimalsOf(currency)
  const fraction = match[2] ?? ""
  if (fraction.length > decimals) return undefined
  if (decimals === 0 && text.includes(".")) return undefined
  return Number(`${(match[1] ?? "").replaceAll(",", "")}${fraction.padEnd(decimals, "0")}`)
}

export function amountText(minor: number, currency: string): string {
  const decimals = decimalsOf(currency)
  if (decimals === 0) return String(minor)
  const digits = String(minor).padStart(decimals + 1, "0")
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** One line per family of transactions and currency, minor units. */
export type MoneyLine = {
  root_vps_tx_id: string
  root_vendor_tx_code: string
  vendor: string
  currency: string
  /** Authorised at the bank and waiting for a RELEASE. */
  held: number
  /** Taken or about to be settled; voided money is not in it. */
  taken: number
  refunded: number
  /** taken - refunded */
  net: number
}

const CREDITS = new Set(["REFUND", "DIRECTREFUND"])

/** Of one family, or of all. */
export function moneyOf(store: Store, rootId?: string): MoneyLine[] {
  const lines = new Map<string, MoneyLine>()
  for (const transaction of rootId === undefined ? store.all() : store.familyOf(rootId)) {
    const root = store.byId(transaction.rootId) ?? transaction
    const key = `${root.vpsTxId} ${transaction.currency}`
    const line = lines.get(key) ?? {
      root_vps_tx_id: root.vpsTxId,
      root_vendor_tx_code: root.vendorTxCode,
      vendor: root.vendor,
      currency: transaction.currency,
      held: 0,
      taken: 0,
      refunded: 0,
      net: 0,
    }
    line.held += heldBy(transaction)
    line.taken += takenBy(transaction)
    line.refunded += refundedBy(transaction)
    line.net = line.taken - line.refunded
    lines.set(key, line)
  }
  return [...lines.values()]
}

function heldBy(transaction: Transaction): number {
  return transaction.state === "deferred" ? transaction.amount : 0
}

/** What a transaction takes from the card: an AUTHENTICATE itself takes nothing. */
export function takenBy(transaction: Transaction): number {
  if (CREDITS.has(transaction.txType)) return 0
  if (transaction.state === "authorised") return transaction.amount
  return transaction.state === "released" ? (transaction.released ?? 0) : 0
}

function refundedBy(transaction: Transaction): number {
  return CREDITS.has(transaction.txType) && transaction.state === "authorised"
    ? transaction.amount
    : 0
}
