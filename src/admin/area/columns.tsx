import { createDataTableColumnHelper } from "@medusajs/ui"
import type { MouseEvent } from "react"
import { Link } from "react-router-dom"
import { selectColumn } from "../bulk/select-column"
import { LINK } from "../components/link-style"
import { StateBadge } from "../components/state-badge"
import { cardText } from "../lib/card"
import type { Texts } from "../lib/texts"
import type { ListedTransaction } from "../lib/types"

const column = createDataTableColumnHelper<ListedTransaction>()
/** The row is a link of its own. */
const ownClick = (event: MouseEvent) => event.stopPropagation()

/** On a narrow screen what matters most stands first, so that it is seen without moving the table. */
export function columnsOf(texts: Texts, isNarrow: boolean, mayCapture: boolean) {
  const { date, kind, state, card, order, amount, taken, refunded } = allColumns(texts, isNarrow)
  const columns = isNarrow
    ? [date, state, amount, order, card, taken, refunded]
    : [date, kind, state, card, order, amount, taken, refunded]
  return mayCapture ? [selectColumn(texts), ...columns] : columns
}

function allColumns(texts: Texts, isNarrow: boolean) {
  const { t, money } = texts
  const sum = (minor: number, { currency_code }: ListedTransaction) =>
    minor === 0 ? <Nothing /> : <span className="tabular-nums">{money(minor, currency_code)}</span>
  return {
    date: column.accessor("created_at", {
      header: t("area.columns.date"),
      enableSorting: true,
      cell: ({ row: { original } }) => (
        <DateCell transaction={original} texts={texts} isNarrow={isNarrow} />
      ),
    }),
    kind: column.accessor("kind", {
      header: t("area.columns.kind"),
      cell: ({ getValue }) => t(`common.kinds.${getValue()}`),
    }),
    state: column.accessor("state", {
      header: t("area.columns.state"),
      cell: ({ getValue }) => <StateBadge state={getValue()} />,
    }),
    card: column.accessor("results", {
      header: t("area.columns.card"),
      cell: ({ row: { original } }) => cardText(original.results) ?? <Nothing />,
    }),
    order: column.accessor("display_id", {
      header: t("common.order"),
      cell: ({ row: { original } }) => <OrderCell transaction={original} />,
    }),
    amount: column.accessor("amount_minor", {
      header: t("common.amount_label"),
      enableSorting: true,
      align: "right",
      cell: ({ row: { original } }) => sum(original.amount_minor, original),
    }),
    taken: column.accessor("taken_minor", {
      header: t("area.columns.taken"),
      align: "right",
      // What was voided was never taken from the shopper.
      cell: ({ row: { original } }) =>
        sum(original.state === "voided" ? 0 : original.taken_minor, original),
    }),
    refunded: column.accessor("refunded_minor", {
      header: t("area.columns.refunded"),
      align: "right",
      cell: ({ row: { original } }) => sum(original.refunded_minor, original),
    }),
  }
}

function Nothing() {
  return <span className="text-ui-fg-subtle">–</span>
}

type DateCellProps = {
  readonly transaction: ListedTransaction
  readonly texts: Texts
  readonly isNarrow: boolean
}

function DateCell({ transaction, texts: { t, date, dateTime }, isNarrow }: DateCellProps) {
  const { id, kind, created_at } = transaction
  return (
    <Link
      to={`/sagepay/transactions/${id}`}
      className="text-ui-fg-base focus-visible:shadow-borders-focus flex flex-col rounded outline-none"
      onClick={ownClick}
    >
      {isNarrow ? date(created_at) : dateTime(created_at)}
      {isNarrow && (
        <span className="txt-compact-xsmall text-ui-fg-subtle">{t(`common.kinds.${kind}`)}</span>
      )}
    </Link>
  )
}

function OrderCell({ transaction }: { readonly transaction: ListedTransaction }) {
  const { order_id, display_id } = transaction
  if (order_id === null || display_id === null) return <Nothing />
  return (
    <Link to={`/orders/${order_id}`} className={LINK} onClick={ownClick}>
      #{display_id}
    </Link>
  )
}
