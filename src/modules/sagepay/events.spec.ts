import { readFileSync } from "node:fs"
import { join } from "node:path"
import { DECLINED, EVENT_FIELDS, TOLD_AS } from "./events"

/** docs/events.md is what others build on: it has every event and every field, and no others. */

const DOCS = readFileSync(join(__dirname, "../../../docs/events.md"), "utf8")
const rows = [...DOCS.matchAll(/^\| `([a-z_.]+)` \| (.*) \|$/gm)]
const documented = (isEvent: boolean) =>
  rows.map(([, name]) => name ?? "").filter((name) => name.startsWith("sagepay.") === isEvent)

it("its events are those that are told", () => {
  expect(documented(true).sort()).toEqual([...new Set(Object.values(TOLD_AS)), DECLINED].sort())
})

it("its fields are those that they carry, and the id of the delivery", () => {
  expect(documented(false)).toEqual([...EVENT_FIELDS, "event_id"])
})

it.each(Object.entries(TOLD_AS))("%s is named where %s is", (verb, event) => {
  const [, , told] = rows.find(([, name]) => name === event) ?? []
  const atCheckout = ["PAYMENT", "DEFERRED", "AUTHENTICATE"].includes(verb)
  expect(told).toContain(atCheckout ? "a payment at checkout" : verb)
})
