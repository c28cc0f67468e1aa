import { holdEnd } from "./hold-end"

const now = new Date("2026-11-20T12:00:00.000Z")

it.each([
  ["2026-12-20T12:00:00.000Z", { when: "later", days: 30 }],
  ["2026-11-25T12:00:01.000Z", { when: "later", days: 6 }],
  ["2026-11-25T12:00:00.000Z", { when: "soon", days: 5 }],
  ["2026-11-21T12:00:01.000Z", { when: "soon", days: 2 }],
  ["2026-11-21T12:00:00.000Z", { when: "last_day", days: 1 }],
  ["2026-11-20T12:00:00.001Z", { when: "last_day", days: 1 }],
  ["2026-11-20T12:00:00.000Z", { when: "over", days: 0 }],
  ["2026-11-01T12:00:00.000Z", { when: "over", days: 0 }],
])("a hold that ends at %s", (end, said) => {
  expect(holdEnd(end, now)).toEqual(said)
})
