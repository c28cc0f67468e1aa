import { parseWireAmount } from "../money"
import { canonicalVpsTxId } from "../vps-tx-id"
import { DETAIL_ELEMENTS } from "./detail-elements"
import { fromLondonTime } from "./london-time"
import { kindOfReport } from "./transaction-types"
import type { TransactionDetail } from "./types"
import { textOf, UnreadableReport, type ReportElement } from "./xml"

/** Throws UnreadableReport when what the money depends on is missing or cannot be read. */
export function readDetail(body: ReportElement): TransactionDetail {
  const text = (name: string) => textOf(body, name)
  const currency = needed(body, "currency").toUpperCase()
  const transactionType = needed(body, "transactiontype")
  const related = relatedOf(body)
  const optional = {
    securityKey: text("securitykey"),
    txAuthNo: text("vpsauthcode"),
    bankAuthCode: text("bankauthcode"),
    declineCode: text("declinecode"),
    batchId: text("batchid"),
    released: yesOrNo(body, "released"),
    aborted: yesOrNo(body, "aborted"),
    refunded: yesOrNo(body, "refunded"),
    repeated: yesOrNo(body, "repeated"),
    startedAt: dateOf(body, "started"),
    completedAt: dateOf(body, "completed"),
  }
  const given = Object.entries(optional).filter(([, value]) => value !== undefined)
  return {
    vpsTxId: idOf(body),
    vendorTxCode: needed(body, "vendortxcode"),
    transactionType,
    kind: kindOfReport(transactionType),
    stateId: stateIdOf(body),
    status: text("status") ?? "",
    amountMinor: amountOf(body, currency),
    currency,
    ...(related && { related }),
    ...(Object.fromEntries(given) as Partial<typeof optional>),
    results: resultsOf(body),
  }
}

export function needed(body: ReportElement, name: string): string {
  const value = textOf(body, name)
  if (value === undefined) throw new UnreadableReport(`${name} is missing`)
  return value
}

export function idOf(body: ReportElement): string {
  const id = canonicalVpsTxId(needed(body, "vpstxid"))
  if (!id) throw new UnreadableReport("vpstxid is no id")
  return id
}

export function amountOf(body: ReportElement, currency: string): number {
  const minor = parseWireAmount(needed(body, "amount"), currency)
  if (minor === undefined) throw new UnreadableReport("amount is no amount in its currency")
  return minor
}

/** A date serves people only, so one that cannot be read is left out. */
export function dateOf(body: ReportElement, name: string): Date | undefined {
  const text = textOf(body, name)
  return text === undefined ? undefined : fromLondonTime(text)
}

function stateIdOf(body: ReportElement): number {
  const text = needed(body, "txstateid")
  if (!/^\d{1,4}$/.test(text)) throw new UnreadableReport("txstateid is no number")
  return Number(text)
}

/** Only the two words count: anything else says nothing. */
function yesOrNo(body: ReportElement, name: string): boolean | undefined {
  const text = textOf(body, name)?.toUpperCase()
  return text === "YES" ? true : text === "NO" ? false : undefined
}

function relatedOf(body: ReportElement): TransactionDetail["related"] {
  const vpsTxId = canonicalVpsTxId(textOf(body, "relatedtransactionid") ?? "")
  const vendorTxCode = textOf(body, "relatedvendortxcode")
  if (!vpsTxId && !vendorTxCode) return undefined
  return { ...(vpsTxId && { vpsTxId }), ...(vendorTxCode && { vendorTxCode }) }
}

function resultsOf(body: ReportElement): Record<string, string> {
  const results: Record<string, string> = {}
  for (const { element, result } of DETAIL_ELEMENTS) {
    const value = result && textOf(body, element)
    if (result && value) results[result] = value
  }
  return results
}
