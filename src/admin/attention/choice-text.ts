/** What a kind and its choices are called in the dashboard's language; the server's own words for what is not known here. */
import type { Texts } from "../lib/texts"
import type { AttentionEntry } from "../lib/types"
import type { Choice } from "./choices"

type T = Texts["t"]

export function kindText(t: T, { kind, title, meaning }: AttentionEntry) {
  const own = `attention.kinds.${kind}`
  return {
    title: t(`${own}.title`, { defaultValue: title }),
    meaning: t(`${own}.meaning`, { defaultValue: meaning }),
  }
}

/** Where the same choice does something else for one kind, that kind has words of its own. */
export function choiceKeys(kind: string, id: string, part: "label" | "what"): string[] {
  return [`attention.kinds.${kind}.choices.${id}.${part}`, `attention.choices.${id}.${part}`]
}

export function choiceText(t: T, kind: string, choice: Pick<Choice, "id" | "label" | "what">) {
  return {
    label: t(choiceKeys(kind, choice.id, "label"), { defaultValue: choice.label }),
    what: t(choiceKeys(kind, choice.id, "what"), { defaultValue: choice.what }),
  }
}
