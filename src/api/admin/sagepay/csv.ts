/** Transactions as lines of CSV (RFC 4180), for a spreadsheet. */
import { currencyDigits, toMajor } from "../../../protocol/money"
import type { ListedRow } from "../../../shop/transaction-list"
import { listedView } from "./views"

type View = ReturnType<typeof listedView>
type Cell = string | number | Date | null | undefined

/** Empty in a currency whose decimals nobody knows: a wrong factor would be worse. */
const money = (minor: number, { currency_code }: View) =>
  currencyDigits(currency_code) === undefined ? null : toMajor(minor, currency_code)

/** Amounts in major units, with the currency's own decimals. */
const COLUMNS: Readonly<Record<string, (view: View) => Cell>> = {
  id: (view) => view.id,
  created_at: (view) => view.created_at,
  kind: (view) => view.kind,
  state: (view) => view.state,
  account: (view) => view.account ?? "default",
  order: (view) => view.display_id,
  order_id: (view) => view.order_id,
  payment_id: (view) => view.payment_id,
  vendor_tx_code: (view) => view.vendor_tx_code,
  vps_tx_id: (view) => view.vps_tx_id,
  tx_auth_no: (view) => view.tx_auth_no,
  currency: (view) => view.currency_code.toUpperCase(),
  amount: (view) => money(view.amount_minor, view),
  taken: (view) => money(view.taken_minor, view),
  authorised: (view) => money(view.authorised_minor, view),
  refunded: (view) => money(view.refunded_minor, view),
  card_type: (view) => view.results?.CardType,
  last_four: (view) => view.results?.Last4Digits,
  authorised_at: (view) => view.authorised_at,
  taken_at: (view) => view.taken_at,
  lapses_at: (view) => view.lapses_at,
  settled_at: (view) => view.settled_at,
  root_id: (view) => view.root_id,
  related_id: (view) => view.related_id,
  adopted_by: (view) => view.adopted_by,
}

export const HEADER = lineOf(Object.keys(COLUMNS))

export function csvLine(row: ListedRow): string {
  const view = listedView(row)
  return lineOf(Object.values(COLUMNS).map((cell) => cell(view)))
}

export function lineOf(cells: readonly Cell[]): string {
  return `${cells.map((cell) => quoted(textOf(cell))).join(",")}\r\n`
}

function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return ""
  return cell instanceof Date ? cell.toISOString() : String(cell)
}

/** What begins like a formula would be run as one by the spreadsheet that opens it: the apostrophe makes it text. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
