import { amountText } from "../money"
import type { MoneyLine } from "../money"
import type { Store } from "../store"
import type { Transaction } from "../types"
import { stateInWords } from "../views"
import type { offeredActions } from "../console"
import { consoleSection } from "./console"
import { html, page } from "./layout"
import type { Html } from "./layout"

const bare = (vpsTxId: string): string => vpsTxId.replace(/[{}]/g, "")

const linkTo = (transaction: Transaction): Html =>
  html`<a href="/transactions/${bare(transaction.vpsTxId)}">${transaction.vendorTxCode}</a>`

function time(at: number | undefined): string {
  return at === undefined ? "" : new Date(at).toISOString().slice(0, 19).replace("T", " ")
}

function cardOf({ card }: Transaction): string {
  return card ? `${card.type} ...${card.last4}` : ""
}

export function homePage(input: { now: number; vendors: readonly string[]; url: string }): string {
  const body = html`<p>A stand-in for the Sage Pay gateway. It moves no money.</p>
    <ul>
      <li><a href="/transactions">Transactions</a>, as a merchant sees them at the gateway</li>
      <li><a href="/_control">Control routes</a> (JSON): clock, settlement, faults, money</li>
      <li>
        <a href="/_control/money">Money</a>, <a href="/_control/requests">requests received</a>
      </li>
    </ul>
    <p>Services: <code>${input.url}/gateway/service/</code></p>
    <p>Vendors: ${input.vendors.join(", ")}. The clock says ${time(input.now)} UTC.</p>`
  return page({ title: "Sage Pay simulator", kind: "wide", body })
}

/** Newest first. */
export function listPage(store: Store): string {
  const rows = store
    .all()
    .reverse()
    .map((transaction) => {
      const related =
        transaction.relatedId === undefined ? undefined : store.byId(transaction.relatedId)
      return html`<tr>
        <td>${time(transaction.createdAt)}</td>
        <td>${transaction.txType}</td>
        <td>${linkTo(transaction)}</td>
        <td class="number">${amountText(transaction.amount, transaction.currency)}</td>
        <td>${transaction.currency}</td>
        <td>${stateInWords(transaction)}</td>
        <td>${cardOf(transaction)}</td>
        <td>${related && linkTo(related)}</td>
        <td>${time(transaction.settledAt)}</td>
        <td><code>${transaction.vpsTxId}</code></td>
      </tr>`
    })
  const headings = [
    "Time (UTC)",
    "Type",
    "VendorTxCode",
    "Amount",
    "",
    "State",
    "Card",
    "Related",
    "Settled",
    "VPSTxId",
  ]
  const body = html`<p>${rows.length} ${rows.length === 1 ? "transaction" : "transactions"}</p>
    <table>
      <thead>
        <tr>
          ${headings.map((heading) => html`<th scope="col">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`
  return page({ title: "Transactions", kind: "wide", body })
}

export function detailPage(
  store: Store,
  transaction: Transaction,
  money: MoneyLine[],
  offers: ReturnType<typeof offeredActions>
): string {
  const { currency, checks, threeDSecure, notification } = transaction
  const amount = (minor: number): string => `${amountText(minor, currency)} ${currency}`
  const related =
    transaction.relatedId === undefined ? undefined : store.byId(transaction.relatedId)
  const facts: [string, Html | string | undefined][] = [
    ["State", stateInWords(transaction)],
    ["Note", transaction.note],
    ["Type", transaction.txType],
    ["Vendor", transaction.vendor],
    ["VendorTxCode", transaction.vendorTxCode],
    ["VPSTxId", transaction.vpsTxId],
    ["TxAuthNo", transaction.txAuthNo],
    ["Amount", amount(transaction.amount)],
    ["Released", transaction.released === undefined ? undefined : amount(transaction.released)],
    ["Description", transaction.description],
    ["Card", cardOf(transaction)],
    ["Bank", transaction.bankAuthCode ?? transaction.declineCode],
    ["AVS/CV2", checks?.AVSCV2],
    ["3-D Secure", threeDSecure?.status],
    ["Related", related && linkTo(related)],
    ["Followed by", list(store.childrenOf(transaction))],
    ["Created", time(transaction.createdAt)],
    ["Accepted", time(transaction.acceptedAt)],
    [
      "Settled",
      transaction.settledAt && `${time(transaction.settledAt)}, batch ${transaction.batch}`,
    ],
    [
      "Notified",
      notification && `${notification.fields.Status}, ${notification.deliveries} time(s)`,
    ],
    ["Shop answered", notification?.acknowledgement?.status],
  ].map(([name, value]) => [String(name), value as Html | string | undefined])
  const rows = facts
    .filter(([, value]) => value !== undefined && value !== "")
    .map(
      ([name, value]) =>
        html`<tr>
          <th scope="row">${name}</th>
          <td>${value}</td>
        </tr>`
    )
  const sums = money.map(
    (line) =>
      html`<tr>
        <td>${line.currency}</td>
        <td class="number">${amountText(line.held, line.currency)}</td>
        <td class="number">${amountText(line.taken, line.currency)}</td>
        <td class="number">${amountText(line.refunded, line.currency)}</td>
      </tr>`
  )
  const body = html`<table>
      <tbody>
        ${rows}
      </tbody>
    </table>
    <h2>Money of the whole family</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Currency</th>
          <th scope="col" class="number">Held</th>
          <th scope="col" class="number">Taken</th>
          <th scope="col" class="number">Refunded</th>
        </tr>
      </thead>
      <tbody>
        ${sums}
      </tbody>
    </table>
    ${consoleSection(transaction, offers)}`
  return page({ title: `${transaction.txType} ${transaction.vendorTxCode}`, kind: "wide", body })
}

function list(transactions: readonly Transaction[]): Html | undefined {
  if (transactions.length === 0) return undefined
  return html`${transactions.map((child) => html`${child.txType} ${linkTo(child)}, ${stateInWords(child)}<br />`)}`
}
