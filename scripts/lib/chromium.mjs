import { mkdirSync, mkdtempSync, existsSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"

/** The package's own file names folders of a server that this is not: without fonts no text has a size. */
const fontsConf = (folder) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/cache</cachedir>
</fontconfig>
`

/**
 * Unpacks the Chromium that the package @sparticuz/chromium brings into a folder of this user's own
 * and of this version, once. Unpacked beside it and renamed, so that two runs never see a half.
 *
 * @returns {Promise<{ executable: string, libraries: string, fonts: string }>} `libraries` are those
 *   that a machine without any desktop package lacks
 */
export async function unpackChromium() {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium")
  const { version } = createRequire(entry)("../package.json")
  const parent = path.join(tmpdir(), `chromium-of-${process.getuid?.() ?? "user"}`)
  const home = path.join(parent, version)
  if (!existsSync(home)) {
    mkdirSync(parent, { recursive: true, mode: 0o700 })
    const making = mkdtempSync(path.join(parent, "making-"))
    process.env.TMPDIR = making
    const { default: chromium, inflate } = await import("@sparticuz/chromium")
    await chromium.executablePath()
    await inflate(path.join(path.dirname(entry), "../bin/al2023.tar.br"))
    writeFileSync(path.join(making, "fonts/fonts.conf"), fontsConf(path.join(home, "fonts")))
    try {
      renameSync(making, home)
    } catch (error) {
      if (!existsSync(home)) throw error
      rmSync(making, { recursive: true, force: true })
    }
  }
  return {
    executable: path.join(home, "chromium"),
    libraries: path.join(home, "al2023", "lib"),
    fonts: path.join(home, "fonts"),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await unpackChromium()))
}
