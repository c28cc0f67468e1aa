import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { BUILT_STORE, DATA, INSTALLED, PLUGIN, ROOT, STORE } from "./paths.mjs"
import { medusa, run } from "./processes.mjs"

/** Builds what is out of date, by a hash over the files that it is made from. */

const HASHES = path.join(DATA, "hashes")
const IGNORED = new Set(["node_modules", ".medusa"])

function* filesIn(entry) {
  if (!existsSync(entry)) return
  if (!statSync(entry).isDirectory()) {
    yield entry
    return
  }
  for (const name of readdirSync(entry).sort()) {
    if (!IGNORED.has(name)) yield* filesIn(path.join(entry, name))
  }
}

function hashOf(entries) {
  const hash = createHash("sha256")
  for (const file of entries.flatMap((entry) => [...filesIn(entry)])) {
    hash.update(path.relative(ROOT, file)).update("\0").update(readFileSync(file)).update("\0")
  }
  return hash.digest("hex")
}

async function whenChanged(name, hash, result, build) {
  const file = path.join(HASHES, name)
  const known = existsSync(file) ? readFileSync(file, "utf8") : undefined
  if (known === hash && existsSync(result)) return false
  await build()
  mkdirSync(HASHES, { recursive: true })
  writeFileSync(file, hash)
  return true
}

const PLUGIN_SOURCES = ["src", "package.json", "tsconfig.json"].map((name) => path.join(ROOT, name))
const STORE_SOURCES = ["src", "medusa-config.ts", "package.json", "tsconfig.json"].map((name) =>
  path.join(STORE, name)
)

export const pluginHash = () => hashOf(PLUGIN_SOURCES)

/** Builds the plugin and unpacks its tarball into the store, as an install from npm would. */
export function installPlugin(logFile) {
  return whenChanged("plugin", pluginHash(), path.join(INSTALLED, "package.json"), async () => {
    await medusa("Building the plugin", ["plugin:build"], { cwd: ROOT, logFile })
    const packed = mkdtempSync(path.join(tmpdir(), "packed-"))
    try {
      const npm = process.env.npm_execpath
      const pack = ["pack", "--ignore-scripts", "--pack-destination", packed]
      await run("Packing the plugin", npm ? process.execPath : "npm", npm ? [npm, ...pack] : pack, {
        cwd: ROOT,
        logFile,
      })
      const [tarball] = readdirSync(packed)
      rmSync(INSTALLED, { recursive: true, force: true })
      mkdirSync(INSTALLED, { recursive: true })
      const unpack = ["-xzf", path.join(packed, tarball), "-C", INSTALLED, "--strip-components=1"]
      await run(`Unpacking ${PLUGIN}`, "tar", unpack, { cwd: ROOT, logFile })
    } finally {
      rmSync(packed, { recursive: true, force: true })
    }
  })
}

/** Medusa's bundler seeks the plugin's styles from where it lies itself: in a store of its own they are neighbours. */
const BUILDING = { NODE_ENV: "production", NODE_PATH: path.dirname(INSTALLED) }

/** The store's own build, its admin included. */
export function buildStore(logFile) {
  const hash = hashOf(STORE_SOURCES) + pluginHash()
  return whenChanged("store", hash, path.join(BUILT_STORE, "public/admin/index.html"), () =>
    medusa("Building the store and its admin", ["build"], { cwd: STORE, env: BUILDING, logFile })
  )
}
