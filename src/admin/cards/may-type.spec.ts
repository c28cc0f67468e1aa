import type { Settings } from "../lib/types"
import { mayType } from "./may-type"

const settings = (manual: boolean, direct_refund: boolean, ceilings: object | null) =>
  ({ may: { manual, direct_refund }, options: { direct_refund: ceilings } }) as unknown as Settings

it("shows nothing before it is known", () => {
  expect(mayType("manual", undefined)).toBe(false)
})

it("shows what is allowed, and a direct refund only where it is switched on", () => {
  const on = { ceiling_minor: { GBP: 1 }, day_ceiling_minor: { GBP: 1 } }
  expect(mayType("manual", settings(true, false, null))).toBe(true)
  expect(mayType("manual", settings(false, true, on))).toBe(false)
  expect(mayType("direct_refund", settings(true, true, on))).toBe(true)
  expect(mayType("direct_refund", settings(true, true, null))).toBe(false)
  expect(mayType("direct_refund", settings(true, false, on))).toBe(false)
})
