import { readFileSync } from "node:fs"
import path from "node:path"
import { settingsView } from "../../api/admin/sagepay/settings-view"
import { CONFIRM_SHOP } from "../../modules/sagepay/attention-choices"
import {
  AUTO_CAPTURE,
  BEFORE_LAPSE,
  CANCELLED_FULFILMENT,
  DEFERRED_SPLIT,
  readOptions,
} from "../../modules/sagepay/options"
import english from "../i18n/en/settings.json"
import { confirmChoice } from "./confirm-choice"
import {
  ABOUT_CARDS,
  ceilingsOf,
  choiceOf,
  daysOf,
  duration,
  GROUPS,
  whoMay,
  type Options,
} from "./options"
import { hasSeveralAccounts, inOrder, summaryOf, type Check } from "./self-test-result"

const GIVEN = {
  vendor: "testvendor",
  environment: "test",
  backend_url: "https://api.shop.test",
  encryption_keys: [{ id: "one", key: Buffer.alloc(32).toString("base64") }],
  storefront: { success_url: "https://shop.test/ok", failure_url: "https://shop.test/no" },
}
const optionsOf = (more: object = {}): Options =>
  settingsView(readOptions({ ...GIVEN, ...more }), []).options

const rows = Object.values(GROUPS).flat()

describe("the options", () => {
  it("are all shown, each once", () => {
    const shown = [...rows.map(({ name }) => name), ...ABOUT_CARDS]
    expect([...shown].sort()).toEqual(Object.keys(optionsOf()).sort())
  })

  it("have words of their own, and no others", () => {
    expect(Object.keys(english.options).sort()).toEqual(rows.map(({ name }) => name).sort())
    expect(Object.keys(english.groups).sort()).toEqual(Object.keys(GROUPS).sort())
  })

  it.each([
    ["transaction_type", ["DEFERRED", "AUTHENTICATE", "PAYMENT"]],
    ["profile", ["NORMAL", "LOW"]],
    ["apply_3d_secure", ["0", "1", "2", "3", null]],
    ["apply_avs_cv2", ["0", "1", "2", "3", null]],
    ["auto_capture", AUTO_CAPTURE],
    ["deferred_split", DEFERRED_SPLIT],
    ["cancelled_fulfilment", CANCELLED_FULFILMENT],
    ["before_lapse", BEFORE_LAPSE],
  ] as const)("have words for every value of %s", (name, values) => {
    expect(Object.keys(english.options[name].values).sort()).toEqual(values.map(choiceOf).sort())
  })

  it("show times as people say them", () => {
    expect([500, 8_000, 60_000, 90_000, 120_000].map((ms) => duration(ms, "en"))).toEqual([
      "0.5 seconds",
      "8 seconds",
      "1 minute",
      "90 seconds",
      "2 minutes",
    ])
  })

  it.each([
    [[5, 1], "en", "5 days and 1 day"],
    [[1, 10, 5, 5], "de", "10 Tage, 5 Tage und 1 Tag"],
    [[], "en", ""],
  ])("show the days %j in %s as %j", (days, language, words) => {
    expect(daysOf(days, language)).toBe(words)
  })
})

describe("who may type in cards", () => {
  const limits = {
    direct_refund: { ceiling_minor: { GBP: 20000 }, day_ceiling_minor: { GBP: 100000 } },
  }

  it.each([
    ["manual", {}, { is: "everybody" }],
    ["manual", { staff: { manual: [] } }, { is: "nobody" }],
    ["direct_refund", {}, { is: "off" }],
    ["direct_refund", { staff: { direct_refund: ["user_1"] } }, { is: "off" }],
    ["direct_refund", limits, { is: "everybody" }],
    [
      "direct_refund",
      { ...limits, staff: { direct_refund: ["user_1", "a@shop.test"] } },
      { is: "named", people: ["user_1", "a@shop.test"], hasAddress: true },
    ],
  ] as const)("%s with %j", (what, more, who) => {
    expect(whoMay(what, optionsOf(more))).toEqual(who)
  })

  it("and how much may be given", () => {
    expect(ceilingsOf(optionsOf())).toEqual([])
    expect(ceilingsOf(optionsOf(limits))).toEqual([
      { currency: "GBP", oneMinor: 20000, dayMinor: 100000 },
    ])
  })
})

describe("the self-test", () => {
  const check = (name: string, ok: boolean | null, account: string | null = null): Check => ({
    name,
    ok,
    account,
    message: "",
    todo: null,
  })

  it("has a title for every check, and no others", () => {
    const files = [
      "modules/sagepay/self-test.ts",
      "modules/sagepay/self-test-gateway.ts",
      "modules/sagepay/self-test-reporting.ts",
      "api/admin/sagepay/self-test/medusa.ts",
    ]
    const names = files.flatMap((file) => {
      const source = readFileSync(path.resolve(__dirname, "../..", file), "utf8")
      return [...source.matchAll(/resultOf\(\s*"(\w+)"/g)].map(([, name]) => name)
    })
    expect(Object.keys(english.checks).sort()).toEqual([...new Set(names)].sort())
  })

  it("shows first what is wrong", () => {
    const checks = [check("a", true), check("b", null), check("c", false), check("d", true)]
    expect(inOrder(checks).map(({ name }) => name)).toEqual(["c", "b", "a", "d"])
  })

  it.each([
    [[true, true], { verdict: "passed", count: 2 }],
    [[true, null, null], { verdict: "unclear", count: 2 }],
    [[false, null, true], { verdict: "failed", count: 1 }],
  ])("%j comes to %j", (verdicts, summary) => {
    const checks = verdicts.map((ok, index) => check(String(index), ok))
    expect(summaryOf({ checks })).toEqual(summary)
  })

  it("names the account where there are several", () => {
    expect(hasSeveralAccounts([check("a", true, "default"), check("b", true)])).toBe(false)
    expect(hasSeveralAccounts([check("a", true, "default"), check("a", true, "eu")])).toBe(true)
  })
})

it("confirms the shop as the attention list would", () => {
  const choice = confirmChoice("eu")
  expect(choice).toMatchObject({
    id: CONFIRM_SHOP.id,
    label: CONFIRM_SHOP.label,
    what: CONFIRM_SHOP.what,
    path: CONFIRM_SHOP.path,
  })
  expect(Object.keys(choice.body.properties)).toEqual(Object.keys(CONFIRM_SHOP.body))
  expect(choice.body.properties.account?.const).toBe("eu")
})
