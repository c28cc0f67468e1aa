import { ledgerRow } from "../helpers/checkout"
import type { HoldSuite } from "./suite"

/** What is told before a hold lapses, and when it has. */
export function warnings(suite: HoldSuite): void {
  const { store, desk, buy, days, told, list, kinds, stateOf, gateway } = suite
  const names = async (bought: Parameters<typeof told>[0]) =>
    (await told(bought)).map(({ name, payload }) => [
      name.replace("sagepay.hold_", ""),
      payload.days_left ?? "over",
    ])

  describe.each([
    ["DEFERRED", 30, "lapsed"],
    ["AUTHENTICATE", 90, "spent"],
  ] as const)("a hold that lapses: %s", (type, life, state) => {
    it("is told five days and one day before, and when it is over, each once; the order is raised", async () => {
      const bought = await buy(type)
      await days(life - 5.1)
      expect(await told(bought)).toEqual([])
      await days(0.2)
      await Promise.all([desk.sweep(), desk.sweep()])
      const { id, vendor_tx_code, authorised_at } = await ledgerRow(store, bought.vpsTxId)
      const lapses = new Date((authorised_at?.getTime() ?? 0) + life * 86_400_000)
      const common = {
        transaction_id: id,
        vendor_tx_code,
        order_id: bought.orderId,
        payment_id: bought.paymentId,
        amount_minor: 3_000,
        currency_code: "gbp",
      }
      const warning = { ...common, lapses_at: lapses.toISOString() }
      expect(await told(bought)).toEqual([
        { name: "sagepay.hold_expiring", payload: { ...warning, days_left: 5 } },
      ])
      expect(await kinds()).toEqual([])
      await days(4)
      await desk.sweep()
      expect((await told(bought))[1]).toEqual({
        name: "sagepay.hold_expiring",
        payload: { ...warning, days_left: 1 },
      })
      expect(await list()).toMatchObject([
        {
          kind: "hold_expiring",
          subject_id: id,
          order_id: bought.orderId,
          facts: {
            payment_id: bought.paymentId,
            amount_minor: 3_000,
            needed_minor: 3_000,
            lapses_at: lapses.toISOString(),
          },
        },
      ])
      const before = gateway().requests().length
      await days(1)
      await desk.sweep()
      expect((await told(bought)).slice(2)).toEqual([
        {
          name: "sagepay.hold_expired",
          payload: { ...common, lapsed_at: lapses.toISOString() },
        },
      ])
      expect((await ledgerRow(store, bought.vpsTxId)).state).toBe(state)
      expect(stateOf(bought)).toBe("expired")
      expect((await store.payment(bought.orderId)).canceled_at).not.toBeNull()
      await suite.older()
      await desk.sweep()
      expect(await kinds()).toEqual(["order_without_payment"])
      expect(gateway().requests()).toHaveLength(before)
      const { payments } = await store.admin.get<{
        payments: { timeline: { what: string; at: string }[] }[]
      }>(`/admin/sagepay/orders/${bought.orderId}`)
      expect(payments[0]?.timeline.at(-1)).toMatchObject({
        what: "lapsed",
        at: lapses.toISOString(),
      })
    })
  })

  describe("a hold that lapses", () => {
    it("several warnings that passed at once: only the nearest is told, and a capture takes it off the list", async () => {
      const bought = await buy("DEFERRED")
      await days(29.5)
      expect(await names(bought)).toEqual([["expiring", 1]])
      expect(await kinds()).toEqual(["hold_expiring"])
      expect((await desk.capture(bought)).status).toBe(200)
      await desk.sweep()
      expect(await kinds()).toEqual([])
      await days(1)
      expect(await names(bought)).toEqual([["expiring", 1]])
    })

    it("captured in part, it is raised for what its order still owes, until that is paid in another way", async () => {
      const bought = await buy("AUTHENTICATE")
      await desk.capture(bought, 10)
      await days(89.5)
      expect(await list()).toMatchObject([
        { kind: "hold_expiring", facts: { amount_minor: 2_000, needed_minor: 2_000 } },
      ])
      await days(1)
      expect(await names(bought)).toEqual([
        ["expiring", 1],
        ["expired", "over"],
      ])
      await suite.older()
      await desk.sweep()
      expect(await list()).toMatchObject([
        {
          kind: "hold_gone",
          order_id: bought.orderId,
          message: expect.stringMatching(/^GBP 20\.00 of \S+ was never taken, and has lapsed/),
          facts: { owed_minor: 2_000 },
        },
      ])
      const [taken] = await store
        .database("sagepay_transaction")
        .where({ kind: "AUTHORISE", order_id: bought.orderId })
      await store.admin.post(`/admin/sagepay/transactions/${taken.id}/actions`, {
        action: "REPEAT",
        amount_minor: 2_000,
        settles_order: true,
        reason: "the rest",
        key: `key_${bought.orderId}`,
      })
      await desk.sweep()
      expect(await kinds()).toEqual([])
    })

    it.each(["needs nothing more of it", "is cancelled"])(
      "nobody is asked where its order %s",
      async (how) => {
        const bought = await buy("AUTHENTICATE")
        if (how === "is cancelled") {
          gateway().fault({ fault: "refuse", times: 0, match: { txType: "CANCEL" } })
          await desk.cancelOrder(bought)
          await desk.sweep()
          await desk.resolveFindings()
        } else {
          await desk.capture(bought, 10)
          await store.admin.post(`/admin/orders/${bought.orderId}/credit-lines`, {
            amount: 20,
            reference: "goodwill",
            reference_id: "gw_1",
          })
        }
        await days(89.5)
        await days(1)
        expect(await kinds()).toEqual([])
      }
    )

    it("the API tells how long the issuer is likely to keep a DEFERRED, and an AUTHENTICATE has no such day", async () => {
      const of = async (type: "DEFERRED" | "AUTHENTICATE") => {
        const { id } = await ledgerRow(store, (await buy(type)).vpsTxId)
        const { transaction } = await store.admin.get<{
          transaction: { issuer_hold_until: string | null; authorised_at: string }
        }>(`/admin/sagepay/transactions/${id}`)
        const { issuer_hold_until: until, authorised_at } = transaction
        return until && (Date.parse(until) - Date.parse(authorised_at)) / 86_400_000
      }
      expect([await of("DEFERRED"), await of("AUTHENTICATE")]).toEqual([6, null])
    })
  })
}
