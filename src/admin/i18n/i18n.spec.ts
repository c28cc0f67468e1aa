import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import resources from "."

type Tree = { readonly [key: string]: string | Tree }

const flat = (tree: Tree, prefix = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[prefix + key, value] as [string, string]]
      : flat(value, `${prefix}${key}.`)
  )

const PLURAL = /_(zero|one|two|few|many|other)$/
const texts = (language: keyof typeof resources) =>
  new Map(flat(resources[language].sagepay as Tree))
const keysOf = (language: keyof typeof resources) =>
  [...new Set([...texts(language).keys()].map((key) => key.replace(PLURAL, "")))].sort()
const placeholders = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(file)
    else if (/\.tsx?$/.test(entry.name) && !entry.name.includes(".spec.")) yield file
  }
}

const english = texts("en")

describe.each(["de", "fr", "es"] as const)("the texts in %s", (language) => {
  it("are those of English", () => {
    expect(keysOf(language)).toEqual(keysOf("en"))
  })

  it("have the same gaps to fill, and none is empty", () => {
    for (const [key, text] of texts(language)) {
      const known = english.get(key) ?? english.get(key.replace(PLURAL, "_other")) ?? ""
      expect([key, placeholders(text)]).toEqual([key, placeholders(known)])
      expect([key, text.trim()]).not.toEqual([key, ""])
    }
  })
})

it("knows every text that is asked for by its whole name", () => {
  const keys = new Set(keysOf("en"))
  const asked = [...sources(path.resolve(__dirname, ".."))].flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\bt\(\s*"([\w.]+)"/g)].map(([, key]) => key)
  )
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter((key) => !keys.has(key!))).toEqual([])
})
