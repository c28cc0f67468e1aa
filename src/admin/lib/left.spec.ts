import { leftWith } from "./left"
import type { Texts } from "./texts"

const toast = { warning: jest.fn(), error: jest.fn() }
jest.mock("@medusajs/ui", () => ({
  get toast() {
    return toast
  },
}))

const t = ((key: string) => key) as unknown as Texts["t"]
const of = { description: "words" }

it("a form that was left says what became of it, and where to look when nobody knows", () => {
  leftWith(t, { kind: "unclear", message: "words" })
  // Logged out meanwhile; what was sent before is unanswered all the same.
  leftWith(t, { kind: "forbidden", message: "words" }, true)
  leftWith(t, { kind: "declined", message: "words" })
  expect(toast.warning.mock.calls).toEqual([
    ["common.left_unclear", of],
    ["common.left_unclear", of],
  ])
  expect(toast.error.mock.calls).toEqual([["common.fault.declined", of]])
})
