import type { Locator } from "playwright-core"
import { shownOf, stockUp, type Stock } from "./pages"
import { atRest, barriersIn, beyondTheEdge, unstyled, type Look } from "./staff"
import type { Suite } from "./suite"

/** Everybody can use every page: with a screen reader, by day and by night, on a telephone. */
export function reach(suite: Suite): void {
  let stock: Stock | undefined
  beforeAll(async () => {
    stock = await stockUp(suite)
  })
  // Else the shop's own sweep would soon find out what nobody knows, and take it off the list.
  beforeEach(() => suite.hideReports())
  const shown = shownOf(() => {
    if (!stock) throw new Error("There is nothing to show yet")
    return stock
  })

  /** Of every page, what was found there; those without anything are left out. */
  async function findings(look: Look, ...finders: ((part: Locator) => Promise<string[]>)[]) {
    const page = await suite.sitDown(look)
    const found: Record<string, string[]> = {}
    for (const { name, open } of shown) {
      const part = await atRest(await open(page))
      for (const find of finders) {
        const here = await find(part)
        if (here.length > 0) found[name] = [...(found[name] ?? []), ...here]
      }
    }
    return found
  }

  it("nothing bars the way, and the store's build has a style for every class", async () => {
    expect(await findings({}, barriersIn, unstyled)).toEqual({})
  })

  it("nothing bars the way in the dark", async () => {
    expect(await findings({ theme: "dark" }, barriersIn)).toEqual({})
  })

  it("nothing lies beyond the edge of a telephone", async () => {
    expect(await findings({ width: 390 }, beyondTheEdge)).toEqual({})
  })
}
