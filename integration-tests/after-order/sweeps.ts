import { Modules } from "@medusajs/framework/utils"
import { createGateway } from "../../src/gateway"
import { until } from "../helpers/books"
import { ledgerOf, ledgerRow } from "../helpers/checkout"
import type { Bought } from "../helpers/shopper"
import { VENDOR } from "../helpers/store"
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

    /** The ledger's messages go to where nobody listens; its options stay what they are, for those say whose shop it is. */
    function disconnect(): () => Promise<void> {
      const { context } = ledgerOf(store)
      const nowhere = createGateway({ vendor: VENDOR, host: "http://127.0.0.1:9" })
      const gatewayFor = jest.spyOn(context, "gatewayFor").mockReturnValue(nowhere)
      return async () => {
        gatewayFor.mockRestore()
        await nowhere.close()
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
      await desk.resolveFindings()
      await desk.sweep()
      expect(desk.sent("ABORT", bought)).toBe(asked)
      expect(await desk.findings()).toEqual([])
    })

    it("rule 9: a hold that lapsed is marked as such, and nothing is sent for it", async () => {
      const bought = await buy("DEFERRED")
      await store.database("order").where({ id: bought.orderId }).update({ status: "canceled" })
      const { id } = await ledgerRow(store, bought.vpsTxId)
      await store
        .database("sagepay_transaction")
        .where({ id })
        .update({ authorised_at: new Date(Date.now() - 30 * 86_400_000) })
      await desk.sweep()
      expect((await ledgerRow(store, bought.vpsTxId)).state).toBe("lapsed")
      expect(desk.sent("ABORT", bought)).toBe(0)
      expect(await desk.findings()).toEqual([])
    })

    it("payments that wait for a person do not keep others waiting", async () => {
      const bought = await buy("DEFERRED")
      await disown(bought)
      const blocked = Array.from({ length: 60 }, (_, n) => `blocked_${n}`)
      for (const id of blocked) {
        await copy(bought, { id, created_at: "2020-01-01", payment_id: null, session_id: id })
      }
      const open = { kind: "cancel", source: "sweep", status: "open", currency: "GBP" }
      const lost = { leg: 0, verb: "ABORT", status: "unknown", sent_at: new Date() }
      const of = (id: string) => ({ id, root_id: id, amount_minor: 3_000 })
      await store
        .database("sagepay_intent")
        .insert(blocked.map((id) => ({ ...open, ...of(id), source_id: id })))
      await store
        .database("sagepay_operation")
        .insert(blocked.map((id) => ({ ...lost, ...of(id), intent_id: id, transaction_id: id })))
      await desk.age()
      await desk.sweep()
      expect(stateOf(bought)).toBe("aborted")
      for (const table of ["transaction", "intent", "operation"]) {
        await store.database(`sagepay_${table}`).whereIn("id", blocked).delete()
      }
    })

    /** Leaves a hold without an order and without a payment. */
    async function disown({ orderId, paymentId }: Bought) {
      const deleted = { deleted_at: new Date() }
      await store.database("order").where({ id: orderId }).update(deleted)
      await store.database("payment").where({ id: paymentId }).update(deleted)
    }

    /** Another transaction like it, and of the same session unless told otherwise. */
    async function copy(bought: Bought, change: { id: string } & Record<string, unknown>) {
      const { id, vendor_tx_code } = await ledgerRow(store, bought.vpsTxId)
      const own = {
        root_id: change.id,
        vendor_tx_code: `${vendor_tx_code.slice(0, 20)}-${change.id}`,
        vps_tx_id: null,
        return_token: null,
        cart_id: change.id,
        ...change,
      }
      await store.database.raw(
        `insert into sagepay_transaction
         select (jsonb_populate_record(t, ?::jsonb)).* from sagepay_transaction t where t.id = ?`,
        [JSON.stringify(own), id]
      )
    }

    it("rule 8: a hold without an owner ends after the quiet period, not before", async () => {
      const bought = await buy("DEFERRED")
      await disown(bought)
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

    it("rule 5: while an earlier capture may still be on its way to the order the next one waits, and the sweep levels what is lost", async () => {
      const bought = await buy("AUTHENTICATE")
      await store.container
        .resolve(Modules.PAYMENT)
        .capturePayment({ payment_id: bought.paymentId, amount: 10 })
      const tooSoon = await desk.capture(bought, 20)
      expect(tooSoon.status).toBe(400)
      expect(tooSoon.body).toMatchObject({
        message: expect.stringMatching(/Nothing was sent.*Try again in three minutes/),
      })
      expect(desk.sent("AUTHORISE", bought)).toBe(1)
      await desk.age()
      await desk.sweep()
      expect((await store.order(bought.orderId)).summary).toMatchObject({ paid_total: 10 })
      expect((await desk.capture(bought, 20)).status).toBe(200)
      expect((await store.order(bought.orderId)).summary).toMatchObject({ paid_total: 30 })
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
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
      await store
        .database("refund")
        .where({ payment_id: bought.paymentId })
        .update({ amount: 0, raw_amount: JSON.stringify({ value: "0", precision: 20 }) })
      await desk.age()
      await desk.sweep()
      await desk.sweep()
      const found = await desk.findings()
      expect(found.map(({ kind }) => kind)).toEqual(["books_apart"])
      expect(found[0]?.message).toMatch(/GBP 20\.00 by the ledger, and GBP 30\.00 by Medusa/)
    })

    it("a try of the same session that was declined has no books of its own", async () => {
      const bought = await buy("PAYMENT")
      const declined = { state: "declined", taken_minor: 0, payment_id: null, claim: null }
      await copy(bought, { id: "declined_first", ...declined })
      await desk.age()
      await desk.sweep()
      expect(await desk.findings()).toEqual([])
      const { payments } = await store.admin.get<{ payments: object[] }>(
        `/admin/sagepay/orders/${bought.orderId}`
      )
      expect(payments).toEqual([expect.objectContaining({ vps_tx_id: bought.vpsTxId })])
    })

    it("money without an order is raised again when another sum is left", async () => {
      const bought = await buy("PAYMENT")
      await store.database("order").where({ id: bought.orderId }).update({ deleted_at: new Date() })
      const raised = async () => {
        await desk.age()
        await desk.sweep()
        return (await desk.findings()).map(({ kind }) => kind)
      }
      expect(await raised()).toEqual(["taken_without_order"])
      await desk.resolveFindings()
      expect(await raised()).toEqual([])
      await store.container
        .resolve(Modules.PAYMENT)
        .refundPayment({ payment_id: bought.paymentId, amount: 10 })
      expect(await raised()).toEqual(["taken_without_order"])
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
