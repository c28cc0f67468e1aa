import { Modules } from "@medusajs/framework/utils"
import { until } from "../helpers/books"
import { ledgerOf } from "../helpers/checkout"
import type { Bought } from "../helpers/shopper"
import type { Suite } from "./suite"

/** What comes right by itself, and what is raised because it does not. */
export function sweeps({ store, desk, gateway, buy, stateOf }: Suite): void {
  describe("the sweep", () => {
    it("rule 9: an ABORT that never left is sent by the next sweep, with nobody's help", async () => {
      const bought = await buy("DEFERRED")
      const reconnect = disconnect()
      await desk.cancelOrder(bought)
      await desk.sweep()
      await reconnect()
      expect(stateOf(bought)).toBe("deferred")
      expect(await desk.findings()).toEqual([])
      await desk.sweep()
      expect(stateOf(bought)).toBe("aborted")
      expect((await store.payment(bought.orderId)).canceled_at).not.toBeNull()
    })

    /** Points the ledger's client to where nobody listens. */
    function disconnect(): () => Promise<void> {
      const ledger = ledgerOf(store)
      const inner = ledger as unknown as {
        gateways: Map<string, { close(): Promise<void> }>
        options: { gateway_url: string }
      }
      const { gateway_url } = inner.options
      const before = [...inner.gateways]
      inner.gateways.clear()
      inner.options.gateway_url = "http://127.0.0.1:9"
      return async () => {
        await Promise.all([...inner.gateways.values()].map((client) => client.close()))
        inner.gateways.clear()
        for (const [key, client] of before) inner.gateways.set(key, client)
        inner.options.gateway_url = gateway_url
      }
    }

    it("a refused ABORT is raised once and not asked for again every minute", async () => {
      const bought = await buy("DEFERRED")
      gateway().fault({ fault: "refuse", times: 0, match: { txType: "ABORT" } })
      await desk.cancelOrder(bought)
      await until(() => desk.sent("ABORT", bought) === 1)
      await until(async () => {
        await desk.sweep()
        return (await desk.findings()).length > 0
      })
      const asked = desk.sent("ABORT", bought)
      await desk.sweep()
      expect(desk.sent("ABORT", bought)).toBe(asked)
      expect((await desk.findings()).map(({ kind }) => kind)).toEqual(["hold_not_ended"])
    })

    it("rule 8: a hold without an owner ends after the quiet period, not before", async () => {
      const bought = await buy("DEFERRED")
      await store.database("order").where({ id: bought.orderId }).update({ deleted_at: new Date() })
      await store
        .database("payment")
        .where({ id: bought.paymentId })
        .update({ deleted_at: new Date() })
      await desk.sweep()
      expect(stateOf(bought)).toBe("deferred")
      await desk.age()
      await desk.sweep()
      expect(stateOf(bought)).toBe("aborted")
    })

    it("rule 8: a live payment of Medusa's owns its hold: kept, and raised", async () => {
      const bought = await buy("DEFERRED")
      await store.database("order").where({ id: bought.orderId }).update({ deleted_at: new Date() })
      await desk.age()
      await desk.sweep()
      await desk.sweep()
      expect(stateOf(bought)).toBe("deferred")
      expect((await desk.findings()).map(({ kind }) => kind)).toEqual(["hold_without_order"])
    })

    it("rule 6: a capture row whose process died before the POST is completed, with its order transaction", async () => {
      const bought = await buy("AUTHENTICATE")
      await insertRow("capture", bought, 10)
      await desk.sweep()
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["10.00"])
      await desk.sweep()
      expect(desk.sent("AUTHORISE", bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 1_000, held: 0 })
      expect((await store.order(bought.orderId)).summary).toMatchObject({ paid_total: 10 })
      // And the next capture is not counted twice.
      await desk.capture(bought, 20)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      expect((await store.order(bought.orderId)).summary).toMatchObject({ paid_total: 30 })
    })

    it("rule 5: a capture that lacks its order transaction gets its own amount, not the next one's", async () => {
      const bought = await buy("AUTHENTICATE")
      // The process died between the capture and core's workflow step that tells the order.
      await store.container
        .resolve(Modules.PAYMENT)
        .capturePayment({ payment_id: bought.paymentId, amount: 10 })
      await desk.age()
      await desk.capture(bought, 20)
      const order = await store.order(bought.orderId)
      expect(order.transactions?.map(({ amount }) => Number(amount)).sort()).toEqual([10, 20])
      expect(order.summary).toMatchObject({ paid_total: 30 })
    })

    it("rule 6: a capture row of a cancelled order is not completed, and raised", async () => {
      const bought = await buy("AUTHENTICATE")
      await store.database("order").where({ id: bought.orderId }).update({ status: "canceled" })
      await insertRow("capture", bought, 10)
      await desk.sweep()
      expect(desk.sent("AUTHORISE", bought)).toBe(0)
      expect((await desk.findings()).map(({ kind }) => kind)).toContain("row_without_movement")
    })

    it("rule 6: a refund of what was never taken ends the hold and succeeds", async () => {
      const bought = await buy("DEFERRED")
      await insertRow("capture", bought, 30)
      expect((await desk.refund(bought, 30)).status).toBe(200)
      expect(stateOf(bought)).toBe("aborted")
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      await desk.age()
      await desk.sweep()
      expect(desk.sent("RELEASE", bought)).toBe(0)
    })

    it("raises books that differ, whatever made them differ, and says it once", async () => {
      const bought = await buy("PAYMENT")
      await desk.refund(bought, 10)
      await store.database("refund").where({ payment_id: bought.paymentId }).delete()
      await desk.age()
      await desk.sweep()
      await desk.sweep()
      const found = await desk.findings()
      expect(found.map(({ kind }) => kind)).toEqual(["books_apart"])
      expect(found[0]?.message).toMatch(/GBP 20\.00 by the ledger, and GBP 30\.00 by Medusa/)
    })

    /** As core leaves it when the process dies right after its commit. */
    async function insertRow(table: "capture" | "refund", bought: Bought, amount: number) {
      await store.database(table).insert({
        id: `${table}_of_a_dead_process`,
        payment_id: bought.paymentId,
        amount,
        raw_amount: JSON.stringify({ value: String(amount), precision: 20 }),
        created_at: new Date(Date.now() - 600_000),
      })
    }
  })
}
