import { CARD_TYPE_NAMES, TEST_CARDS } from "../cards"
import type { CardEntry, CardProblem } from "../cards"
import { amountText } from "../money"
import { statusDetail } from "../texts"
import type { Acknowledgement, Transaction } from "../types"
import { html, page } from "./layout"
import type { Html } from "./layout"

export const CARD_SELECTION = "/gateway/service/cardselection"
export const CARD_DETAILS = "/gateway/service/carddetails"
export const AUTHENTICATION = "/gateway/service/authentication"

const pathOf = {
  card_type: CARD_SELECTION,
  card_details: CARD_DETAILS,
  challenge: AUTHENTICATION,
  done: CARD_SELECTION,
} as const

export function stepPath(transaction: Transaction): string {
  return `${pathOf[transaction.step]}?vpstxid=${transaction.vpsTxId}`
}

/** The page of the step on which the shopper is. */
export function stepPage(
  transaction: Transaction,
  failed?: { problem: CardProblem; entry: CardEntry }
): string {
  switch (transaction.step) {
    case "challenge":
      return challengePage(transaction)
    case "card_details":
      return cardPage(transaction, failed)
    default:
      return cardTypePage(transaction)
  }
}

function isLow(transaction: Transaction): boolean {
  return transaction.request.Profile === "LOW"
}

function shell(transaction: Transaction, title: string, body: Html): string {
  return page({ title, body, ...(isLow(transaction) && { kind: "low" as const }) })
}

function summary(transaction: Transaction): Html {
  const amount = amountText(transaction.amount, transaction.currency)
  const last = transaction.failedAttempts.at(-1)
  return html`<p class="sum">${amount} ${transaction.currency}</p>
    ${!isLow(transaction) && html`<p class="soft">${transaction.description} (to ${transaction.vendor})</p>`}
    ${
      last &&
      html`<p class="error" role="alert">
        That did not work: ${last.detail} Attempt ${transaction.failedAttempts.length} of 3. Please
        try another card.
      </p>`
    }`
}

function form(transaction: Transaction, path: string, content: Html, submit: string): Html {
  return html`<form method="post" action="${path}">
    <input type="hidden" name="vpstxid" value="${transaction.vpsTxId}" />
    ${content}
    <div class="buttons">
      <button type="submit" name="action" value="proceed">${submit}</button>
      <button type="submit" name="action" value="cancel" class="plain" formnovalidate>
        Cancel
      </button>
    </div>
  </form>`
}

function cardTypePage(transaction: Transaction): string {
  const types = Object.entries(CARD_TYPE_NAMES).map(
    ([type, name]) =>
      html`<button type="submit" class="plain" name="cardtype" value="${type}">${name}</button>`
  )
  const body = html`${summary(transaction)}
    <form method="post" action="${CARD_SELECTION}">
      <input type="hidden" name="vpstxid" value="${transaction.vpsTxId}" />
      <h2 id="types">How would you like to pay?</h2>
      <div class="types" role="group" aria-labelledby="types">${types}</div>
      <div class="buttons">
        <button type="submit" name="action" value="cancel" class="plain">Cancel</button>
      </div>
    </form>`
  return shell(transaction, "Choose a card type", body)
}

const FIELD_NAMES = {
  type: "cardtype",
  holder: "cardholder",
  number: "cardnumber",
  expiry: "expirydate",
  cv2: "securitycode",
} as const

function cardPage(
  transaction: Transaction,
  failed?: { problem: CardProblem; entry: CardEntry }
): string {
  const { problem, entry } = failed ?? {}
  const input = (field: keyof CardEntry, label: string, attributes: Html): Html => {
    const name = FIELD_NAMES[field]
    // The number and the security code are typed again after a mistake: they are never sent back.
    const value = field === "number" || field === "cv2" ? "" : (entry?.[field] ?? "")
    return html`<label for="${name}">${label}</label>
      <input
        id="${name}"
        name="${name}"
        value="${value}"
        ${attributes}
        ${problem?.field === field && html`aria-invalid="true" aria-describedby="problem" autofocus`}
      />`
  }
  const chosen = entry?.type ?? transaction.chosenType
  const body = html`${summary(transaction)}
  ${problem && html`<p class="error" role="alert" id="problem">${statusDetail(problem)}</p>`}
  ${form(
    transaction,
    CARD_DETAILS,
    html`${typeField(transaction, chosen)}
    ${input("holder", "Name on the card", html`autocomplete="cc-name" maxlength="50"`)}
    ${input("number", "Card number", html`autocomplete="cc-number" inputmode="numeric"`)}
    ${input("expiry", "Expires (MMYY)", html`autocomplete="cc-exp" inputmode="numeric" maxlength="5" placeholder="1230"`)}
    ${input("cv2", "Security code", html`autocomplete="cc-csc" inputmode="numeric" maxlength="4"`)}`,
    "Pay now"
  )}
  ${help()}`
  return shell(transaction, "Card details", body)
}

/** Profile LOW chooses the type here: it has no page of its own. */
function typeField(transaction: Transaction, chosen: string | undefined): Html {
  const options = Object.entries(CARD_TYPE_NAMES).map(
    ([type, name]) =>
      html`<option value="${type}" ${type === chosen && html`selected`}>${name}</option>`
  )
  if (!isLow(transaction) && chosen !== undefined) {
    return html`<input type="hidden" name="cardtype" value="${chosen}" />
      <p>
        ${CARD_TYPE_NAMES[chosen]}
        <a href="${CARD_SELECTION}?vpstxid=${transaction.vpsTxId}&amp;change=1">Change</a>
      </p>`
  }
  return html`<label for="cardtype">Card type</label>
    <select id="cardtype" name="cardtype">
      ${options}
    </select>`
}

function help(): Html {
  const rows = TEST_CARDS.map(
    (card) =>
      html`<tr>
        <td>${card.label}</td>
        <td><code>${card.number}</code></td>
        <td>${CARD_TYPE_NAMES[card.type]}</td>
      </tr>`
  )
  return html`<details>
    <summary>Test cards</summary>
    <p>
      Any expiry date to come, security code 123 (American Express 1234). The address and security
      code match when the billing address has the number 88 and the postcode the digits 412.
    </p>
    <p>
      Name on the card: SUCCESSFUL, CHALLENGE, NOTAUTH, NOTENROLLED, PROOFATTEMPT, ERROR and
      TECHNICALDIFFICULTIES decide how 3-D Secure ends; any other name leaves it to the card.
    </p>
    <table>
      <thead>
        <tr>
          <th scope="col">Card</th>
          <th scope="col">Number</th>
          <th scope="col">Type</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </details>`
}

function challengePage(transaction: Transaction): string {
  const body = html`${summary(transaction)}
    <p>
      Your bank wants to know that it is you. Type <code>challenge</code> to succeed; anything else
      fails.
    </p>
    ${form(
      transaction,
      AUTHENTICATION,
      html`<label for="answer">Password</label>
        <input id="answer" name="answer" autocomplete="off" autofocus />`,
      "Submit"
    )}`
  return shell(transaction, "3-D Secure", body)
}

/** The shop could not be heard, or not be understood: the shopper stays here. */
export function errorPage(acknowledgement: Acknowledgement): string {
  const waiting = acknowledgement.kind === "none"
  const body = html`<p class="error" role="alert">
      5006 : Unable to redirect to Vendor's web site. The Vendor failed to provide a RedirectionURL.
    </p>
    <p>
      ${
        waiting
          ? "The shop has not answered. It will be asked again; until it answers, no money is taken."
          : "The transaction has been cancelled: no money is taken."
      }
    </p>
    <p class="soft">${acknowledgement.explanation}</p>`
  return page({ title: "Sorry, an error has occurred", body })
}

export function goneSession(): string {
  const body = html`<p class="error" role="alert">5999 : The Session is invalid or has expired.</p>
    <p>Please go back to the shop and begin again. Nothing was taken by opening this page.</p>`
  return page({ title: "This payment is over", body })
}
