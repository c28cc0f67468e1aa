import { readFileSync } from "node:fs"
import path from "node:path"
import type { AxeResults } from "axe-core"
import type { Browser, BrowserContext, Locator, Page } from "playwright-core"
import type { AdminStore } from "../helpers/admin-store"
import { launchBrowser } from "../helpers/browser"
import type { Language } from "./texts"

/** Whoever works at the admin: logged in, at a screen of some width, light or dark, in a language. */

export type Look = {
  readonly width?: 1280 | 390
  readonly theme?: "light" | "dark"
  readonly language?: Language
}

export type Staff = {
  /** Logged in, on a blank page; pages of one look are tabs of one browser. */
  sitDown(look?: Look): Promise<Page>
  /** What went wrong in a page without anybody seeing it, since the last call. */
  mishaps(): string[]
  goHome(): Promise<void>
}

/** Far more than a quiet machine needs: what is waited for ends the wait. */
const PATIENCE_MS = 60_000

/** The fields of a cookie that do not matter here. */
const COOKIE = {
  domain: "localhost",
  path: "/",
  expires: -1,
  httpOnly: false,
  secure: false,
  sameSite: "Lax",
} as const

type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>

export async function hireStaff(store: AdminStore): Promise<Staff> {
  const browser = await launchBrowser()
  const cookies = await logIn(browser, store)
  const desks = new Map<string, BrowserContext>()
  const mishaps: string[] = []

  async function furnish({ width, theme, language }: Required<Look>): Promise<BrowserContext> {
    const remembered = { lng: language, medusa_admin_theme: theme }
    const context = await browser.newContext({
      baseURL: store.url,
      storageState: {
        cookies: [...cookies, { ...COOKIE, name: "lng", value: language }],
        origins: [
          {
            origin: store.url,
            localStorage: Object.entries(remembered).map(([name, value]) => ({ name, value })),
          },
        ],
      },
      viewport: { width, height: 900 },
      colorScheme: theme,
      reducedMotion: "reduce",
      timezoneId: "Europe/London",
    })
    context.setDefaultTimeout(PATIENCE_MS)
    context.on("weberror", (error) => mishaps.push(error.error().message))
    return context
  }

  return {
    sitDown: async ({ width = 1280, theme = "light", language = "en" } = {}) => {
      const name = `${width} ${theme} ${language}`
      const context = desks.get(name) ?? (await furnish({ width, theme, language }))
      desks.set(name, context)
      return context.newPage()
    },
    mishaps: () => mishaps.splice(0),
    goHome: () => browser.close(),
  }
}

/** By the API, as the dashboard's own form does it. */
async function logIn(browser: Browser, { url, login }: AdminStore): Promise<Cookies> {
  const context = await browser.newContext({ baseURL: url })
  const { request } = context
  const { token } = (await (
    await request.post("/auth/user/emailpass", { data: login })
  ).json()) as { token: string }
  await request.post("/auth/session", { headers: { authorization: `Bearer ${token}` } })
  const cookies = await context.cookies()
  await context.close()
  return cookies
}

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8")

type Axe = { run(context: Element, options: object): Promise<AxeResults> }

/** What keeps people from using this part of the page, in axe's words; only what is serious or worse. */
export async function barriersIn(part: Locator): Promise<string[]> {
  await part.page().evaluate(AXE)
  return part.evaluate(async (element) => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const { violations } = await axe.run(element, { resultTypes: ["violations"] })
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, any }) => {
          const [first] = any
          return `${id}: ${help}: ${first?.message ?? ""}: ${html.slice(0, 200)}`
        })
      )
  })
}

/** What of this part of the page lies beyond the screen's right edge, and cannot be scrolled to within the part. */
export async function beyondTheEdge(part: Locator): Promise<string[]> {
  return part.evaluate((root) => {
    const isSeen = (element: Element) =>
      element.checkVisibility() && getComputedStyle(element).clip === "auto"
    const scrolls = (element: Element) =>
      /auto|scroll/.test(getComputedStyle(element).overflowX) &&
      element.getBoundingClientRect().right <= innerWidth
    const isHeld = (element: Element): boolean =>
      !isSeen(element) ||
      (element !== root &&
        element.parentElement !== null &&
        ((element.parentElement !== root && scrolls(element.parentElement)) ||
          isHeld(element.parentElement)))
    const wide = [root, ...root.querySelectorAll("*")]
      .filter((element) => Math.floor(element.getBoundingClientRect().right) > innerWidth)
      .filter((element) => !isHeld(element))
      .map(({ tagName, textContent }) => `${tagName}: ${textContent?.slice(0, 60) ?? ""}`)
    const beyond = root.scrollWidth - root.clientWidth
    return beyond > 0 ? [`${beyond} px to scroll`, ...wide] : wide
  })
}

/** Nothing moves any more and nothing is pointed at: what slides in or fades is judged by how it ends. */
export async function atRest(part: Locator): Promise<Locator> {
  await part.page().mouse.move(0, 0)
  await part.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
  return part
}

const BUNDLE = path.resolve(
  __dirname,
  "../../demo/store/node_modules/medusa-payment-sagepay/.medusa/server/src/admin/index.js"
)

/** The plugin's classes that no style sheet has a rule for: misspelt, or the store's build has not seen its files. */
export async function unstyled(part: Locator): Promise<string[]> {
  const without = await part.evaluate((root) => {
    const rulesOf = (rules: CSSRuleList): string[] =>
      [...rules].flatMap((rule) => [
        rule instanceof CSSStyleRule ? rule.selectorText : "",
        ...("cssRules" in rule ? rulesOf(rule.cssRules as CSSRuleList) : []),
      ])
    const styles = [...document.styleSheets].flatMap((sheet) => rulesOf(sheet.cssRules)).join(" ")
    const elements = [root, ...root.querySelectorAll("*")]
    const classes = new Set(elements.flatMap((element) => [...element.classList]))
    return [...classes].filter((name) => !styles.includes(`.${CSS.escape(name)}`))
  })
  // Medusa's own components have some that mean nothing.
  const ours = new Set(readFileSync(BUNDLE, "utf8").split(/[\s"'`]+/))
  return without.filter((name) => ours.has(name)).map((name) => `no style: ${name}`)
}
