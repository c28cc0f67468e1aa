import type { ConsoleAction } from "../console"
import type { Transaction } from "../types"
import { html, page } from "./layout"
import type { Html } from "./layout"

const WORDS: Readonly<Record<ConsoleAction, { button: string; consequence: string }>> = {
  REFUND: { button: "Refund", consequence: "The shopper gets this back." },
  VOID: {
    button: "Void",
    consequence: "It will not be settled, and can never be used again.",
  },
  RELEASE: {
    button: "Release",
    consequence: "This is taken from the card. The rest of the hold, if any, is lost.",
  },
  ABORT: { button: "Abort", consequence: "The hold ends. Nothing can be taken from it any more." },
  CANCEL: { button: "Cancel", consequence: "Nothing can be authorised from it any more." },
  AUTHORISE: { button: "Authorise", consequence: "This is taken from the card." },
  REPEAT: { button: "Repeat", consequence: "This is taken from the same card once more." },
}

export const pathOf = ({ vpsTxId }: Transaction): string =>
  `/transactions/${vpsTxId.replace(/[{}]/g, "")}`

type Offer = { action: ConsoleAction; amount?: string }

/** What a merchant could do here in the gateway's own console: the shop is not told. */
export function consoleSection(transaction: Transaction, offers: readonly Offer[]): Html {
  const forms = offers.map(({ action, amount }) => {
    const name = `amount-${action.toLowerCase()}`
    return html`<form action="${pathOf(transaction)}/console" class="act">
      <input type="hidden" name="action" value="${action}" />
      ${
        amount !== undefined &&
        html`<label for="${name}">${WORDS[action].button} (${transaction.currency})</label>
          <input id="${name}" name="amount" value="${amount}" inputmode="decimal" required />`
      }
      <button type="submit" class="plain">${WORDS[action].button}...</button>
    </form>`
  })
  return html`<h2>In the gateway's console</h2>
    <p class="soft">
      ${
        offers.length === 0
          ? "Nothing can be done with this transaction."
          : "The shop is not told of what is done here, as it is not at the gateway."
      }
    </p>
    <div class="acts">${forms}</div>`
}

/** Asked before anything happens. */
export function confirmPage(
  transaction: Transaction,
  action: ConsoleAction,
  amount: string | undefined
): string {
  const { button, consequence } = WORDS[action]
  const money = amount === undefined ? "" : ` ${amount} ${transaction.currency}`
  const body = html`<p>
      ${transaction.txType} <code>${transaction.vendorTxCode}</code> of ${transaction.vendor}
    </p>
    <p>${consequence}</p>
    <form method="post" action="${pathOf(transaction)}/console">
      <input type="hidden" name="action" value="${action}" />
      ${amount !== undefined && html`<input type="hidden" name="amount" value="${amount}" />`}
      <div class="buttons">
        <button type="submit">${button}${money}</button>
      </div>
    </form>
    <p><a href="${pathOf(transaction)}">Back, without doing anything</a></p>`
  return page({ title: `${button}${money}?`, kind: "wide", body })
}

export function consoleRefused(transaction: Transaction, why: string): string {
  const body = html`<p class="error" role="alert">${why}</p>
    <p>Nothing has happened. <a href="${pathOf(transaction)}">Back to the transaction</a></p>`
  return page({ title: "Refused", kind: "wide", body })
}
