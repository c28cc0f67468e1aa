import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { chromium } from "playwright-core"
import { startSimulator, VENDOR } from "../demo/lib/backend.mjs"
import { installPlugin } from "../demo/lib/build.mjs"
import { adminClient } from "../demo/lib/client.mjs"
import { DATA } from "../demo/lib/paths.mjs"
import { PROVIDERS } from "../demo/lib/shop-data.mjs"
import { startShop } from "../demo/shop/server.mjs"
import { startAdminStore } from "./lib/admin-store.mjs"
import { unpackChromium } from "./lib/chromium.mjs"
import { LOOKS, PICTURES } from "./lib/pictures.mjs"
import { freePort } from "./lib/postgres.mjs"
import { buy, furnishShowcase } from "./lib/showcase.mjs"

/**
 * `node scripts/screenshots.mjs`: makes the pictures in docs/images, of a store, a shop and a gateway
 * that it starts by itself and stops again. Names of pictures as arguments make only those.
 */

const ROOT = path.resolve(fileURLToPath(import.meta.url), "../..")
const TARGET = path.join(ROOT, "docs/images")
const WAIT_MS = 60_000
const OPTIONS = {
  reporting: { user: "reportuser", password: "s3cretPass" },
  direct_refund: { ceiling_minor: { GBP: 20_000 }, day_ceiling_minor: { GBP: 100_000 } },
  resolve_patience_ms: 500,
}

const wanted = process.argv.slice(2)
const say = (text) => process.stdout.write(`${text}\n`)

async function newPage(browser, { url, login }, name) {
  const { width = 1280, colorScheme = "light" } = LOOKS[name] ?? {}
  const context = await browser.newContext({
    viewport: { width, height: 860 },
    colorScheme,
    reducedMotion: "reduce",
    timezoneId: "Europe/London",
  })
  context.setDefaultTimeout(WAIT_MS)
  const { request } = context
  const answer = await request.post(`${url}/auth/user/emailpass`, { data: login })
  const { token } = await answer.json()
  await request.post(`${url}/auth/session`, { headers: { authorization: `Bearer ${token}` } })
  return context.newPage()
}

/** Nothing slides in or fades any more, and every letter has its font. */
function atRest(page) {
  return page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map(({ finished }) => finished))
    await document.fonts.ready
  })
}

async function takePictures(parties) {
  const { executable, fonts } = await unpackChromium()
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? executable,
    args: ["--no-sandbox", "--disable-gpu", "--no-zygote", "--disable-background-networking"],
    env: { ...process.env, FONTCONFIG_PATH: fonts },
  })
  try {
    for (const [name, show] of Object.entries(PICTURES)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue
      const page = await newPage(browser, parties.store, name)
      const clip = await show(page, parties)
      await atRest(page)
      await page.screenshot({ path: path.join(TARGET, `${name}.png`), clip })
      await page.context().close()
      say(`docs/images/${name}.png`)
    }
  } finally {
    await browser.close()
  }
}

const toStop = []
async function stop() {
  for (const each of toStop.splice(0).reverse()) await each()
}
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => stop().then(() => process.exit(130)))
}

try {
  await installPlugin(path.join(DATA, "logs/build.log"))
  const simulator = await startSimulator({})
  toStop.push(() => simulator.close())
  simulator.control.account(VENDOR, { direct_refund: true })
  const port = await freePort()
  const shopUrl = `http://localhost:${port}`
  const store = await startAdminStore({
    gatewayUrl: simulator.url,
    shopUrl,
    options: OPTIONS,
    say,
  })
  toStop.push(() => store.stop())
  const { publishableKey, regions } = store.seeded
  const shop = await startShop({
    port,
    config: {
      backendUrl: store.url,
      publishableKey,
      regionId: regions[0].id,
      providers: PROVIDERS,
    },
  })
  toStop.push(() => shop.stop())
  const admin = await adminClient(store.url, store.login)
  const orders = await furnishShowcase({ store, admin, control: simulator.control })
  const { orderId: held } = await buy(
    { ...store, admin, control: simulator.control },
    "DEFERRED",
    1
  )
  say("the shop has a history")
  await takePictures({ store, shop, simulator, held, ...orders })
} finally {
  await stop()
}
