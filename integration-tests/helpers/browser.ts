import { execFile } from "node:child_process"
import path from "node:path"
import { promisify } from "node:util"
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core"

type Unpacked = { executable: string; libraries: string; fonts: string }

const UNPACK = path.resolve(__dirname, "../../scripts/lib/chromium.mjs")

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--no-zygote",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]

/** Launches the packaged Chromium, or the one that CHROMIUM_PATH names. */
export async function launchBrowser(): Promise<Browser> {
  const given = process.env.CHROMIUM_PATH
  if (given) return chromium.launch({ executablePath: given, args: FLAGS })

  // In a process of its own: the package is an ES module and unpacks to where TMPDIR points.
  const { stdout } = await promisify(execFile)(process.execPath, [UNPACK])
  const unpacked = JSON.parse(stdout) as Unpacked
  const launch = (libraryPath: string | undefined) =>
    chromium.launch({
      executablePath: unpacked.executable,
      args: FLAGS,
      env: {
        ...process.env,
        FONTCONFIG_PATH: unpacked.fonts,
        ...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}),
      },
    })
  try {
    return await launch(process.env.LD_LIBRARY_PATH)
  } catch (cause) {
    if (!String(cause).includes("shared libraries")) throw cause
    return launch([unpacked.libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(":"))
  }
}

export type BrowserSession = { browser: Browser; context: BrowserContext; page: Page }

/** A fresh visitor: no cookies of an earlier one. */
export async function newVisitor(browser: Browser): Promise<BrowserSession> {
  const context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  return { browser, context, page }
}
