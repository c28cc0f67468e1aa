import { booksOf, sent } from "./books"
import {
  act,
  fillIn,
  money,
  openForm,
  openOrder,
  panelOf,
  refusedEntry,
  seeSum,
  seeToast,
} from "./desk"
import type { Suite } from "./suite"
import { like, text } from "./texts"

/** The panel on an order's page, and what staff do there. */
export function order({ store, sitDown }: Suite): void {
  it("has a panel where it was paid with Sage Pay, and none where it was not", async () => {
    const [ours, other] = [await store.bought("DEFERRED"), await store.boughtElsewhere()]
    const page = await sitDown()
    await openOrder(page, ours.orderId)
    const panel = panelOf(page, "DEFERRED", 3_000)
    await seeSum(panel, "held", 3_000)
    await panel.getByText(text("common.states.deferred"), { exact: true }).first().waitFor()

    const asked = page.waitForResponse(/\/admin\/sagepay\/orders\/[^/]+$/)
    await openOrder(page, other)
    expect(await (await asked).json()).toMatchObject({ payments: [], alone: [] })
    expect(await page.getByRole("region", { name: text("panel.money.title") }).count()).toBe(0)
  })

  it("the held money is taken in part, and the panel and Medusa say so", async () => {
    const bought = await store.bought("DEFERRED")
    const page = await sitDown()
    await openOrder(page, bought.orderId)
    const panel = panelOf(page, "DEFERRED", 3_000)
    const form = await openForm(panel, "RELEASE")
    await form.getByText(text("actions.once_only")).waitFor()
    const confirm = await fillIn(form, "RELEASE", { amount: "20" })
    const said = { amount: money(2_000), rest: money(1_000) }
    await form.getByText(text("actions.says.RELEASE_part", said)).waitFor()
    await confirm.click()
    await seeToast(page, text("actions.done.RELEASE", said))
    await seeSum(panel, "taken", 2_000)
    await seeSum(panel, "held", 0)
    expect(sent(store, "RELEASE", bought)).toEqual(["20.00"])
    expect(await booksOf(store, bought)).toEqual({ held: 0, net: 2_000, medusa: 2_000 })
  })

  it("a double click on the last button refunds once", async () => {
    const bought = await store.bought("PAYMENT")
    const page = await sitDown()
    await openOrder(page, bought.orderId)
    const panel = panelOf(page, "PAYMENT", 3_000)
    const confirm = await fillIn(await openForm(panel, "REFUND"), "REFUND", { amount: "7.50" })
    await confirm.dblclick()
    await seeToast(page, text("actions.done.REFUND", { amount: money(750) }))
    await seeSum(panel, "refunded", 750)
    expect(sent(store, "REFUND", bought)).toEqual(["7.50"])
    expect(await booksOf(store, bought)).toEqual({ held: 0, net: 2_250, medusa: 2_250 })
  })

  it("what the rules forbid stands in the menu with the reason, and cannot be pressed", async () => {
    const bought = await store.bought("PAYMENT")
    const page = await sitDown()
    await openOrder(page, bought.orderId)
    const panel = panelOf(page, "PAYMENT", 3_000)
    await act(panel, "REFUND", { amount: "1" })
    await seeSum(panel, "refunded", 100)
    const entry = await refusedEntry(panel, "VOID")
    await entry.getByText(text("actions.refused.refund_exists", { amount: money(100) })).waitFor()
    await entry.click({ force: true })
    await page.keyboard.press("Escape")
    await entry.waitFor({ state: "hidden" })
    expect(await page.getByRole("dialog").count()).toBe(0)
    expect(sent(store, "VOID", bought)).toEqual([])
  })

  it("the gateway's refusal is shown in its words, and nothing has moved", async () => {
    const bought = await store.bought("PAYMENT")
    const page = await sitDown()
    await openOrder(page, bought.orderId)
    const panel = panelOf(page, "PAYMENT", 3_000)
    const form = await openForm(panel, "REFUND")
    const confirm = await fillIn(form, "REFUND", { amount: "5" })
    const words = "5017 : The weather is too bad for refunds."
    store.gateway.fault({
      fault: "refuse",
      match: { txType: "REFUND" },
      status: "INVALID",
      status_detail: words,
    })
    await confirm.click()
    const alert = form.getByRole("alert")
    await alert.getByText(text("common.fault.refused")).waitFor()
    await alert.getByText("The weather is too bad for refunds").waitFor()
    expect(await booksOf(store, bought)).toEqual({ held: 0, net: 3_000, medusa: 3_000 })

    // The form is still there, and may be changed and sent anew.
    await form.getByRole("button", { name: text("common.back"), exact: true }).click()
    const again = await fillIn(form, "REFUND", { amount: "4" })
    await again.click()
    await seeToast(page, text("actions.done.REFUND", { amount: money(400) }))
    expect(await booksOf(store, bought)).toEqual({ held: 0, net: 2_600, medusa: 2_600 })
  })

  it("a charge of the same card settles what an edit added to the order", async () => {
    const bought = await store.owing()
    const page = await sitDown()
    await openOrder(page, bought.orderId)
    await page.getByText(text("panel.owed", { amount: money(2_500) })).waitFor()
    const form = await openForm(panelOf(page, "PAYMENT", 3_000), "REPEAT")
    // Filled in with what is owed, and for the order.
    await form.getByRole("switch", { name: like("actions.settles"), checked: true }).waitFor()
    const confirm = await fillIn(form, "REPEAT")
    await form.getByText(text("actions.says.REPEAT", { amount: money(2_500) })).waitFor()
    await confirm.click()
    await seeToast(page, text("actions.done.REPEAT", { amount: money(2_500) }))
    await seeSum(panelOf(page, "REPEAT", 2_500), "taken", 2_500)
    await page.getByText(text("panel.owed", { amount: money(2_500) })).waitFor({ state: "hidden" })
    expect(await booksOf(store, bought)).toEqual({ held: 0, net: 5_500, medusa: 5_500 })
    const { summary } = await store.order(bought.orderId)
    expect(summary).toMatchObject({ paid_total: 55, pending_difference: 0 })
  })

  it("of two tabs with the same form one moves the money, and the other says why it does not", async () => {
    const bought = await store.bought("PAYMENT")
    const [one, other] = [await sitDown(), await sitDown()]
    for (const page of [one, other]) await openOrder(page, bought.orderId)
    const forms = []
    for (const page of [one, other]) {
      forms.push(await openForm(panelOf(page, "PAYMENT", 3_000), "REFUND"))
    }
    const [first, second] = [forms[0]!, forms[1]!]
    await (await fillIn(first, "REFUND", { amount: "30" })).click()
    await seeToast(one, text("actions.done.REFUND", { amount: money(3_000) }))
    const confirm = await fillIn(second, "REFUND", { amount: "30" })
    await second.getByRole("alert").getByText(text("actions.changed")).waitFor()
    expect(await confirm.isDisabled()).toBe(true)
    const moved = [...sent(store, "REFUND", bought), ...sent(store, "VOID", bought)]
    expect(moved).toHaveLength(1)
    expect(await booksOf(store, bought)).toEqual({ held: 0, net: 0, medusa: 0 })
  })
}
