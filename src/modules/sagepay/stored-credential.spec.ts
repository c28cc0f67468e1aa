import { readOptions } from "./options"
import { firstUse } from "./stored-credential"

const options = (over: Record<string, unknown> = {}) =>
  readOptions({
    vendor: "testvendor",
    environment: "test",
    backend_url: "https://api.shop.example",
    encryption_keys: [{ id: "a", key: Buffer.alloc(32).toString("base64") }],
    storefront: { success_url: "https://shop.example/ok", failure_url: "https://shop.example/no" },
    accounts: { old: { vendor: "oldvendor", environment: "test", protocol: "3.00" } },
    allow_repeats: true,
    ...over,
  })

const WORDS = "I agree to be charged again."

it("a consent, and nothing else, makes it the first of a stored card", () => {
  const first = { COFUsage: "FIRST", InitiatedType: "CIT" }
  expect(firstUse(options(), null, WORDS)).toEqual(first)
  expect(firstUse(options(), null, null)).toEqual({})
  expect(firstUse(options({ allow_repeats: false }), null, null)).toEqual({})
  expect(firstUse(options(), "old", null)).toEqual({})
})

it.each([
  ["the option is off", options({ allow_repeats: false }), null, /the option allow_repeats is off/],
  [
    "3.00",
    options({ protocol: "3.00" }),
    null,
    /the account "default" has the option protocol "3\.00"/,
  ],
  [
    "another account of 3.00",
    options(),
    "old",
    /the account "old" has the option protocol "3\.00"/,
  ],
])("%s: a consent is refused with what is missing", (_, given, account, words) => {
  expect(() => firstUse(given, account, WORDS)).toThrow(words)
  expect(() => firstUse(given, account, WORDS)).toThrow(/Nothing was charged/)
})
