import checkOptions from "./loaders/check-options"
import { accountOf, readOptions, readProviderOptions } from "./options"

const KEY = { id: "k1", key: Buffer.alloc(32, 1).toString("base64") }
const GOOD = {
  vendor: "myshop",
  environment: "test",
  backend_url: "https://api.shop.example",
  encryption_keys: [KEY],
  storefront: {
    success_url: "https://shop.example/order/{order_id}",
    failure_url: "https://shop.example/checkout",
  },
}

/** The mistakes that are named for these options laid over good ones. */
function mistakes(over: Record<string, unknown>): string[] {
  try {
    readOptions({ ...GOOD, ...over })
  } catch (error) {
    const [first, ...lines] = (error as Error).message.split("\n")
    expect(first).toBe("medusa-payment-sagepay cannot start, its options are wrong:")
    return lines.map((line) => line.replace(/^ {2}- /, ""))
  }
  return []
}

describe("options", () => {
  it("need little, and the rest has defaults", () => {
    expect(readOptions(GOOD)).toMatchObject({
      protocol: "4.00",
      transaction_type: "DEFERRED",
      void_unsettled: true,
      hold_quiet_period_minutes: 30,
      connect_timeout_ms: 5_000,
      reply_timeout_ms: 60_000,
    })
  })

  it("lose the slash behind the backend's address, and Medusa's own database key", () => {
    const read = readOptions({ ...GOOD, backend_url: "https://a.example/", database: {} })
    expect(read.backend_url).toBe("https://a.example")
    expect(read).not.toHaveProperty("database")
  })

  const CASES: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ vendor: "" }, /^vendor: must be the vendor name/],
    [{ vendor: "my shop" }, /^vendor: must be the vendor name/],
    [{ staff: { manual: ["Ann"] } }, /^staff\.manual\.0: must be an e-mail address or the id/],
    [{ staff: { refunds: [] } }, /^staff: /],
    [{ vendor: undefined }, /^vendor: /],
    [{ environment: "prod" }, /^environment: /],
    [{ environment: undefined }, /^environment: must be "test" or "live"/],
    [{ gateway_url: "http://127.0.0.1:1" }, /^environment: must be "test" or "live"/],
    [{ environment: undefined, gateway_url: "127.0.0.1" }, /^gateway_url: must be the gateway/],
    [{ protocol: "2.22" }, /^protocol: /],
    [{ transaction_type: "AUTHORISE" }, /^transaction_type: /],
    [{ backend_url: "api.shop.example" }, /^backend_url: must be the public address/],
    [{ backend_url: `https://${"a".repeat(200)}.example` }, /^backend_url: .*at most 200/],
    [{ encryption_keys: [] }, /^encryption_keys: needs at least one key/],
    [{ encryption_keys: [{ id: "k1", key: "c2hvcnQ=" }] }, /^encryption_keys\.0\.key: must be 32/],
    [{ encryption_keys: [{ ...KEY, id: "a.b" }] }, /^encryption_keys\.0\.id: must be 1 to 16/],
    [{ encryption_keys: [KEY, KEY] }, /^encryption_keys: has an id twice/],
    [{ storefront: undefined }, /^storefront: /],
    [
      { storefront: { ...GOOD.storefront, success_url: "/ok" } },
      /^storefront\.success_url: must be the full address/,
    ],
    [
      { storefront: { ...GOOD.storefront, success_url: "https://{country_code}.shop.example/ok" } },
      /^storefront\.success_url: must be the full address/,
    ],
    [
      { storefront: { ...GOOD.storefront, failure_url: "https://shop.example/?why={reason}" } },
      /^storefront\.failure_url: may have filled in only \{status\}, .*\{country_code\}/,
    ],
    [
      { storefront: { ...GOOD.storefront, allowed_origins: ["https://shop.example/path"] } },
      /^storefront\.allowed_origins\.0: must be an origin/,
    ],
    [{ reply_timeout_ms: 0 }, /^reply_timeout_ms: /],
    [{ hold_quiet_period_minutes: 0 }, /^hold_quiet_period_minutes: /],
    [{ vendor_tx_code_prefix: "thirteen-char" }, /^vendor_tx_code_prefix: may have 12/],
    [{ transaction_typ: "PAYMENT" }, /transaction_typ/],
    [{ direct_refund: { ceiling_minor: { GBP: 1 } } }, /^direct_refund\.day_ceiling_minor: /],
    [
      { direct_refund: { ceiling_minor: { GBP: 1 }, day_ceiling_minor: { GBP: 9, EUR: 9 } } },
      /^direct_refund\.day_ceiling_minor: must have the same currencies/,
    ],
    [
      { direct_refund: { ceiling_minor: { GBP: 1.5 }, day_ceiling_minor: { GBP: 9 } } },
      /^direct_refund\.ceiling_minor\.GBP: /,
    ],
    // Every route says "default" of the account without a name.
    [
      { accounts: { default: { vendor: "eu", environment: "test" } } },
      /^accounts: has an account named "default", and that is the account without a name/,
    ],
    [
      { accounts: { "": { vendor: "eu", environment: "test" } } },
      /^accounts: has an account named ""/,
    ],
    [{ accounts: { euro: { vendor: "eu" } } }, /^accounts\.euro\.environment: must be "test"/],
  ]
  it.each(CASES)("are refused with one sentence: %p", (over, sentence) => {
    const named = mistakes(over)
    expect(named).toHaveLength(1)
    expect(named[0]).toMatch(sentence)
    expect(named[0]).toMatch(/\.$/)
  })

  it("name every mistake at once, and never a key", () => {
    const secret = "not-base64-of-32-bytes"
    const named = mistakes({
      vendor: "",
      backend_url: "x",
      encryption_keys: [{ id: "k1", key: secret }],
    })
    expect(named.map((line) => line.split(":")[0])).toEqual([
      "vendor",
      "backend_url",
      "encryption_keys.0.key",
    ])
    expect(named.join()).not.toContain(secret)
  })

  it("of no account at all are refused too", () => {
    expect(() => readOptions(undefined)).toThrow(/options are wrong/)
  })

  it("know their accounts by name", () => {
    const accounts = { euro: { vendor: "eushop", environment: "live" } }
    const read = readOptions({ ...GOOD, accounts })
    expect(accountOf(read, "euro").vendor).toBe("eushop")
    expect(accountOf(read, null).vendor).toBe("myshop")
    expect(() => accountOf(read, "usd")).toThrow(/"usd" is not among .* Nothing was sent/)
    // Not an account, but a name that every object knows.
    expect(() => accountOf(read, "constructor")).toThrow(/is not among/)
  })

  it.each([
    [undefined, []],
    [{ manual: ["user_1"], direct_refund: [] }, []],
    [
      { manual: ["user_1", "ann@shop.test"], direct_refund: ["user_1"] },
      [
        expect.stringMatching(
          /^sagepay: staff\.manual has e-mail addresses.* only the ids of users/
        ),
      ],
    ],
  ])("staff %j: an address keeps nobody out, which is said once at boot", async (staff, said) => {
    const warn = jest.fn()
    await checkOptions({ options: { ...GOOD, staff }, logger: { warn } } as never)
    expect(warn.mock.calls.flat()).toEqual(said)
    expect(JSON.stringify(warn.mock.calls)).not.toContain("ann@")
  })

  it("of a provider are its account and type only", () => {
    expect(readProviderOptions({ transaction_type: "PAYMENT" })).toEqual({
      transaction_type: "PAYMENT",
    })
    expect(() => readProviderOptions({ vendor: "x" })).toThrow(/takes only "account"/)
  })
})
