import type { Locator, Page } from "playwright-core"
import type { Bought } from "../helpers/shopper"
import { act, fillIn, listed, openForm, openOrder, panelOf, refusedEntry } from "./desk"
import type { Suite } from "./suite"
import { like, text } from "./texts"

/** Every page and form of the plugin, each in a shop that has something to show there. */

export type Shown = {
  readonly name: string
  /** Opens it, waits until it is whole, and gives the part of it that is the plugin's. */
  open(page: Page): Promise<Locator>
}

/** What the pages are about. */
export type Stock = { readonly paid: Bought; readonly held: Bought; readonly owing: Bought }

export async function stockUp({ store, sitDown, loseAnswer }: Suite): Promise<Stock> {
  const [paid, held, owing] = [
    await store.bought("PAYMENT"),
    await store.bought("DEFERRED"),
    await store.owing(),
  ]
  const page = await sitDown()
  await openOrder(page, paid.orderId)
  await act(panelOf(page, "PAYMENT", 3_000), "REFUND", { amount: "1.50" })
  loseAnswer("RELEASE")
  await openOrder(page, held.orderId)
  const form = await openForm(panelOf(page, "DEFERRED", 3_000), "RELEASE")
  await (await fillIn(form, "RELEASE")).click()
  await form.getByRole("alert").waitFor()
  await store.age()
  await store.job("sagepay-sweep")
  return { paid, held, owing }
}

export function shownOf(stock: () => Stock): readonly Shown[] {
  const inMain = async (page: Page, path: string, whole: Locator) => {
    await page.goto(path)
    await whole.first().waitFor()
    return page.getByRole("main")
  }
  const paid = async (page: Page) => {
    await openOrder(page, stock().paid.orderId)
    return panelOf(page, "PAYMENT", 3_000)
  }
  return [
    {
      name: "an order",
      open: async (page) => {
        const panel = await paid(page)
        await panel
          .getByRole("button", { name: text("actions.more") })
          .first()
          .waitFor()
        return panel
      },
    },
    {
      name: "an order that needs attention",
      open: async (page) => {
        await openOrder(page, stock().held.orderId)
        const entry = page.getByRole("article")
        await entry.getByRole("button").last().waitFor()
        return entry
      },
    },
    {
      name: "an action's form",
      open: async (page) => openForm(await paid(page), "REFUND"),
    },
    {
      name: "the last look before it is sent",
      open: async (page) => {
        const form = await openForm(await paid(page), "REFUND")
        const confirm = await fillIn(form, "REFUND", { amount: "2" })
        await (await confirm.elementHandle())?.waitForElementState("enabled")
        return form
      },
    },
    {
      name: "the form of a repeat",
      open: async (page) => {
        await openOrder(page, stock().owing.orderId)
        return openForm(panelOf(page, "PAYMENT", 3_000), "REPEAT")
      },
    },
    {
      name: "the menu of what cannot be done",
      open: async (page) => {
        const entry = await refusedEntry(await paid(page), "VOID")
        await entry.waitFor()
        return page.getByRole("menu")
      },
    },
    {
      name: "all transactions",
      open: (page) => inMain(page, "/app/sagepay", listed(page)),
    },
    {
      name: "the question before captures",
      open: async (page) => {
        await inMain(page, "/app/sagepay?state=deferred", listed(page))
        await page.getByRole("checkbox", { name: text("bulk.select.page") }).click()
        const capture = page.getByRole("button", { name: like("bulk.select.capture") })
        await capture.last().click()
        const form = page.getByRole("dialog", { name: like("bulk.confirm.title_other") })
        await form.or(page.getByRole("dialog", { name: like("bulk.confirm.title_one") })).waitFor()
        return page.getByRole("dialog").last()
      },
    },
    {
      name: "one transaction",
      open: async (page) => {
        await inMain(page, "/app/sagepay", listed(page))
        await listed(page).first().getByRole("link").first().click()
        await page.getByText(text("panel.details.title"), { exact: true }).first().waitFor()
        return page.getByRole("main")
      },
    },
    {
      name: "what needs attention",
      open: (page) =>
        inMain(page, "/app/sagepay/attention", page.getByRole("article").getByRole("button")),
    },
    {
      name: "the form of a choice",
      open: async (page) => {
        const label = text("attention.choices.settle_happened.label")
        await page.goto("/app/sagepay/attention")
        await page.getByRole("button", { name: label, exact: true }).first().click()
        const form = page.getByRole("dialog", { name: label })
        await form.getByLabel(text("attention.fields.note.label")).waitFor()
        return form
      },
    },
    {
      name: "the form to adopt a payment",
      open: async (page) => {
        await page.goto("/app/sagepay")
        await page.getByRole("button", { name: text("area.adopt.button"), exact: true }).click()
        const form = page.getByRole("dialog", { name: text("area.adopt.title") })
        await form.getByLabel(text("area.adopt.name")).waitFor()
        return form
      },
    },
    {
      name: "the manual payment",
      open: (page) =>
        inMain(page, "/app/sagepay/manual", page.getByLabel(text("cards.card.number"))),
    },
    {
      name: "the direct refund",
      open: (page) =>
        inMain(page, "/app/sagepay/direct-refund", page.getByLabel(text("cards.card.number"))),
    },
    {
      name: "the settings with a self-test",
      open: async (page) => {
        const run = page.getByRole("button", { name: text("settings.self_test.run") })
        const main = await inMain(page, "/app/settings/sagepay", run)
        await run.click()
        await page.getByRole("button", { name: text("settings.self_test.again") }).waitFor()
        return main
      },
    },
  ]
}
