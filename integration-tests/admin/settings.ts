import type { TestResult } from "../../src/modules/sagepay/self-test-result"
import { TEST_KEY, VENDOR } from "../helpers/store"
import { findings } from "../helpers/checkout"
import type { Suite } from "./suite"

type Tested = { ok: boolean; checks: TestResult[] }

/** What is configured, and whether it works. */
export function settings(suite: Suite, secrets: readonly string[]): void {
  const { store, gateway, ledgerOf } = suite
  const run = () => store.admin.post<Tested>("/admin/sagepay/self-test")
  const verdicts = ({ checks }: Tested) =>
    Object.fromEntries(checks.map(({ name, ok }) => [name, ok]))
  const of = ({ checks }: Tested, name: string) => checks.find((check) => check.name === name)
  const posted = () => gateway().requests().length

  afterEach(() => {
    gateway().account(VENDOR, {
      active: true,
      allowed_ips: ["127.0.0.1", "::1", "::ffff:127.0.0.1"],
      reporting: { user: "reportuser", password: "s3cretPass", locked: false },
    })
  })

  it("settings: what matters, and no secret", async () => {
    const { text, body, headers } = await suite.get("settings")
    expect(headers.get("cache-control")).toBe("no-store")
    expect(body).toMatchObject({
      accounts: [
        {
          account: "default",
          vendor: VENDOR,
          gateway_url: store.simulator.url,
          protocol: "4.00",
          reporting_configured: true,
          installation_matches: true,
        },
      ],
      notification_url: `${store.url}/hooks/sagepay/notification`,
      encryption_key_ids: [TEST_KEY.id],
      options: { transaction_type: "DEFERRED", staff: { manual: null, direct_refund: null } },
      may: { read: true, capture: true, manual: true, direct_refund: false, settle: true },
    })
    expect(body.providers).toContainEqual({
      id: "pp_sagepay_sagepay",
      is_enabled: true,
      regions: ["United Kingdom"],
    })
    for (const secret of [TEST_KEY.key, ...secrets]) expect(text).not.toContain(secret)
    expect((await store.stranger.request("GET", "/admin/sagepay/settings")).status).toBe(401)
  })

  it("staff: without Medusa's roles, the option alone says who may type in a card", async () => {
    const { options } = ledgerOf(store)
    const type = () => store.admin.request("POST", "/admin/sagepay/manual", {})
    const named = async (manual: string[]) => {
      Object.assign(options, { staff: { manual } })
      const { body } = await suite.get("settings")
      const { status, body: said } = await type()
      return [(body.may as { manual: boolean }).manual, status, said.message] as const
    }
    try {
      const [may, status, message] = await named(["phones@shop.test"])
      expect([may, status, message]).toEqual([
        false,
        403,
        expect.stringContaining("staff.manual names. Nothing was sent"),
      ])
      // By exact case: an address in another one may be another user's.
      expect((await named(["ADMIN@shop.test"])).slice(0, 2)).toEqual([false, 403])
      expect((await named(["admin@shop.test"])).slice(0, 2)).toEqual([true, 400])
    } finally {
      Object.assign(options, { staff: undefined })
    }
    expect((await type()).status).toBe(400)
    expect((await store.stranger.request("POST", "/admin/sagepay/manual", {})).status).toBe(401)
  })

  it("self-test: all is well, and nothing came of it anywhere", async () => {
    expect((await store.stranger.request("POST", "/admin/sagepay/self-test")).status).toBe(401)
    const wrong = await store.admin.request("POST", "/admin/sagepay/self-test", { account: "x" })
    expect([wrong.status, wrong.body.message]).toEqual([400, expect.stringContaining("account")])
    const before = gateway().transactions().length
    const tested = await run()
    expect(tested.ok).toBe(true)
    expect(verdicts(tested)).toEqual({
      installation: true,
      gateway: true,
      clock: true,
      vendor: true,
      ip: true,
      reporting: true,
      notification: true,
      keys: true,
      regions: true,
      locking: null,
      worker: true,
    })
    expect(gateway().transactions()).toHaveLength(before)
    expect(await findings(store)).toEqual([])
    const rows: unknown[] = await store.database("sagepay_operation")
    expect(rows).toEqual([])
  })

  it("self-test: names the vendor that is wrong, and the address that is not allowed", async () => {
    gateway().account(VENDOR, { allowed_ips: ["10.0.0.1"] })
    const elsewhere = await run()
    expect(elsewhere.ok).toBe(false)
    expect(verdicts(elsewhere)).toMatchObject({ vendor: true, ip: false })
    expect(of(elsewhere, "ip")?.todo).toContain("valid IPs")
    gateway().account(VENDOR, { active: false })
    expect(verdicts(await run())).toMatchObject({ vendor: false, ip: null })
  })

  it("self-test: a refused reporting login is tried once, and never again", async () => {
    gateway().account(VENDOR, {
      reporting: { user: "reportuser", password: "changed", locked: false },
    })
    const first = await run()
    expect(of(first, "reporting")).toMatchObject({ ok: false })
    const asked = () => gateway().requests({ tx_type: "reporting" }).length
    const before = asked()
    const second = await run()
    expect(of(second, "reporting")).toMatchObject({
      ok: false,
      message: expect.stringContaining("not tried again"),
    })
    expect(asked()).toBe(before)
    expect((await findings(store)).map(({ kind }) => kind)).toEqual(["reporting_refused"])
  })

  it("self-test: says which keys are missing, and that no region offers it", async () => {
    await store.buy()
    await store
      .database("sagepay_transaction")
      .update({ security_key: store.database.raw("replace(security_key, '.test.', '.old.')") })
    await store.database("region_payment_provider").update({ deleted_at: new Date() })
    const tested = await run()
    expect(verdicts(tested)).toMatchObject({ keys: false, regions: false })
    expect(of(tested, "keys")?.message).toContain('1 with "old"')
    await store.database("sagepay_installation").update({ canary: "s1.gone.a.b.c" })
    expect(of(await run(), "keys")?.message).toContain('"gone"')
  })

  it("rule 14: the self-test of a copy sends nothing", async () => {
    await run()
    await store
      .database("sagepay_installation")
      .update({ backend_url: "https://shop.example", vendor: "othervendor" })
    const before = posted()
    const tested = await run()
    expect(posted()).toBe(before)
    expect(verdicts(tested)).toMatchObject({
      installation: false,
      gateway: null,
      clock: null,
      vendor: null,
      ip: null,
      reporting: null,
      notification: null,
    })
    expect(of(tested, "installation")?.message).toContain("https://shop.example")
    expect(ledgerOf(store).options.vendor).toBe(VENDOR)
  })
}
