import type { Locator, Page } from "playwright-core"
import { showMinor } from "../../src/admin/lib/money"
import type { Action, Transaction } from "../../src/admin/lib/types"
import { language, like, text } from "./texts"

/** What staff do at a page, by what they read there. */

export const money = (minor: number) => showMinor(minor, "gbp", language())

type Kind = Transaction["kind"]

/** What is typed into an action's form. */
export type Typed = { readonly amount?: string; readonly reason?: string }

/** Voiding a refund has words of its own. */
type Words = Action | "VOID_credit"

export async function openOrder(page: Page, orderId: string): Promise<void> {
  await page.goto(`/app/orders/${orderId}`)
  await page.getByRole("heading", { name: /^#\d+$/, level: 1 }).waitFor()
}

/** The panel of one payment, by its kind and amount. */
export function panelOf(page: Page, kind: Kind, minor: number): Locator {
  const name = text("panel.title", { kind: text(`common.kinds.${kind}`), amount: money(minor) })
  return page
    .getByRole("main")
    .getByRole("heading", { name, exact: true })
    .locator("xpath=ancestor::*[.//dl][1]")
}

/** Waits until a panel says this of its money. */
export async function seeSum(
  panel: Locator,
  part: "held" | "takeable" | "taken" | "refunded" | "left" | "paid_out",
  minor: number
): Promise<void> {
  const sums = panel.getByRole("region", { name: text("panel.money.title") })
  const term = sums.getByRole("term").filter({ hasText: text(`panel.money.${part}`) })
  await term
    .locator("xpath=..")
    .filter({ hasText: money(minor) })
    .waitFor()
}

/** Its button, or the entry of its menu; `within` is a panel, or an entry of its life. */
export async function openForm(within: Locator, words: Words): Promise<Locator> {
  const name = text(`actions.names.${words}`)
  const button = within.getByRole("button", { name, exact: true })
  const more = within.getByRole("button", { name: text("actions.more"), exact: true })
  await button.or(more).first().waitFor()
  if (await button.first().isVisible()) await button.first().click()
  else {
    await more.first().click()
    await within.page().getByRole("menuitem", { name, exact: true }).click()
  }
  const form = within.page().getByRole("dialog", { name, exact: true })
  await form.waitFor()
  return form
}

/** An entry of a panel's menu that cannot be chosen, with its reason. */
export async function refusedEntry(panel: Locator, words: Words): Promise<Locator> {
  await panel
    .getByRole("button", { name: text("actions.more"), exact: true })
    .first()
    .click()
  const page = panel.page()
  const name = page.getByText(text(`actions.names.${words}`), { exact: true })
  return page.getByRole("menuitem", { disabled: true }).filter({ has: name })
}

/** To the last look before it is sent; gives the button that sends it, which takes a moment to be armed. */
export async function fillIn(
  form: Locator,
  words: Words,
  { amount, reason = "Customer phoned" }: Typed = {}
): Promise<Locator> {
  if (amount !== undefined) {
    await form.getByLabel(text("common.amount_label"), { exact: true }).fill(amount)
  }
  await form.getByLabel(text("common.reason"), { exact: true }).fill(reason)
  await form.getByRole("button", { name: text("actions.continue"), exact: true }).click()
  return form.getByRole("button", { name: like(`actions.confirm.${words}`) })
}

/** From the button to the word of thanks. */
export async function act(within: Locator, words: Words, typed?: Typed): Promise<void> {
  const form = await openForm(within, words)
  const confirm = await fillIn(form, words, typed)
  await confirm.click()
  await seeToast(within.page(), like(`actions.done.${words}`))
  await form.waitFor({ state: "hidden" })
}

export async function seeToast(page: Page, words: string | RegExp): Promise<void> {
  await notices(page).getByText(words).first().waitFor()
}

/** The dashboard's own corner for what has just happened. */
export function notices(page: Page): Locator {
  return page.getByRole("region", { name: /notifications/i })
}

/** The rows of the list of transactions, without its heads. */
export function listed(page: Page): Locator {
  const head = page.getByRole("columnheader", { name: text("area.columns.card"), exact: true })
  return page
    .getByRole("table")
    .filter({ has: head })
    .getByRole("row")
    .filter({ has: page.getByRole("cell") })
}

/** An entry of the attention list. */
export function entryOf(page: Page, words: string | RegExp): Locator {
  return page.getByRole("article").filter({ hasText: words })
}
