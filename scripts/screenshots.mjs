import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { chromium } from "playwright-core"
import { unpackChromium } from "./lib/chromium.mjs"

/** Makes the pictures in docs/images from a running demo: start it in another terminal, then run this. */
const [shopUrl = "http://localhost:8000", adminUrl = "http://localhost:9000", gatewayUrl] =
  process.argv.slice(2)
const simulatorUrl = gatewayUrl ?? "http://127.0.0.1:9100"
const target = path.resolve(fileURLToPath(import.meta.url), "../../docs/images")
const WAIT = { timeout: 60_000 }

const { executable, fonts } = await unpackChromium()
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? executable,
  args: ["--no-sandbox", "--disable-gpu", "--no-zygote", "--disable-background-networking"],
  env: { ...process.env, FONTCONFIG_PATH: fonts },
})

try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const shoot = (name) => page.screenshot({ path: path.join(target, `${name}.png`) })

  await page.goto(shopUrl)
  await page.locator("[data-sku]").first().waitFor(WAIT)
  await page.locator('[data-sku="TEAPOT"]').click()
  await page.locator("#count", { hasText: "1" }).waitFor(WAIT)
  await page.goto(`${shopUrl}/checkout`)
  await page.getByRole("button", { name: "Pay" }).click(WAIT)

  await page.getByText("How would you like to pay?").waitFor(WAIT)
  await page.getByRole("button", { name: "Visa", exact: true }).click()
  await page.getByLabel("Card number").waitFor(WAIT)
  await page.getByLabel("Name on the card").fill("SUCCESSFUL")
  await page.getByLabel("Card number").fill("4929000000006")
  await page.getByLabel("Expires").fill("1230")
  await page.getByLabel("Security code").fill("123")
  await shoot("hosted-page")
  await page.getByRole("button", { name: "Pay now" }).click()
  await page.locator("#confirmed").waitFor(WAIT)

  await page.goto(`${adminUrl}/app/login`)
  await page.locator('input[name="email"]').fill("admin@example.com", WAIT)
  await page.locator('input[name="password"]').fill("demo-password")
  await page.locator('button[type="submit"]').click()
  await page.waitForURL(/\/app\/orders/, WAIT)
  await page.locator("table tbody tr").first().click(WAIT)
  await page.getByRole("button", { name: "Capture payment" }).waitFor(WAIT)
  await page.getByRole("button", { name: "Capture payment" }).scrollIntoViewIfNeeded()
  await shoot("order")

  await page.goto(`${simulatorUrl}/transactions`)
  await page.locator("table tbody tr").first().waitFor(WAIT)
  await shoot("transactions")
} finally {
  await browser.close()
}
