import { ATTENTION, choicesOf } from "../../modules/sagepay/attention"
import english from "../i18n/en/attention.json"
import { choiceKeys } from "./choice-text"
import { SHOWN_FACTS } from "./facts"
import { fieldsOf } from "./fields"
import { IS_GOOD, type Outcome } from "./outcome"

type Tree = { readonly [key: string]: string | Tree }

const flat = (tree: Tree, prefix: string): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[`${prefix}.${key}`, value] as [string, string]]
      : flat(value, `${prefix}.${key}`)
  )
const texts = new Map(flat(english, "attention"))

const PARTS = ["label", "what"] as const
const offered = Object.keys(ATTENTION).flatMap((kind) =>
  choicesOf(kind).flatMap((choice) => PARTS.map((part) => ({ kind, choice, part })))
)
const keyOf = ({ kind, choice, part }: (typeof offered)[number]) =>
  choiceKeys(kind, choice.id, part).find((key) => texts.has(key))

it("has a title and a meaning for every kind, and for no other", () => {
  expect(Object.keys(english.kinds).sort()).toEqual(Object.keys(ATTENTION).sort())
  for (const text of Object.values(english.kinds)) {
    expect(text).toEqual(
      expect.objectContaining({ title: expect.any(String), meaning: expect.any(String) })
    )
  }
})

it("has the words for every choice of every kind, and no others", () => {
  const used = offered.map(keyOf)
  expect(used).not.toContain(undefined)
  const written = [...texts.keys()].filter((key) => /\.choices\./.test(key))
  expect([...new Set(used)].sort()).toEqual(written.sort())
})

it("says different things where the server does", () => {
  for (const one of offered) {
    for (const other of offered) {
      const isSame = one.choice.id === other.choice.id && one.part === other.part
      if (!isSame || one.choice[one.part] === other.choice[other.part]) continue
      expect([one.kind, texts.get(keyOf(one)!)]).not.toEqual([one.kind, texts.get(keyOf(other)!)])
    }
  }
})

it("has a label for every field of every form, and no others", () => {
  const names = offered.flatMap(({ choice }) => {
    const properties = Object.fromEntries(
      Object.entries(choice.body).map(([name, { required: _, ...field }]) => [name, field])
    )
    const body = { type: "object", properties, required: [], additionalProperties: false } as const
    return fieldsOf({ body }).map(({ name }) => name)
  })
  expect(Object.keys(english.fields).sort()).toEqual([...new Set(names)].sort())
})

it("has a name for every fact that is shown, and no others", () => {
  expect(Object.keys(english.facts).sort()).toEqual(Object.keys(SHOWN_FACTS).sort())
})

it("says what became of it, whatever did", () => {
  const all: Record<Outcome["is"], true> = {
    done: true,
    recorded: true,
    settled: true,
    decided: true,
    undecided: true,
    still_open: true,
    level_later: true,
    unknown: true,
  }
  expect(Object.keys(english.outcomes).sort()).toEqual(Object.keys(all).sort())
  expect(IS_GOOD.has("unknown")).toBe(false)
})
