import type { HttpTypes } from "@medusajs/framework/types"
import type { Browser, Page } from "playwright-core"
import { launchBrowser, newVisitor } from "./helpers/browser"
import {
  answerChallenge,
  cancelPayment,
  CARDS,
  chooseCardType,
  typeCard,
  type Card,
} from "./helpers/hosted-page"
import { PROVIDERS } from "./helpers/shopper"
import { describeStore } from "./helpers/store"

type Shop = { url: string; stop(): Promise<void> }

describeStore("the demo's shop pages in a browser", {}, (store) => {
  let browser: Browser
  let shop: Shop
  let page: Page

  beforeAll(async () => {
    browser = await launchBrowser()
    const { startShop } = (await import("../demo/shop/server.mjs")) as {
      startShop(options: { port: number; config: Record<string, unknown> }): Promise<Shop>
    }
    shop = await startShop({
      port: Number(new URL(store.shopUrl).port),
      config: {
        backendUrl: store.url,
        publishableKey: store.shop.publishableKey,
        regionId: store.shop.regions[0]?.id,
        providers: PROVIDERS,
      },
    })
  })

  afterAll(async () => {
    await browser?.close()
    await shop?.stop()
  })

  beforeEach(async () => {
    page = (await newVisitor(browser)).page
  })

  /** From the shop's first page to the gateway's. */
  async function goToPay(type: keyof typeof PROVIDERS = "DEFERRED"): Promise<void> {
    await page.goto(shop.url)
    await page.locator('[data-sku="TEAPOT"]').click()
    await page.locator("#count", { hasText: "1" }).waitFor()
    await page.goto(`${shop.url}/checkout`)
    await page.locator("tr.total").waitFor()
    expect(await page.locator("td:last-child").allTextContents()).toEqual([
      "£25.00",
      "£5.00",
      "£30.00",
    ])
    await page.locator(`input[value="${PROVIDERS[type]}"]`).check()
    await page.getByRole("button", { name: "Pay" }).click()
    await page.getByText("How would you like to pay?").waitFor()
  }

  async function payWith(card: Card): Promise<void> {
    await chooseCardType(page, card)
    await typeCard(page, card)
  }

  async function payAndBeConfirmed(): Promise<void> {
    await payWith(CARDS.good)
    const confirmed = page.locator("#confirmed")
    const challenge = page.getByLabel("Password")
    await confirmed.or(challenge).first().waitFor()
    if (await challenge.isVisible()) await answerChallenge(page, "challenge")
    await confirmed.waitFor()
  }

  const orders = async () =>
    (await store.admin.get<HttpTypes.AdminOrderListResponse>("/admin/orders")).orders

  /** Nothing was sold, nothing is held or taken, and the shopper reads why. */
  async function expectNothingHappened(): Promise<void> {
    await page.waitForURL(`${shop.url}/checkout**`)
    const notice = page.getByRole("alert")
    await notice.waitFor()
    expect(await notice.textContent()).toMatch(/\w{3,}/)
    expect(await orders()).toEqual([])
    const [latest] = store.simulator.control.transactions().slice(-1)
    const money = store.simulator.control.money({ vendor_tx_code: latest!.vendor_tx_code })
    expect(money.every((line) => line.held === 0 && line.taken === 0)).toBe(true)
  }

  it.each(["DEFERRED", "AUTHENTICATE", "PAYMENT"] as const)(
    "pays by %s and sees the order confirmed",
    async (type) => {
      await goToPay(type)
      await payAndBeConfirmed()
      expect(await page.locator("tr.total").textContent()).toContain("£30.00")
      expect(await orders()).toHaveLength(1)
    }
  )

  it("tries a declined card until the gateway gives up", async () => {
    await goToPay()
    for (let attempt = 1; attempt <= 3; attempt++) {
      await payWith(CARDS.declined)
      if (attempt < 3) await page.getByText(`Attempt ${attempt} of 3`).waitFor()
    }
    await expectNothingHappened()
  })

  it("fails 3-D Secure", async () => {
    await goToPay()
    for (let attempt = 1; attempt <= 3; attempt++) {
      await payWith(CARDS.enrolled)
      await answerChallenge(page, "wrong")
      if (attempt < 3) await page.getByText(`Attempt ${attempt} of 3`).waitFor()
    }
    await expectNothingHappened()
  })

  it("cancels on the gateway's page, and pays with a second try", async () => {
    await goToPay()
    await cancelPayment(page)
    await expectNothingHappened()
    await page.getByRole("button", { name: "Pay" }).click()
    await payAndBeConfirmed()
    expect(await orders()).toHaveLength(1)
  })
})
