import type { Locator } from "playwright-core"
import { booksOf } from "./books"
import { money, openOrder, panelOf, seeSum, seeToast } from "./desk"
import type { Suite } from "./suite"
import { like, text, type TextKey } from "./texts"

export const CARD = { number: "4929 0000 0000 6", expiry: "12/39", holder: "Ann Other" } as const

/** The two forms that take a card's number. */
export function cards({ store, sitDown }: Suite): void {
  it("a card that was read out by phone pays what an order owes", async () => {
    const bought = await store.owing()
    const page = await sitDown()
    await openOrder(page, bought.orderId)
    await page.getByRole("button", { name: text("cards.manual.open") }).click()
    const form = page.getByRole("dialog", { name: text("cards.manual.title") })
    // The order and what it owes are filled in.
    const { display_id } = await orderOf(bought.orderId)
    await form.getByText(text("cards.order.order", { number: display_id })).waitFor()
    const amount = form.getByLabel(text("common.amount_label"), { exact: true })
    expect(await amount.inputValue()).toBe("25.00")
    await typeCard(form)
    await form.getByLabel(like("cards.card.cv2")).fill("123")
    await form.getByLabel(text("common.reason"), { exact: true }).fill("Customer phoned")
    const send = text("cards.manual.send_amount", { amount: money(2_500) })
    await form.getByRole("button", { name: send }).click()
    await page.getByRole("alertdialog").getByRole("button", { name: send }).dblclick()
    await seeToast(page, text("cards.manual.done", { amount: money(2_500) }))
    await seeSum(panelOf(page, "MANUAL", 2_500), "taken", 2_500)
    const [manual, ...others] = store.gateway
      .requests({ tx_type: "MANUAL" })
      .filter(({ fields }) => fields.Amount === "25.00")
    expect(manual?.reply?.Status).toBe("OK")
    expect(others).toEqual([])
    const { summary } = await store.order(bought.orderId)
    expect(summary).toMatchObject({ paid_total: 55, pending_difference: 0 })
    expect(await booksOf(store, bought)).toMatchObject({ medusa: 5_500 })
  })

  it("a direct refund wants the amount twice", async () => {
    const page = await sitDown()
    await page.goto("/app/sagepay")
    await page.getByRole("button", { name: text("cards.direct_refund.open") }).click()
    const form = page.getByRole("dialog", { name: text("cards.direct_refund.title") })
    await form.getByLabel(text("common.amount_label"), { exact: true }).fill("12.34")
    const again = form.getByLabel(text("cards.details.confirm", { currency: "GBP" }))
    await again.fill("12.43")
    await form.getByLabel(text("common.description")).fill("An older sale")
    await form.getByLabel(text("common.reason"), { exact: true }).fill("Bought before we moved")
    await typeCard(form)
    const send = text("cards.direct_refund.send_amount", { amount: money(1_234) })
    await form.getByRole("button", { name: send }).click()
    await form.getByText(text("cards.mistake.confirm_differs")).waitFor()
    const refunds = () => store.gateway.requests({ tx_type: "DIRECTREFUND" }).length
    expect(refunds()).toBe(0)

    await again.fill("12.34")
    await form.getByRole("button", { name: send }).click()
    await page.getByRole("alertdialog").getByRole("button", { name: send }).click()
    await seeToast(page, text("cards.direct_refund.done", { amount: money(1_234) }))
    expect(refunds()).toBe(1)
    const [made] = store.gateway.transactions({ tx_type: "DIRECTREFUND" }).slice(-1)
    expect(made).toMatchObject({ amount: 1_234, last_4_digits: "0006" })
  })

  const orderOf = async (id: string) =>
    (await store.admin.get<{ order: { display_id: number } }>(`/admin/orders/${id}`)).order
}

/** Number, expiry and name; a form may want more. */
export async function typeCard(form: Locator): Promise<void> {
  for (const [part, value] of Object.entries(CARD)) {
    const key = `cards.card.${part}` as TextKey
    await form.getByLabel(text(key), { exact: true }).fill(value)
  }
}
