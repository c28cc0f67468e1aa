import { REFUSAL_CODES } from "../../protocol/refusals"
import resources from "../i18n"
import type { Texts } from "../lib/texts"
import { undecided } from "./__fixtures__/subjects"
import { ACTIONS } from "./table"
import { MIT_TYPES } from "./mit"
import { refusalText } from "./refusal"

const { actions } = resources.en.sagepay

it("has words for each reason, and for nothing else", () => {
  expect(Object.keys(actions.refused).sort()).toEqual([...REFUSAL_CODES].sort())
})

it("has words for each action and each reason to charge again", () => {
  const words = [...ACTIONS.map(({ action }) => action), "VOID_credit"].sort()
  for (const texts of [actions.names, actions.confirm, actions.done]) {
    expect(Object.keys(texts).sort()).toEqual(words)
  }
  expect(Object.keys(actions.mit)).toEqual(MIT_TYPES)
})

it("fills in what it speaks of; the server's own words stand in for what is not known here", () => {
  const asked: [string, unknown][] = []
  const texts = {
    t: (key: string, options?: object) => {
      asked.push([key, options])
      return key
    },
    money: (minor: number, currency: string) => `${minor} ${currency}`,
  } as unknown as Texts
  expect(refusalText(texts, undecided)).toBe("actions.refused.undecided")
  expect(asked.at(-1)?.[1]).toEqual({
    amount: "500 gbp",
    what: "actions.what.refund",
    defaultValue: undecided.reason,
  })
  expect(refusalText(texts, "policy")).toBe("actions.not_yours")
})
