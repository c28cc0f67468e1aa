import { ledgerRow } from "../helpers/checkout"
import type { Suite } from "./suite"

/** What staff read and decide through the ledger's own routes. */
export function adminRoutes({ store, desk, gateway }: Suite): void {
  const settle = (id: string, body: object) =>
    store.admin.request("POST", `/admin/sagepay/intents/${id}/settle`, body)

  /** A RELEASE that happened, and of which nobody here knows. */
  async function lost() {
    const bought = await store.buy()
    gateway().fault({ fault: "act_then_reset", match: { txType: "RELEASE" } })
    await desk.capture(bought)
    return { bought, intent: await desk.openIntent(bought) }
  }

  it("are for staff only", async () => {
    const paths = [
      ["GET", "/admin/sagepay/operations"],
      ["GET", "/admin/sagepay/findings"],
      ["GET", "/admin/sagepay/orders/order_1"],
      ["POST", "/admin/sagepay/intents/spint_1/settle"],
      ["POST", "/admin/sagepay/intents/spint_1/ask"],
      ["POST", "/admin/sagepay/findings/spfind_1/resolve"],
    ] as const
    for (const [method, path] of paths) {
      for (const client of [store.stranger, store.storefront]) {
        expect((await client.request(method, path)).status).toBe(401)
      }
    }
  })

  it("settle: says what is wrong with a decision, and changes nothing", async () => {
    const { bought, intent } = await lost()
    const bad: readonly (readonly [object, string])[] = [
      [{}, "happened"],
      [{ happened: "yes", note: "it is there" }, "happened"],
      [{ happened: true }, "note"],
      [{ happened: true, note: " " }, "note"],
      [{ happened: true, note: "it is there", security_key: "short" }, "security_key"],
      [{ happened: true, note: "it is there", tx_auth_no: "12a" }, "tx_auth_no"],
      [{ happened: true, note: "it is there", amount: 5 }, "amount"],
    ]
    for (const [body, field] of bad) {
      const refused = await settle(intent, body)
      expect([refused.status, refused.body.message]).toEqual([400, expect.stringContaining(field)])
    }
    expect((await settle("spint_none", { happened: true, note: "it is there" })).status).toBe(404)
    expect(await desk.openIntent(bought)).toBe(intent)
  })

  it("settle: not while the answer may still come, once, and with who said so", async () => {
    const { bought, intent } = await lost()
    const decision = { happened: true, note: "released in the console" }
    const early = await settle(intent, decision)
    expect([early.status, early.body.type]).toEqual([409, "sagepay_busy"])
    await desk.age()
    const settled = await settle(intent, decision)
    expect(settled.status).toBe(200)
    const { users } = await store.admin.get<{ users: { id: string }[] }>("/admin/users")
    expect(settled.body.operation).toMatchObject({
      id: intent,
      status: "done",
      moved_minor: 3_000,
      decided_by: users[0]?.id,
      decided_note: "released in the console",
    })
    const again = await settle(intent, decision)
    expect([again.status, again.body.type]).toEqual([409, "sagepay_not_allowed"])
    await desk.capture(bought)
    expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
  })

  it("operations: what nobody knows, with the payment that it blocks", async () => {
    const { bought, intent } = await lost()
    const { operations } = await store.admin.get<{ operations: object[] }>(
      "/admin/sagepay/operations"
    )
    expect(operations).toEqual([
      expect.objectContaining({
        id: intent,
        kind: "capture",
        amount_minor: 3_000,
        operations: [expect.objectContaining({ verb: "RELEASE", status: "unknown" })],
        payment: expect.objectContaining({ vps_tx_id: bought.vpsTxId, order_id: bought.orderId }),
      }),
    ])
  })

  it("findings: listed while open, and taken off the list by somebody, with a reason", async () => {
    await lost()
    await desk.age()
    await desk.sweep()
    const [finding] = await desk.findings()
    expect(finding?.message).toMatch(/^RELEASE of GBP 30\.00 was sent and nobody knows/)
    const resolve = (body: object) =>
      store.admin.request("POST", `/admin/sagepay/findings/${finding?.id}/resolve`, body)
    expect((await resolve({})).status).toBe(400)
    expect((await resolve({ note: "seen to" })).body.finding).toMatchObject({
      status: "resolved",
      resolution: "seen to",
      resolved_by: expect.stringMatching(/^user_/),
    })
    expect((await resolve({ note: "seen to" })).status).toBe(404)
    expect(await desk.findings()).toEqual([])
  })

  it("an order's payments, with all that was asked and sent for them, and no SecurityKey anywhere", async () => {
    const { bought, intent } = await lost()
    await desk.settle(intent, { happened: true, note: "released in the console" })
    await desk.capture(bought)
    await desk.refund(bought, 10)
    const paths = [
      `/admin/sagepay/orders/${bought.orderId}`,
      "/admin/sagepay/operations",
      "/admin/sagepay/findings",
    ]
    const { security_key: sealed } = await ledgerRow(store, bought.vpsTxId)
    const keys = gateway()
      .transactions()
      .map((row) => row.security_key)
    for (const path of paths) {
      const { text, headers } = await store.admin.request("GET", path)
      expect(headers.get("cache-control")).toBe("no-store")
      expect(text).not.toContain("security_key")
      for (const key of [...keys, sealed ?? ""]) expect(text).not.toContain(key)
    }
    const { payments, owed } = await store.admin.get<{ payments: object[]; owed: object }>(
      paths[0] ?? ""
    )
    // What was refunded Medusa has credited to the order.
    expect(owed).toEqual({ amount_minor: 0, currency_code: "gbp" })
    expect(payments).toEqual([
      expect.objectContaining({
        state: "taken",
        taken_minor: 3_000,
        refunded_minor: 1_000,
        transactions: [expect.objectContaining({ kind: "REFUND", amount_minor: 1_000 })],
        intents: [
          expect.objectContaining({ kind: "capture", status: "done" }),
          expect.objectContaining({ kind: "refund", status: "done" }),
        ],
      }),
    ])
    expect(await store.admin.get<object>("/admin/sagepay/orders/order_none")).toEqual({
      payments: [],
      alone: [],
      owed: null,
    })
  })
}
