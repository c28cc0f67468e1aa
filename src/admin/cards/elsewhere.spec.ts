import { repeatsCard } from "./elsewhere"

it("finds the number that was typed, whatever stands between its digits", () => {
  expect(repeatsCard("4929.0000.0000.6", "4929 0000 0000 6")).toBe(true)
  expect(repeatsCard("Flat 4929000000006 a", "4929 0000 0000 6")).toBe(true)
  expect(repeatsCard("020 7946 0958", "4929 0000 0000 6")).toBe(false)
  expect(repeatsCard("49", "4929")).toBe(false)
})
