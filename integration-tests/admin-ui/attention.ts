import type { Page } from "playwright-core"
import { booksOf, sent } from "./books"
import { entryOf, fillIn, openForm, openOrder, panelOf, seeSum, seeToast } from "./desk"
import type { Suite } from "./suite"
import { text } from "./texts"

/** What nobody knows: shown as such, listed, and settled by a person. */
export function attention({ store, sitDown, loseAnswer, hearAgain }: Suite): void {
  const choice = (page: Page, about: string, label: string) =>
    entryOf(page, about).getByRole("button", { name: label, exact: true })

  it("a refund whose answer was lost is shown as unknown, listed, and settled there", async () => {
    const bought = await store.bought("PAYMENT")
    const page = await sitDown()
    await openOrder(page, bought.orderId)
    const panel = panelOf(page, "PAYMENT", 3_000)
    const form = await openForm(panel, "REFUND")
    const confirm = await fillIn(form, "REFUND", { amount: "5" })
    loseAnswer("REFUND")
    await confirm.click()
    const alert = form.getByRole("alert")
    await alert.getByText(text("common.unknown")).waitFor()
    expect(await confirm.isDisabled()).toBe(true)
    const [refund] = store.gateway.transactions({ tx_type: "REFUND" }).slice(-1)

    await store.age()
    await store.job("sagepay-sweep")
    await alert.getByRole("link", { name: text("actions.to_attention") }).click()
    await page.getByRole("heading", { name: text("attention.title"), level: 1 }).waitFor()
    const code = refund!.vendor_tx_code
    const entry = entryOf(page, code)
    await entry
      .getByRole("heading", { name: text("attention.kinds.open_operation.title") })
      .waitFor()
    const happened = text("attention.choices.settle_happened.label")
    // Nobody counts it before it is known.
    expect(await booksOf(store, bought)).toMatchObject({ medusa: 3_000 })
    await choice(page, code, happened).click()
    const settling = page.getByRole("dialog", { name: happened })
    await settling.getByLabel(text("attention.fields.note.label")).fill("seen in the console")
    await settling.getByLabel(text("attention.fields.vps_tx_id.label")).fill(refund!.vps_tx_id)
    await settling.getByLabel(text("attention.fields.tx_auth_no.label")).fill(refund!.tx_auth_no!)
    await settling.getByRole("button", { name: happened, exact: true }).click()
    await page.getByRole("alertdialog").getByRole("button", { name: happened, exact: true }).click()
    await entry.waitFor({ state: "hidden" })

    await openOrder(page, bought.orderId)
    await seeSum(panel, "refunded", 500)
    expect(sent(store, "REFUND", bought)).toEqual(["5.00"])
    expect(await booksOf(store, bought)).toMatchObject({ held: 0, net: 2_500 })
  })

  it("an entry of an order stands on its page too, and asking the gateway settles it", async () => {
    const bought = await store.bought("DEFERRED")
    const page = await sitDown()
    await openOrder(page, bought.orderId)
    const panel = panelOf(page, "DEFERRED", 3_000)
    const form = await openForm(panel, "RELEASE")
    const confirm = await fillIn(form, "RELEASE", { amount: "30" })
    loseAnswer("RELEASE")
    await confirm.click()
    await form.getByRole("alert").getByText(text("common.unknown")).waitFor()
    await store.age()
    await store.job("sagepay-sweep")

    await openOrder(page, bought.orderId)
    const title = text("attention.kinds.open_operation.title")
    await entryOf(page, title).waitFor()
    hearAgain()
    const ask = text("attention.choices.ask.label")
    await choice(page, title, ask).click()
    await page.getByRole("dialog", { name: ask }).getByRole("button", { name: ask }).click()
    await seeToast(page, text("attention.outcomes.decided"))
    await seeSum(panel, "taken", 3_000)
    await entryOf(page, title).waitFor({ state: "hidden" })
    expect(sent(store, "RELEASE", bought)).toEqual(["30.00"])
    expect(await booksOf(store, bought)).toMatchObject({ held: 0, net: 3_000 })
  })
}
