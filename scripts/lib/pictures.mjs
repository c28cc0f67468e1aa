import { readFileSync } from "node:fs"

/** The pictures of docs/images, each as what somebody does to see it. */

const TEXTS = new URL("../../src/admin/i18n/en/", import.meta.url)
const CARD = { number: "4929 0000 0000 6", expiry: "12/30", holder: "Ann Shopper" }

const texts = Object.fromEntries(
  ["actions", "area", "attention", "bulk", "cards", "common", "panel", "settings"].map((area) => [
    area,
    JSON.parse(readFileSync(new URL(`${area}.json`, TEXTS), "utf8")),
  ])
)
const { actions, area, attention, bulk, cards, common, panel, settings } = texts

/** The card's fields, and what both forms have besides. */
async function fillCard(page, { amount, description, reason }) {
  const fill = (label, value) => page.getByLabel(label, { exact: true }).fill(value)
  await fill(common.amount_label, amount)
  await fill(common.description, description)
  await fill(common.reason, reason)
  await fill(cards.card.number, CARD.number)
  await fill(cards.card.expiry, CARD.expiry)
  await fill(cards.card.holder, CARD.holder)
}

/** A screen so high that the dashboard has nothing to scroll. */
async function stretch(page, part) {
  const { width } = page.viewportSize()
  await page.setViewportSize({ width, height: 6_000 })
  await part.waitFor()
  return part.boundingBox()
}

/** The screen from its top down to the end of a part of it. */
async function downTo(page, part) {
  const { y, height } = await stretch(page, part)
  return { x: 0, y: 0, width: page.viewportSize().width, height: Math.ceil(y + height + 16) }
}

/** That part alone, with a little of what is around it. */
async function only(page, part) {
  const { x, y, width, height } = await stretch(page, part)
  return { x: x - 12, y: y - 12, width: width + 24, height: height + 24 }
}

const moneyOf = (page) => page.getByRole("region", { name: panel.money.title })
/** The panel around it. */
const panelOf = (page) => moneyOf(page).locator("xpath=ancestor::div[.//h2][1]")

/** What is to be seen on each picture; gives the part of the screen that it shows, or nothing for all of it. */
export const PICTURES = {
  async "hosted-page"(page, { shop }) {
    await page.goto(shop.url)
    await page.locator('[data-sku="TEAPOT"]').click()
    await page.locator("#count", { hasText: "1" }).waitFor()
    await page.goto(`${shop.url}/checkout`)
    await page.getByRole("button", { name: "Pay" }).click()
    await page.getByText("How would you like to pay?").waitFor()
    await page.getByRole("button", { name: "Visa", exact: true }).click()
    await page.getByLabel("Name on the card").fill("SUCCESSFUL")
    await page.getByLabel("Card number").fill("4929000000006")
    await page.getByLabel("Expires").fill("1230")
    await page.getByLabel("Security code").fill("123")
  },
  async order(page, { store, held }) {
    await page.goto(`${store.url}/app/orders/${held}`)
    await page.getByRole("button", { name: "Capture payment" }).scrollIntoViewIfNeeded()
    await moneyOf(page).waitFor()
  },
  async transactions(page, { simulator }) {
    await page.goto(`${simulator.url}/transactions`)
    await page.locator("table tbody tr").first().waitFor()
  },
  async "admin-panel"(page, { store, living }) {
    await page.goto(`${store.url}/app/orders/${living}`)
    await page.getByRole("button", { name: actions.names.REFUND, exact: true }).waitFor()
    return only(page, panelOf(page))
  },
  async "admin-action"(page, { store, living }) {
    await page.goto(`${store.url}/app/orders/${living}`)
    await page.getByRole("button", { name: actions.names.REFUND, exact: true }).click()
    await page.getByLabel(common.amount_label, { exact: true }).fill("12.50")
    await page.getByLabel(common.reason, { exact: true }).fill("One cup arrived broken")
  },
  async "admin-area"(page, { store }) {
    await page.goto(`${store.url}/app/sagepay`)
    await page.getByRole("columnheader", { name: area.columns.card }).waitFor()
    return downTo(page, page.getByRole("table").last().getByRole("row").nth(10))
  },
  async "admin-bulk"(page, { store }) {
    await page.goto(`${store.url}/app/sagepay?state=deferred,authenticated`)
    await page.getByRole("checkbox", { name: bulk.select.page }).click()
    await page.getByRole("button", { name: bulk.select.capture }).last().click()
    await page.getByRole("dialog").getByText(bulk.confirm.goes_on.slice(0, 40)).waitFor()
  },
  async "admin-transaction"(page, { store, living }) {
    await page.goto(`${store.url}/app/sagepay?q=${living}`)
    await page.getByRole("table").last().getByRole("row").last().getByRole("link").first().click()
    await moneyOf(page).waitFor()
    return downTo(page, panelOf(page))
  },
  async "admin-attention"(page, { store }) {
    await page.goto(`${store.url}/app/sagepay/attention`)
    await page.getByRole("button", { name: attention.choices.ask.label }).waitFor()
  },
  async "admin-manual"(page, { store }) {
    await page.goto(`${store.url}/app/sagepay/manual`)
    await fillCard(page, {
      amount: "30.00",
      description: "Teapot, by telephone",
      reason: "Ordered by telephone",
    })
    return downTo(page, page.getByRole("button", { name: "Take £30.00" }))
  },
  async "admin-direct-refund"(page, { store }) {
    await page.goto(`${store.url}/app/sagepay/direct-refund`)
    await fillCard(page, {
      amount: "12.50",
      description: "Cup, bought in 2024",
      reason: "Bought before the shop moved here",
    })
    const again = cards.details.confirm.replace("{{currency}}", "GBP")
    await page.getByLabel(again).fill("12.50")
    return downTo(page, page.getByRole("button", { name: "Give £12.50" }))
  },
  async "admin-settings"(page, { store, simulator }) {
    simulator.control.clearFaults()
    await page.goto(`${store.url}/app/settings/sagepay`)
    await page.getByRole("button", { name: settings.self_test.run }).click()
    await page.getByRole("button", { name: settings.self_test.again }).waitFor()
    return downTo(page, page.getByRole("region", { name: settings.accounts.title, exact: true }))
  },
  async "admin-dark"(page, parties) {
    return PICTURES["admin-area"](page, parties)
  },
  async "admin-phone"(page, parties) {
    return PICTURES["admin-panel"](page, parties)
  },
}

/** What is not a light screen of this width. */
export const LOOKS = { "admin-dark": { colorScheme: "dark" }, "admin-phone": { width: 390 } }
