import type { Locator } from "playwright-core"
import { booksOf, sent } from "./books"
import { money, openOrder, panelOf, seeSum, seeToast } from "./desk"
import type { Suite } from "./suite"
import { like, text } from "./texts"

/** No mouse: Tab, Enter, Escape and letters. */
export function keyboard({ store, sitDown }: Suite): void {
  const hasFocus = (target: Locator) =>
    target.evaluate((element) => element === document.activeElement)

  /** As often as it takes; fails where the keys lead nowhere near it. */
  async function tabTo(target: Locator): Promise<void> {
    await target.waitFor()
    for (let presses = 0; presses < 120; presses++) {
      if (await hasFocus(target)) return
      await target.page().keyboard.press("Tab")
    }
    throw new Error(`Tab does not lead to ${String(target)}`)
  }

  it("takes held money, and Escape leads back to where it began", async () => {
    const bought = await store.bought("DEFERRED")
    const page = await sitDown()
    const { keyboard } = page
    await openOrder(page, bought.orderId)
    const panel = panelOf(page, "DEFERRED", 3_000)
    const name = text("actions.names.RELEASE")
    const open = panel.getByRole("button", { name, exact: true })
    const form = page.getByRole("dialog", { name })
    await tabTo(open)
    await keyboard.press("Enter")
    await form.waitFor()
    await keyboard.press("Escape")
    await form.waitFor({ state: "hidden" })
    expect(await hasFocus(open)).toBe(true)

    await keyboard.press("Enter")
    await tabTo(form.getByLabel(text("common.amount_label"), { exact: true }))
    await keyboard.press("ControlOrMeta+A")
    await keyboard.type("12.5")
    await tabTo(form.getByLabel(text("common.reason"), { exact: true }))
    await keyboard.type("The first parcel")
    await tabTo(form.getByRole("button", { name: text("actions.continue"), exact: true }))
    await keyboard.press("Enter")
    const confirm = form.getByRole("button", { name: like("actions.confirm.RELEASE") })
    await (await confirm.elementHandle())?.waitForElementState("enabled")
    await tabTo(confirm)
    await keyboard.press("Enter")
    await seeToast(page, text("actions.done.RELEASE", { amount: money(1_250) }))
    await seeSum(panel, "taken", 1_250)
    expect(sent(store, "RELEASE", bought)).toEqual(["12.50"])
    expect(await booksOf(store, bought)).toEqual({ held: 0, net: 1_250, medusa: 1_250 })
  })
}
