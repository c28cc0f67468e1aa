import texts from "../i18n/en/bulk.json"
import { doneOf, finishedSince, openIds, percentOf, shownBulk } from "./progress"
import type { Bulk, ItemStatus } from "./types"

const NOW = new Date("2026-11-21T12:00:00Z")
const COUNTS: Record<ItemStatus, number> = {
  waiting: 0,
  working: 0,
  captured: 0,
  nothing: 0,
  failed: 0,
}

const bulk = (id: string, hour: number, counts: Partial<Bulk["counts"]>, isDone = true): Bulk => ({
  id,
  status: isDone ? "done" : "open",
  total: Object.values(counts).reduce((sum, count) => sum + count, 0),
  counts: { ...COUNTS, ...counts },
  actor: "user_1",
  created_at: new Date(NOW.getTime() - hour * 3_600_000).toISOString(),
  finished_at: isDone ? new Date(NOW.getTime() - hour * 3_600_000).toISOString() : null,
})

it.each([
  [{ waiting: 3 }, 0, 0],
  [{ waiting: 1, working: 1, captured: 2, nothing: 1, failed: 1 }, 4, 66],
  [{ captured: 199, working: 1 }, 199, 99],
  [{ captured: 2, failed: 1 }, 3, 100],
  [{}, 0, 100],
])("%j: %d done, %d %%", (counts, done, percent) => {
  const given = bulk("one", 1, counts)
  expect([doneOf(given), percentOf(given)]).toEqual([done, percent])
})

describe("what the header tells of", () => {
  const running = bulk("running", 30, { waiting: 1 }, false)
  const later = bulk("later", 20, { working: 1 }, false)
  const failed = bulk("failed", 1, { failed: 2 })
  const old = bulk("old", 25, { failed: 1 })
  const fine = bulk("fine", 0.5, { captured: 9 })

  it.each([
    ["the newest that is under way", [fine, running, later, failed], "later"],
    ["else what failed within a day", [fine, old, failed], "failed"],
    ["else nothing", [fine, old], undefined],
  ])("%s", (_, bulks, id) => {
    expect(shownBulk(bulks, NOW)?.id).toBe(id)
  })
})

it("tells of an end once, and only of those that were seen under way", () => {
  const begun = [bulk("one", 1, { waiting: 1 }, false), bulk("two", 2, { captured: 1 })]
  const ended = [bulk("one", 1, { captured: 1 }), bulk("two", 2, { captured: 1 })]
  expect(finishedSince(new Set(), begun)).toEqual([])
  expect(finishedSince(openIds(begun), ended).map(({ id }) => id)).toEqual(["one"])
  expect(finishedSince(openIds(ended), ended)).toEqual([])
})

it("has a word for every status", () => {
  expect(Object.keys(texts.status).sort()).toEqual(Object.keys(COUNTS).sort())
})
