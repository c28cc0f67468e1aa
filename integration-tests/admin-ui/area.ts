import { readFileSync } from "node:fs"
import { listed, money, panelOf, seeSum } from "./desk"
import type { Suite } from "./suite"
import { like, text } from "./texts"

/** The plugin's own pages beside the orders: the list of all transactions, and the settings. */
export function area({ store, sitDown }: Suite): void {
  it("finds a payment by its order's number and opens it", async () => {
    const bought = await store.bought("AUTHENTICATE")
    const { display_id } = (
      await store.admin.get<{ order: { display_id: number } }>(`/admin/orders/${bought.orderId}`)
    ).order
    await store.bought("PAYMENT")
    const page = await sitDown()
    await page.goto("/app/sagepay")
    await page.getByRole("heading", { name: text("common.name"), level: 1 }).waitFor()
    const rows = listed(page)
    const one = page.getByRole("link", { name: `#${display_id}`, exact: true })
    await rows.filter({ hasNot: one }).first().waitFor()
    await page.getByRole("searchbox", { name: text("area.list.search") }).fill(`#${display_id}`)
    await rows.filter({ hasNot: one }).first().waitFor({ state: "hidden" })
    expect(await rows.count()).toBe(1)
    await rows.getByText(text("common.states.authenticated")).waitFor()
    await rows.getByRole("link").first().click()
    await page.waitForURL(/\/app\/sagepay\/transactions\/sptx_/)
    await seeSum(panelOf(page, "AUTHENTICATE", 3_000), "takeable", 3_000)
    await page
      .getByRole("link", { name: text("panel.page.order_number", { number: display_id }) })
      .waitFor()
  })

  it("downloads what is listed as a CSV file", async () => {
    const bought = await store.bought("PAYMENT", 2)
    const page = await sitDown()
    await page.goto("/app/sagepay")
    await page.getByRole("searchbox", { name: text("area.list.search") }).fill(bought.vpsTxId)
    const button = page.getByRole("button", { name: text("area.export.found"), exact: true })
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()])
    expect(download.suggestedFilename()).toMatch(/\.csv$/)
    const [head, ...rows] = readFileSync(await download.path(), "utf8")
      .trim()
      .split(/\r?\n/)
    expect(head).toContain("vendor_tx_code")
    expect(rows).toHaveLength(1)
    expect(rows[0]).toContain(bought.vpsTxId)
    expect(rows[0]).toContain("55.00")
  })

  it("the self-test says of each check how it went, and moves nothing", async () => {
    const before = store.gateway.money()
    const page = await sitDown()
    await page.goto("/app/settings/sagepay")
    await page.getByRole("button", { name: text("settings.self_test.run") }).click()
    const test = page.getByRole("region", { name: text("settings.self_test.title") })
    await test.getByRole("button", { name: text("settings.self_test.again") }).waitFor()
    for (const check of ["gateway", "vendor", "ip", "reporting", "notification", "keys"] as const) {
      const name = page.getByText(text(`settings.checks.${check}`), { exact: true })
      const line = test.getByRole("listitem").filter({ has: name })
      await line.getByText(text("settings.self_test.verdicts.passed")).waitFor()
    }
    expect(await test.getByText(text("settings.self_test.verdicts.failed")).count()).toBe(0)
    expect(store.gateway.money()).toEqual(before)
  })

  it("sums up what was taken, and leads to what waits", async () => {
    for (let count = 0; count < 2; count++) await store.bought("DEFERRED")
    const page = await sitDown()
    await page.goto("/app/sagepay")
    const held = page.getByRole("term").filter({ hasText: text("area.overview.held_now") })
    await held
      .locator("xpath=..")
      .getByText(/£[\d,]+\.\d\d/)
      .waitFor()
    await page.getByRole("link", { name: like("area.overview.holds_other") }).click()
    const waiting = [text("common.states.deferred"), text("common.states.authenticated")]
    const others = listed(page).filter({ hasNotText: new RegExp(waiting.join("|")) })
    await others.first().waitFor({ state: "hidden" })
    await listed(page)
      .filter({ hasText: money(3_000) })
      .first()
      .waitFor()
  })
}
