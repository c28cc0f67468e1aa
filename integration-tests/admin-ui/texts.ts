import de from "../../src/admin/i18n/de"
import en from "../../src/admin/i18n/en"
import es from "../../src/admin/i18n/es"
import fr from "../../src/admin/i18n/fr"

/** The texts as staff read them, so that a test finds what it looks for however it is worded. */

export const LANGUAGES = { en, de, fr, es } as const
export type Language = keyof typeof LANGUAGES

type Keys<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${Keys<Tree[Key]>}`
}[keyof Tree & string]
export type TextKey = Keys<typeof en>

let spoken: Language = "en"

/** The language of all texts from now on. */
export function speak(language: Language): void {
  spoken = language
}

export const language = (): Language => spoken

type Gaps = Readonly<Record<string, string | number>>
type Tree = { readonly [key: string]: string | Tree }

const GAP = /\{\{(\w+)\}\}/g

function raw(key: TextKey): string {
  const found = key
    .split(".")
    .reduce<string | Tree | undefined>(
      (tree, part) => (typeof tree === "object" ? tree[part] : undefined),
      LANGUAGES[spoken] as Tree
    )
  if (typeof found !== "string") throw new Error(`There is no text ${key}`)
  return found
}

/** With its gaps filled. */
export function text(key: TextKey, gaps: Gaps = {}): string {
  return raw(key).replace(GAP, (_, name: string) => {
    const filled = gaps[name]
    if (filled === undefined) throw new Error(`${key} has a gap ${name}`)
    return String(filled)
  })
}

/** With anything in the gaps that are not filled: for a text whose values the test does not know. */
export function like(key: TextKey, gaps: Gaps = {}): RegExp {
  const quoted = raw(key).split(GAP)
  const parts = quoted.map((part, index) =>
    index % 2 === 0 ? quote(part) : part in gaps ? quote(String(gaps[part])) : ".+"
  )
  return new RegExp(parts.join(""))
}

function quote(part: string): string {
  return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
}

/** Every text of a language, by its key. */
export function allTexts(language: Language): Map<string, string> {
  const flat = (tree: Tree, prefix: string): [string, string][] =>
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`)
    )
  return new Map(flat(LANGUAGES[language], ""))
}
