import { ceilingFor, ceilingsOf, limitOf } from "./ceilings"

const option = {
  ceiling_minor: { GBP: 20_000, JPY: 30_000, EUR: 1 },
  day_ceiling_minor: { GBP: 100_000, JPY: 10_000 },
}

it("has a ceiling only where both are given", () => {
  expect(ceilingsOf(option)).toEqual([
    { currency: "GBP", oneMinor: 20_000, dayMinor: 100_000 },
    { currency: "JPY", oneMinor: 30_000, dayMinor: 10_000 },
  ])
  expect(ceilingsOf(null)).toEqual([])
})

it("limits one refund by the smaller of the two", () => {
  const ceilings = ceilingsOf(option)
  expect(ceilingFor(ceilings, "gbp")).toMatchObject({ oneMinor: 20_000 })
  expect(ceilingFor(ceilings, "USD")).toBeUndefined()
  expect(ceilings.map(limitOf)).toEqual([20_000, 10_000])
})
