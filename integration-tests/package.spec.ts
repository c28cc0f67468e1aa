import { execFile } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import path from "node:path"
import { promisify } from "node:util"
import { gunzipSync } from "node:zlib"
import { allows, filesBelow, packagesOf } from "./helpers/packages"

const ROOT = path.resolve(__dirname, "..")
const PLUGIN = "medusa-payment-sagepay"
const exec = promisify(execFile)

type Packed = { filename: string; files: { path: string; mode: number }[] }
type Manifest = {
  name: string
  version: string
  keywords: string[]
  bin: Record<string, string>
  exports: Record<string, string | Record<string, string>>
  engines: { node: string }
  peerDependencies: Record<string, string>
  dependencies: Record<string, string>
}

const read = (...file: string[]) => readFileSync(path.join(...file), "utf8")
const manifest = JSON.parse(read(ROOT, "package.json")) as Manifest
const { dependencies, peerDependencies } = manifest

describe("package-lock.json", () => {
  const lock = JSON.parse(read(ROOT, "package-lock.json")) as {
    packages: Record<string, { resolved?: string; extraneous?: boolean; link?: boolean }>
  }

  it("names no registry, and nothing that `npm ci` would leave out", () => {
    const wrong = Object.entries(lock.packages).filter(
      ([, entry]) => entry.resolved !== undefined || entry.extraneous
    )
    expect(wrong).toEqual([])
  })
})

describe("the admin's pages", () => {
  const dashboard = JSON.parse(read(ROOT, "node_modules/@medusajs/dashboard/package.json")) as {
    dependencies: Record<string, string>
  }

  it("import only what is a peer", () => {
    const files = filesBelow(path.join(ROOT, "src/admin"), /^(?!.*\.spec\.).*\.tsx?$/)
    expect(files.length).toBeGreaterThan(10)
    const imported = files.flatMap((file) =>
      packagesOf(file).map((name) => ({ name, in: path.relative(ROOT, file) }))
    )
    expect(imported.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["react", "@medusajs/ui", "@medusajs/admin-sdk"])
    )
    expect(imported.filter(({ name }) => !(name in peerDependencies))).toEqual([])
  })

  it("share the dashboard's own copies: each peer allows the release that it brings", () => {
    const shared = Object.entries(dashboard.dependencies).filter(
      ([name]) => name in peerDependencies
    )
    expect(shared.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        "@medusajs/icons",
        "@medusajs/js-sdk",
        "@medusajs/ui",
        "@tanstack/react-query",
        "react",
        "react-dom",
        "react-i18next",
        "react-router-dom",
      ])
    )
    for (const [name, release] of shared) {
      const range = peerDependencies[name]!
      expect([name, range, release, allows(range, release)]).toEqual([name, range, release, true])
    }
  })
})

/** What a merchant's `npm install` would put into node_modules, beside the repository's own. */
describe("the packed plugin", () => {
  let home: string
  let installed: string
  let packed: Packed

  const node = (code: string, cwd = home) =>
    exec(process.execPath, ["-e", code], { cwd, env: { ...process.env, NODE_OPTIONS: "" } })

  beforeAll(async () => {
    await exec(process.execPath, ["node_modules/@medusajs/cli/cli.js", "plugin:build"], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: "" },
    })
    const cache = path.join(ROOT, "node_modules/.cache")
    mkdirSync(cache, { recursive: true })
    home = mkdtempSync(path.join(cache, "packed-plugin-"))
    const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", home]
    const npm = process.env.npm_execpath
    const { stdout } = npm
      ? await exec(process.execPath, [npm, ...pack], { cwd: ROOT })
      : await exec("npm", pack, { cwd: ROOT })
    packed = Object.values(JSON.parse(stdout) as Record<string, Packed>)[0]!
    installed = path.join(home, "node_modules", PLUGIN)
    mkdirSync(installed, { recursive: true })
    const tarball = path.join(home, packed.filename)
    await exec("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"])
    writeFileSync(path.join(home, "package.json"), '{ "name": "a-store", "private": true }')
  })

  afterAll(() => {
    if (home) rmSync(home, { recursive: true, force: true })
  })

  it("holds the built plugin and nothing of the workshop", () => {
    const files = packed.files.map((file) => file.path)
    expect(files).toEqual(expect.arrayContaining(["package.json", "LICENSE"]))
    const allowed = /^(package\.json|README\.md|LICENSE|\.medusa\/server\/src\/.+)$/
    expect(files.filter((file) => !allowed.test(file))).toEqual([])
    expect(files.filter((file) => /spec\.|__fixtures__|\.tsx?$/.test(file))).toEqual(
      files.filter((file) => file.endsWith(".d.ts") && !file.includes("spec."))
    )
  })

  it("names no file of this machine", () => {
    const tar = gunzipSync(readFileSync(path.join(home, packed.filename)))
    expect(tar.includes(ROOT)).toBe(false)
  })

  it("has the keywords by which Medusa's catalogue finds it", () => {
    expect(manifest.keywords).toEqual(
      expect.arrayContaining([
        "medusa-v2",
        "medusa-plugin",
        "medusa-plugin-integration",
        "medusa-plugin-payment",
      ])
    )
  })

  it("asks for Medusa and what its dashboard has as peers, and for no exact release", () => {
    for (const [name, range] of Object.entries(peerDependencies)) {
      expect(name).toMatch(/^(@medusajs\/.+|@tanstack\/react-query|react(-.+)?)$/)
      expect(range).toMatch(/^\^\d/)
    }
    expect(Object.keys(dependencies).filter((name) => name in peerDependencies)).toEqual([])
    expect(Object.keys(dependencies).filter((name) => name.startsWith("@medusajs/"))).toEqual([])
  })

  it("has an admin that imports nothing but peers and what it brings, and no part of Node", () => {
    const files = filesBelow(path.join(installed, ".medusa/server/src/admin"), /\.m?js$/)
    expect(files.map((file) => path.basename(file))).toEqual(
      expect.arrayContaining(["index.js", "index.mjs"])
    )
    const imported = [...new Set(files.flatMap(packagesOf))].sort()
    expect(imported).toEqual(expect.arrayContaining(["react", "@medusajs/ui"]))
    const present = [...Object.keys(peerDependencies), ...Object.keys(dependencies)]
    expect(imported.filter((name) => !present.includes(name))).toEqual([])
    expect(imported.filter((name) => isBuiltin(name))).toEqual([])
  })

  it("has an admin that Medusa's bundler finds, beside the files that it takes the styles from", async () => {
    const { stdout } = await node(`process.stdout.write(require.resolve("${PLUGIN}/admin"))`)
    expect(stdout).toBe(path.join(installed, ".medusa/server/src/admin/index.js"))
  })

  it("resolves every export to a file that is there, with its types", () => {
    for (const [name, target] of Object.entries(manifest.exports)) {
      const targets = typeof target === "string" ? [target] : Object.values(target)
      for (const file of targets) {
        const real = file.replace("*", "sagepay")
        expect([name, real, existsSync(path.join(installed, real))]).toEqual([name, real, true])
        // The dashboard's bundler reads it, and no TypeScript.
        if (name === "./admin") continue
        const types = real.replace(/\.js$/, ".d.ts")
        expect([name, existsSync(path.join(installed, types))]).toEqual([name, true])
      }
    }
  })

  it.each([
    ["gateway", "createGateway"],
    ["simulator", "startSimulator"],
    ["modules/sagepay", "default"],
    ["providers/sagepay", "default"],
    [".medusa/server/src/modules/sagepay", "default"],
  ])("gives %s to require and to import", async (entry, name) => {
    const code = `
      const required = require("${PLUGIN}/${entry}")
      import("${PLUGIN}/${entry}").then((imported) => {
        process.stdout.write(JSON.stringify([typeof required.${name}, "${name}" in imported]))
      })`
    const { stdout } = await node(code)
    expect(JSON.parse(stdout)).toEqual([expect.stringMatching(/function|object/), true])
  })

  it("gives the gateway and the simulator without loading Medusa", async () => {
    const code = `
      require("${PLUGIN}/gateway")
      require("${PLUGIN}/simulator")
      const medusa = Object.keys(require.cache).filter((file) => file.includes("@medusajs"))
      process.stdout.write(JSON.stringify(medusa))`
    const { stdout } = await node(code)
    expect(JSON.parse(stdout)).toEqual([])
  })

  it("has types that a strict TypeScript project accepts", async () => {
    writeFileSync(
      path.join(home, "consumer.ts"),
      `import { createGateway, type Outcome } from "${PLUGIN}/gateway"
       import { startSimulator } from "${PLUGIN}/simulator"
       export async function refund(): Promise<Outcome<"VOID">> {
         const simulator = await startSimulator()
         const gateway = createGateway({ vendor: "testvendor", host: simulator.url })
         return gateway.send("VOID", {
           VendorTxCode: "a", VPSTxId: "b", SecurityKey: "c", TxAuthNo: "d",
         })
       }`
    )
    const flags = ["--noEmit", "--strict", "--module", "node16", "--moduleResolution", "node16"]
    const tsc = path.join(ROOT, "node_modules/typescript/bin/tsc")
    const args = [tsc, ...flags, "--types", "node", "--target", "es2022", "consumer.ts"]
    const { stdout } = await exec(process.execPath, args, { cwd: home }).catch(
      (error: { stdout: string }) => error
    )
    expect(stdout).toBe("")
  })

  it("has a simulator command", async () => {
    const command = path.join(installed, manifest.bin["sagepay-simulator"]!)
    expect(readFileSync(command, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/)
    const { stdout } = await exec(process.execPath, [command, "--help"])
    expect(stdout).toContain("--port")
  })
})
