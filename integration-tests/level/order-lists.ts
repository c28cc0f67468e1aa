import { refundPaymentsWorkflow } from "@medusajs/medusa/core-flows"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { ledgerOf, ledgerRow } from "../helpers/checkout"
import type { Bought } from "../helpers/shopper"
import { listsOf } from "./lists"
import type { LevelSuite } from "./suite"

/** As core names a row; this one it deleted. */
const GONE = "capt_01KA00000000000000000000GN"

/** What core writes wrongly into the list of an order that lives. */
export function orderLists(suite: LevelSuite): void {
  const { store, desk, buy, gateway, insertRow } = suite
  const { write, later, seen, letGo } = listsOf(suite)

  describe("rule 5: the list of a live order", () => {
    it("a capture that core wrote with the amount of a later press gets its own", async () => {
      const bought = await buy("DEFERRED")
      // The process died before it told the order.
      await store.container
        .resolve(Modules.PAYMENT)
        .capturePayment({ payment_id: bought.paymentId, amount: 30 })
      expect((await desk.capture(bought, 12)).status).toBe(200)
      expect(await seen(bought)).toEqual({ list: [12], sums: [12, 0, 12], pending: 18 })
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ list: [12] })
      await later(bought)
      await Promise.all([desk.sweep(), desk.sweep(), desk.sweep()])
      expect(await seen(bought)).toEqual({ list: [30], sums: [30, 0, 30], pending: 0 })
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
    })

    it("the refund that a cancelling wrote but never made is taken away when it is cancelled", async () => {
      const bought = await buy("PAYMENT")
      for (const txType of ["VOID", "REFUND"]) {
        gateway().fault({ fault: "refuse", times: 0, match: { txType } })
      }
      // Core cancels by this workflow, and the process died when it had ended.
      await refundPaymentsWorkflow(store.container).run({
        input: [{ payment_id: bought.paymentId, amount: 30 }],
      })
      gateway().clearFaults()
      expect(await seen(bought)).toMatchObject({ list: [-30, 30], sums: [30, 30, 0] })
      await later(bought)
      await desk.sweep()
      // It looks like one that was paid back in another way.
      expect(await seen(bought)).toMatchObject({ list: [-30, 30], sums: [30, 30, 0] })
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      await later(bought)
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ list: [-30, 30], sums: [30, 30, 0] })
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
    })

    it("a refund that a cancelling made before its process died keeps its line", async () => {
      const bought = await buy("PAYMENT")
      await refundPaymentsWorkflow(store.container).run({
        input: [{ payment_id: bought.paymentId, amount: 30 }],
      })
      await later(bought)
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ list: [-30, 30], sums: [30, 30, 0] })
    })

    it("a capture whose row is gone is taken away, and the present version has the sums", async () => {
      const bought = await buy("AUTHENTICATE")
      await desk.capture(bought, 10)
      await insertRow("capture", bought, GONE, 10)
      await write(bought, GONE, 10)
      await store.database("capture").where({ id: GONE }).delete()
      await addTeapot(bought)
      expect(await seen(bought)).toEqual({ list: [10, 10], sums: [20, 0, 20], pending: 35 })
      await later(bought)
      await desk.sweep()
      expect(await seen(bought)).toEqual({ list: [10], sums: [10, 0, 10], pending: 45 })
    })

    it("a cancelled one of a payment that the gateway let go gets the line of the capture that it counts", async () => {
      const bought = await buy("DEFERRED")
      await letGo(bought)
      await insertRow("capture", bought, "capt_never", 30)
      await insertRow("refund", bought, "ref_never", 30)
      await write(bought, "ref_never", -30)
      await store
        .database("order")
        .where({ id: bought.orderId })
        .update({ status: "canceled", canceled_at: new Date() })
      await later(bought)
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ list: [-30, 30], sums: [30, 30, 0] })
    })

    it("sums that two wrote at once are those of the list again", async () => {
      const bought = await buy("PAYMENT")
      await desk.refund(bought, 5)
      await store.database.raw(
        `update order_summary set totals = totals ||
           '{"refunded_total": 0, "raw_refunded_total": {"value": "0", "precision": 20},
             "transaction_total": 30, "raw_transaction_total": {"value": "30", "precision": 20},
             "pending_difference": -5, "raw_pending_difference": {"value": "-5", "precision": 20}}'
         where order_id = ?`,
        [bought.orderId]
      )
      await later(bought)
      await desk.sweep()
      expect(await seen(bought)).toEqual({ list: [-5, 30], sums: [30, 5, 25], pending: 0 })
    })

    it("lines of another provider, and of nobody, stay as they are", async () => {
      const bought = await buy("AUTHENTICATE")
      await desk.capture(bought, 10)
      await payOtherwise(bought, "pay_other", 7)
      await insertRow("capture", { ...bought, paymentId: "pay_other" }, "capt_other", 7)
      await write(bought, "capt_other", 6)
      await write(bought, "capt_other_gone", 3)
      await write(bought, "bank-transfer-1", 2)
      await write(bought, bought.paymentId, -10)
      await later(bought)
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ list: [-10, 2, 3, 6, 10], sums: [21, 10, 11] })
    })

    it("what others book for our payment, or by names of their own, stays", async () => {
      const bought = await buy("PAYMENT")
      await desk.refund(bought, 5)
      await write(bought, bought.paymentId, -4)
      await write(bought, "ref_erp_17", -3)
      await write(bought, "capt_2026-11-01", 2)
      await later(bought)
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ list: [-5, -4, -3, 2, 30], sums: [32, 12, 20] })
      expect(await desk.findings()).toEqual([])
    })

    it("what is taken away is logged whole, so that it could be written again", async () => {
      const bought = await buy("AUTHENTICATE")
      await desk.capture(bought, 10)
      await write(bought, GONE, 7)
      await later(bought)
      const logger = store.container.resolve(ContainerRegistrationKeys.LOGGER)
      const info = jest.spyOn(logger, "info")
      await desk.sweep()
      const said = info.mock.calls.map(([message]) => message)
      info.mockRestore()
      expect(said).toContainEqual(expect.stringContaining(`lost the capture of 7 for ${GONE}`))
    })

    it("beside another provider's, a row that is gone is ours when the ledger knows it", async () => {
      const bought = await buy("AUTHENTICATE")
      await payOtherwise(bought, "pay_another", 7)
      gateway().fault({ fault: "refuse", match: { txType: "AUTHORISE" } })
      expect((await desk.capture(bought, 10)).status).toBe(400)
      const { id } = await ledgerRow(store, bought.vpsTxId)
      const { intents } = await ledgerOf(store).family(id)
      await write(bought, intents[0]?.source_id ?? "", 10)
      await later(bought)
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ list: [], sums: [0, 0, 0] })
    })

    it("nothing is touched while a movement's outcome is open", async () => {
      const bought = await buy("AUTHENTICATE")
      gateway().fault({ fault: "act_then_reset", match: { txType: "AUTHORISE" } })
      expect((await desk.capture(bought, 10)).status).toBe(400)
      await write(bought, GONE, 10)
      await later(bought)
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ list: [10] })
      await desk.settle(await desk.openIntent(bought), { happened: false, note: "not there" })
    })
  })

  /** A second way to pay, in the same collection. */
  async function payOtherwise({ paymentId }: Bought, id: string, amount: number) {
    const [payment] = (await store.database("payment").where({ id: paymentId })) as object[]
    const raw_amount = JSON.stringify({ value: String(amount), precision: 20 })
    const provider_id = "pp_system_default"
    await store.database("payment").insert({
      ...payment,
      id,
      payment_session_id: `payses_${id}`,
      amount,
      raw_amount,
      provider_id,
      data: null,
      metadata: null,
    })
  }

  async function addTeapot({ orderId }: Bought) {
    const variant_id = store.shop.products[0]?.variantId
    await store.admin.post("/admin/order-edits", { order_id: orderId })
    const path = `/admin/order-edits/${orderId}`
    await store.admin.post(`${path}/items`, { items: [{ variant_id, quantity: 1 }] })
    await store.admin.post(`${path}/request`)
    await store.admin.post(`${path}/confirm`)
  }
}
