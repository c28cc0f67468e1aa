import { countText } from "./attention-count"

it.each([
  [undefined, undefined],
  [0, undefined],
  [1, "1"],
  [99, "99"],
  [100, "99+"],
])("writes %p as %p", (count, text) => {
  expect(countText(count)).toBe(text)
})
