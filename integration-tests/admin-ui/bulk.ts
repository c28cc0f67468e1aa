import type { Locator, Page } from "playwright-core"
import type { Bought } from "../helpers/shopper"
import { booksOf, sent } from "./books"
import { money, seeToast } from "./desk"
import type { Suite } from "./suite"
import { like, text } from "./texts"

/** Many orders captured at once, from the list of all transactions. */
export function bulk({ store, sitDown }: Suite): void {
  const numberOf = async ({ orderId }: Bought) => {
    const { order } = await store.admin.get<{ order: { display_id: number } }>(
      `/admin/orders/${orderId}?fields=display_id`
    )
    return order.display_id
  }
  const boxOf = (page: Page, number: number) =>
    page.getByRole("checkbox", { name: text("bulk.select.row", { number }), exact: true })
  const capture = (page: Page) =>
    page.getByRole("button", { name: like("bulk.select.capture") }).last()
  const line = (report: Locator, number: number) =>
    report
      .getByRole("listitem")
      .filter({ has: report.page().getByRole("link", { name: `#${number}`, exact: true }) })

  /** Selects their holds and asks; gives the question and its button. */
  async function ask(page: Page, numbers: readonly number[]) {
    await page.goto("/app/sagepay?state=deferred,authenticated")
    for (const number of numbers) await boxOf(page, number).click()
    await page.getByText(text("bulk.select.count_other", { count: numbers.length })).waitFor()
    await capture(page).click()
    const name = text("bulk.confirm.title_other", { count: numbers.length })
    const form = page.getByRole("dialog", { name, exact: true })
    await form.waitFor()
    return { form, send: form.getByRole("button", { name, exact: true }) }
  }

  it("captures what is selected, once however often it is pressed, and says what became of each order", async () => {
    const [deferred, kept, left] = [
      await store.bought("DEFERRED"),
      await store.bought("AUTHENTICATE", 2),
      await store.bought("DEFERRED"),
    ]
    const numbers = [await numberOf(deferred), await numberOf(kept)]
    const page = await sitDown()
    const first = await ask(page, numbers)
    await first.form
      .getByText(text("bulk.confirm.takes_deferred_other", { count: 2, sum: money(8_500) }))
      .waitFor()
    await page.keyboard.press("Escape")
    await first.form.waitFor({ state: "hidden" })
    // Nothing was sent, and nothing that was selected is lost.
    expect(await capture(page).evaluate((button) => button === document.activeElement)).toBe(true)
    expect(sent(store, "AUTHORISE", kept)).toEqual([])

    await page.keyboard.press("Enter")
    await first.form.waitFor()
    const keys = new Set<string>()
    page.on("request", (request) => {
      const isAsked = request.method() === "POST" && request.url().endsWith("/admin/sagepay/bulk")
      if (isAsked) keys.add((request.postDataJSON() as { key: string }).key)
    })
    await first.send.dblclick()
    const report = page.getByRole("dialog", { name: text("bulk.report.title"), exact: true })
    await report.getByText(text("bulk.report.done_other", { count: 2 })).waitFor()
    for (const [index, minor] of [3_000, 5_500].entries()) {
      const order = line(report, numbers[index] ?? 0)
      await order.getByText(text("bulk.status.captured"), { exact: true }).waitFor()
      await order.getByText(money(minor)).waitFor()
    }
    await seeToast(page, text("bulk.finished.captured_other", { count: 2 }))
    await report
      .getByRole("button", { name: text("common.close"), exact: true })
      .last()
      .click()
    await report.waitFor({ state: "hidden" })
    await boxOf(page, numbers[0] ?? 0).waitFor({ state: "hidden" })
    expect(await boxOf(page, await numberOf(left)).isChecked()).toBe(false)

    expect(keys.size).toBe(1)
    expect(sent(store, "RELEASE", deferred)).toEqual(["30.00"])
    expect(sent(store, "AUTHORISE", kept)).toEqual(["55.00"])
    expect(await booksOf(store, deferred)).toEqual({ held: 0, net: 3_000, medusa: 3_000 })
    expect(await booksOf(store, kept)).toMatchObject({ net: 5_500, medusa: 5_500 })
    expect(await booksOf(store, left)).toEqual({ held: 3_000, net: 0, medusa: 0 })
  })

  it("goes on when its window is closed, leads back to it, and names what failed", async () => {
    const [slow, refused] = [await store.bought("DEFERRED"), await store.bought("DEFERRED")]
    const codeOf = ({ vpsTxId }: Bought) => store.gateway.transaction(vpsTxId).vendor_tx_code
    store.gateway.fault({
      fault: "hold",
      match: { txType: "RELEASE", vendorTxCode: codeOf(slow) },
    })
    store.gateway.fault({
      fault: "refuse",
      match: { txType: "RELEASE", vendorTxCode: codeOf(refused) },
    })
    const numbers = [await numberOf(slow), await numberOf(refused)]
    const page = await sitDown()
    const { send } = await ask(page, numbers)
    await send.click()
    const [held] = await store.gateway.untilHeld()
    const report = page.getByRole("dialog", { name: text("bulk.report.title"), exact: true })
    await report.getByText(text("bulk.report.running_other", { count: 2, done: 1 })).waitFor()
    await page.keyboard.press("Escape")
    await report.waitFor({ state: "hidden" })
    await page.reload()
    await page.getByRole("button", { name: text("bulk.running"), exact: true }).click()
    await line(report, numbers[0] ?? 0)
      .getByText(text("bulk.status.working"), { exact: true })
      .waitFor()

    store.gateway.release(held?.id ?? 0, "answer")
    await report.getByText(text("bulk.report.done_other", { count: 2 })).waitFor()
    await line(report, numbers[0] ?? 0)
      .getByText(money(3_000))
      .waitFor()
    const failed = line(report, numbers[1] ?? 0)
    await failed.getByText(text("bulk.status.failed"), { exact: true }).waitFor()
    await failed.getByRole("paragraph").waitFor()
    await seeToast(page, like("bulk.finished.failed_one"))
    await page.keyboard.press("Escape")
    const name = text("bulk.some_failed_one", { count: 1 })
    await page.getByRole("button", { name, exact: true }).click()
    await failed.waitFor()
    expect(sent(store, "RELEASE", slow)).toEqual(["30.00"])
    expect(await booksOf(store, refused)).toEqual({ held: 3_000, net: 0, medusa: 0 })
  })
}
