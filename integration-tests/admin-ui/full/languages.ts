import { shownOf, stockUp, type Stock } from "../pages"
import { atRest } from "../staff"
import type { Suite } from "../suite"
import { allTexts, LANGUAGES, speak, type Language } from "../texts"

/** What a text is called, where the text itself should stand: `common.close`, `sagepay.area.title`. */
const areas = Object.keys(LANGUAGES.en).join("|")
const RAW = new RegExp(`(?<![\\w.-])(?:sagepay|${areas})\\.[a-z]\\w*(?:\\.\\w+)*`, "g")

/** Short words are the same in many languages, or names. */
const MIN_LENGTH = 16

/** Every page in every language: no text is missing, and none is in English by mistake. */
export function languages(suite: Suite): void {
  let stock: Stock | undefined
  beforeAll(async () => {
    stock = await stockUp(suite)
  })
  beforeEach(() => suite.hideReports())
  afterEach(() => speak("en"))
  const shown = shownOf(() => {
    if (!stock) throw new Error("There is nothing to show yet")
    return stock
  })

  /** Of English, what this language says otherwise. */
  const english = (language: Language) => {
    const own = allTexts(language)
    return [...allTexts("en")]
      .filter(([key, text]) => text !== own.get(key) && !text.includes("{{"))
      .map(([, text]) => text)
      .filter((text) => text.length >= MIN_LENGTH)
  }

  it.each(Object.keys(LANGUAGES) as Language[])("in %s", async (language) => {
    speak(language)
    const foreign = new Set(english(language))
    const page = await suite.sitDown({ language })
    const found: Record<string, string[]> = {}
    for (const { name, open } of shown) {
      const part = await atRest(await open(page))
      const names = await part
        .locator("[aria-label], [placeholder]")
        .evaluateAll((elements) =>
          elements.flatMap((element) =>
            ["aria-label", "placeholder"].map((attribute) => element.getAttribute(attribute) ?? "")
          )
        )
      const lines = [...(await part.innerText()).split("\n"), ...names].map((line) => line.trim())
      const wrong = lines.filter(
        (line) => line.match(RAW) !== null || line.includes("{{") || foreign.has(line)
      )
      if (wrong.length > 0) found[name] = wrong
    }
    expect(found).toEqual({})
  })
}
