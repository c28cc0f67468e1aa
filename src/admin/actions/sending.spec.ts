import type { Fault } from "../lib/api"
import { failed, isFixed, isRefused, looking, pending, START, unknown } from "./sending"

const after = (kind: Fault["kind"], isUnanswered = kind === "unclear") =>
  failed({ kind, message: "words" }, isUnanswered)

it.each<[Fault["kind"], boolean]>([
  ["invalid", false],
  ["not_allowed", false],
  ["busy", false],
  ["declined", false],
  ["refused", false],
  ["partly", false],
  ["forbidden", false],
  ["not_found", false],
  ["not_sent", true],
  ["unclear", true],
])("after %s the form is fixed: %p", (kind, fixed) => {
  expect(isFixed(after(kind))).toBe(fixed)
  expect(isRefused(after(kind))).toBe(!fixed)
})

it("is fixed once nobody knows", () => {
  expect([START, looking(), pending(), unknown("words")].map(isFixed)).toEqual([
    false,
    false,
    false,
    true,
  ])
})

it("stays fixed while what was sent before is unanswered, whatever came after", () => {
  const loggedOut = after("forbidden", true)
  expect([isFixed(loggedOut), isRefused(loggedOut)]).toEqual([true, false])
})
