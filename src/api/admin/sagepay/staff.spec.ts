import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { adminMiddlewares } from "../middlewares"
import { lockingTest, regionsTest, workerTest } from "./self-test/medusa"
import { isNamed } from "./staff"

const ann = { id: "user_1", email: "Ann@shop.test" }
const key = { id: "apk_1", email: null }
const ceilings = { ceiling_minor: { GBP: 1 }, day_ceiling_minor: { GBP: 1 } }

describe("whom the option names", () => {
  it.each([
    ["no list: everybody", {}, ann, true],
    ["by address", { staff: { manual: ["Ann@shop.test"] } }, ann, true],
    [
      "an address in another case is another user's",
      { staff: { manual: ["ann@shop.test"] } },
      ann,
      false,
    ],
    ["by id", { staff: { manual: ["user_1"] } }, ann, true],
    ["not on the list", { staff: { manual: ["bob@shop.test", "user_2"] } }, ann, false],
    ["an empty list: nobody", { staff: { manual: [] } }, ann, false],
    ["a list of the other kind", { staff: { direct_refund: [] } }, ann, true],
    ["an id is not compared loosely", { staff: { manual: ["USER_1"] } }, ann, false],
    ["a program with a key", { staff: { manual: ["ann@shop.test"] } }, key, false],
  ])("manual, %s", (_what, options, person, expected) => {
    expect(isNamed("manual", options, person)).toBe(expected)
  })

  it.each([
    ["switched off", {}, false],
    ["switched on", { direct_refund: ceilings }, true],
    ["named", { direct_refund: ceilings, staff: { direct_refund: ["user_1"] } }, true],
    ["not named", { direct_refund: ceilings, staff: { direct_refund: ["user_2"] } }, false],
  ])("direct_refund, %s", (_what, options, expected) => {
    expect(isNamed("direct_refund", options, ann)).toBe(expected)
  })
})

it("every route that changes something has a policy, or a check of its own", () => {
  const root = path.join(__dirname)
  const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  const routes = files.filter((file) => path.basename(file) === "route.ts")
  expect(routes.length).toBeGreaterThan(12)
  for (const file of routes) {
    const source = readFileSync(path.join(root, file), "utf8")
    const verbs = ["POST", "PUT", "PATCH", "DELETE"].filter((verb) =>
      new RegExp(`export (const|function|async function) ${verb}\\b`).test(source)
    )
    const matcher = `/admin/sagepay/${path.dirname(file)}`.replaceAll(/\[(\w+)\]/g, ":$1")
    for (const verb of verbs) {
      const guarded = adminMiddlewares.some(
        (entry) =>
          entry.matcher === matcher &&
          [entry.methods].flat().some((method) => method === verb) &&
          (entry.policies !== undefined || matcher.endsWith("/actions"))
      )
      expect([verb, matcher, guarded]).toEqual([verb, matcher, true])
    }
  }
  expect(adminMiddlewares).toContainEqual(
    expect.objectContaining({ matcher: "/admin/sagepay/*", methods: ["GET"] })
  )
})

describe("Medusa's own settings", () => {
  const offered = { id: "pp_sagepay_sagepay", is_enabled: true, regions: ["UK"] }

  it.each([
    ["offered", [offered], true],
    ["in no region", [{ ...offered, regions: [] }], false],
    ["switched off", [{ ...offered, is_enabled: false }], false],
    ["not there", [], false],
  ])("a provider %s", (_what, providers, ok) => {
    expect(regionsTest(providers).ok).toBe(ok)
  })

  it("locks and workers: good, or a word about what cannot be seen from here", () => {
    expect(lockingTest("locking-redis").ok).toBe(true)
    expect([lockingTest("in-memory").ok, lockingTest(undefined).ok]).toEqual([null, null])
    expect([workerTest("shared").ok, workerTest("server").ok]).toEqual([true, null])
  })
})
