import { amountOf, dateOf, idOf } from "./read-detail"
import { kindOfReport } from "./transaction-types"
import type { TransactionLine } from "./types"
import { elementsOf, textOf, UnreadableReport, type ReportElement } from "./xml"

export type ReportedList = {
  readonly lines: readonly TransactionLine[]
  /** How many rows there are on all pages, where the report says so. */
  readonly totalRows?: number
}

/**
 * The rows of a list. A report without any list is not one of no rows: taken for one, a refund
 * that exists would be missed.
 */
export function readList(body: ReportElement): ReportedList {
  const [list, ...others] = elementsOf(body, "transactions")
  if (others.length > 0) throw new UnreadableReport("transactions came twice")
  const totalRows = totalOf(list ?? {}) ?? totalOf(body)
  if (!list && totalRows !== 0) throw new UnreadableReport("transactions is missing")
  const rows = list ? elementsOf(list, "transaction") : []
  return { lines: rows.map(readLine), ...(totalRows !== undefined && { totalRows }) }
}

function totalOf(element: ReportElement): number | undefined {
  const text = textOf(element, "totalrows")
  if (text === undefined) return undefined
  if (!/^\d{1,9}$/.test(text)) throw new UnreadableReport("totalrows is no number")
  return Number(text)
}

function readLine(row: ReportElement): TransactionLine {
  const transactionType = textOf(row, "transactiontype") ?? ""
  const kind = kindOfReport(transactionType)
  const currency = textOf(row, "currency")?.toUpperCase() ?? ""
  const startedAt = dateOf(row, "started")
  const withoutAmount = kind === undefined && textOf(row, "amount") === undefined
  return {
    vpsTxId: idOf(row),
    vendorTxCode: textOf(row, "vendortxcode") ?? "",
    transactionType,
    kind,
    amountMinor: withoutAmount ? 0 : amountOf(row, currency),
    currency,
    ...(startedAt && { startedAt }),
    result: textOf(row, "result") ?? "",
  }
}
