import { until } from "../helpers/books"
import { ledgerRow } from "../helpers/checkout"
import type { Bought } from "../helpers/shopper"
import { editedOrders } from "./edited-orders"
import type { LevelSuite } from "./suite"

/** What core drops, swallows or never asks, and what comes of it here. */
export function holesInCore(suite: LevelSuite): void {
  const { store, desk, buy, gateway, stateOf, rows } = suite
  const kinds = async () => (await desk.findings()).map(({ kind }) => kind)

  const cancelWithRefundRefused = async (bought: Bought) => {
    gateway().fault({ fault: "refuse", times: 0, match: { txType: "VOID" } })
    gateway().fault({ fault: "refuse", times: 0, match: { txType: "REFUND" } })
    expect((await desk.cancelOrder(bought)).status).toBe(200)
  }

  describe("an order cancelled although its refund failed", () => {
    it("the sweep gives back what Medusa still counts, once, and the order's totals stay as core booked them", async () => {
      const bought = await buy("PAYMENT")
      await cancelWithRefundRefused(bought)
      gateway().clearFaults()
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      await desk.sweep()
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      await desk.age()
      await desk.sweep()
      await desk.sweep()
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await rows("refund", bought)).toEqual([
        expect.objectContaining({ created_by: "sagepay-sweep" }),
      ])
      const order = await store.order(bought.orderId)
      expect(order.transactions?.map(({ amount }) => Number(amount)).sort()).toEqual([-30, 30])
      expect(await desk.findings()).toEqual([])
    })

    it("is raised once while the gateway refuses, and given back when a person tries again", async () => {
      const bought = await buy("PAYMENT")
      await cancelWithRefundRefused(bought)
      await desk.age()
      await desk.sweep()
      const asked = desk.sent("REFUND", bought)
      await desk.sweep()
      expect(desk.sent("REFUND", bought)).toBe(asked)
      const [found, ...others] = await desk.findings()
      expect(others).toEqual([])
      expect(found).toMatchObject({
        kind: "cancelled_order_not_refunded",
        message: expect.stringMatching(/GBP 30\.00 of \S+ is still taken: .* Give it back by hand/),
      })
      gateway().clearFaults()
      await store.admin.post(`/admin/sagepay/findings/${found?.id}/retry`, {})
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await desk.findings()).toEqual([])
    })

    it("while its outcome is unknown nothing is sent again; found to have happened, Medusa's payment gets its refund", async () => {
      const bought = await buy("PAYMENT")
      gateway().fault({ fault: "act_then_reset", match: { txType: "VOID" } })
      await desk.cancelOrder(bought)
      await desk.age()
      await desk.sweep()
      expect([desk.sent("VOID", bought), desk.sent("REFUND", bought)]).toEqual([1, 0])
      await desk.settle(await desk.openIntent(bought), { happened: true, note: "it is voided" })
      await suite.quiet()
      await desk.sweep()
      await desk.sweep()
      expect([desk.sent("VOID", bought), desk.sent("REFUND", bought)]).toEqual([1, 0])
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      const order = await store.order(bought.orderId)
      expect(order.transactions?.map(({ amount }) => Number(amount)).sort()).toEqual([-30, 30])
      expect(await desk.findings()).toEqual([])
    })

    it("as much taken in the console meanwhile is given back too, though the two sums were equal", async () => {
      const bought = await buy("AUTHENTICATE")
      await desk.capture(bought)
      gateway().fault({ fault: "act_then_reset", match: { txType: "VOID" } })
      await desk.cancelOrder(bought)
      await desk.settle(await desk.openIntent(bought), { happened: true, note: "it is voided" })
      await suite.inConsole(bought, "AUTHORISE", 3_000)
      expect(await desk.books(bought)).toMatchObject({ net: 3_000 })
      await desk.age()
      await suite.quiet()
      await desk.sweep()
      await desk.age()
      await desk.sweep()
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await rows("refund", bought)).toHaveLength(1)
      expect(await desk.findings()).toEqual([])
    })

    it("a smaller refund whose answer was lost is levelled first, and the rest is given back", async () => {
      const bought = await buy("PAYMENT")
      await suite.lost(bought, "refund", 10)
      // Core asks for all 30, which is refused because of the 10, and swallows it.
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      await desk.age()
      await desk.sweep()
      await desk.age()
      await desk.sweep()
      expect(desk.amounts("REFUND", bought)).toEqual(["10.00", "20.00"])
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await desk.findings()).toEqual([])
    })

    it("captured in part: the rest of the hold ends at once, the part is given back by the sweep", async () => {
      const bought = await buy("AUTHENTICATE")
      await desk.capture(bought, 10)
      await cancelWithRefundRefused(bought)
      await until(async () => (await ledgerRow(store, bought.vpsTxId)).state === "cancelled")
      gateway().clearFaults()
      await desk.age()
      await desk.sweep()
      expect(desk.sent("CANCEL", bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await desk.findings()).toEqual([])
    })

    it("counted, and nothing left at the gateway: refunded in Medusa alone", async () => {
      const bought = await buy("PAYMENT")
      await store.database("order").where({ id: bought.orderId }).update({ status: "canceled" })
      const intent = await suite.inConsole(bought, "REFUND", 3_000)
      await store
        .database("sagepay_intent")
        .where({ id: intent.id })
        .update({ claimed_by: "netted" })
      await desk.age()
      await desk.sweep()
      expect(desk.sent("REFUND", bought) + desk.sent("VOID", bought)).toBe(0)
      expect(await rows("refund", bought)).toHaveLength(1)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await desk.findings()).toEqual([])
    })

    it("taken in the console for an order that is cancelled: given back, and never counted", async () => {
      const bought = await buy("DEFERRED")
      await store.database("order").where({ id: bought.orderId }).update({ status: "canceled" })
      await suite.inConsole(bought, "RELEASE", 3_000)
      await desk.age()
      await desk.sweep()
      expect(await rows("capture", bought)).toEqual([])
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await desk.findings()).toEqual([])
    })
  })

  describe("an order that counts on nothing", () => {
    it("levelled by a job that died before its claim: the dead row is taken away, and not given back once more", async () => {
      const bought = await buy("DEFERRED")
      const intent = await suite.inConsole(bought, "RELEASE", 3_000)
      await suite.insertRow("capture", bought, "capt_of_a_dead_job", 30, intent.id)
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      await desk.age()
      await desk.sweep()
      await desk.sweep()
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect([await rows("capture", bought), await rows("refund", bought)]).toEqual([[], []])
      expect(desk.sent("VOID", bought)).toBe(1)
      expect(await desk.findings()).toEqual([])
    })

    it("the same when the dead row is so old that core's own refund finds it", async () => {
      const bought = await buy("DEFERRED")
      const intent = await suite.inConsole(bought, "RELEASE", 3_000)
      await suite.insertRow("capture", bought, "capt_of_a_job_long_dead", 30, intent.id)
      await suite.quietRows()
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      await desk.age()
      await desk.sweep()
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect([await rows("capture", bought), await rows("refund", bought)]).toEqual([[], []])
    })

    it("a live order on a cancelled payment is raised once, and leaves the list with the order", async () => {
      const bought = await buy("DEFERRED")
      await store
        .database("payment")
        .where({ id: bought.paymentId })
        .update({ canceled_at: new Date() })
      await desk.sweep()
      expect(await kinds()).toEqual([])
      await older(bought)
      await desk.sweep()
      await desk.sweep()
      expect(await kinds()).toEqual(["order_without_payment"])
      await store.database("order").where({ id: bought.orderId }).update({ status: "canceled" })
      await desk.sweep()
      expect(stateOf(bought)).toBe("aborted")
      expect(await kinds()).toEqual([])
    })

    it("a hold that lapsed under a live order: Medusa's payment is cancelled, and the order is raised", async () => {
      const bought = await buy("DEFERRED")
      const { id } = await ledgerRow(store, bought.vpsTxId)
      await store
        .database("sagepay_transaction")
        .where({ id })
        .update({ authorised_at: new Date(Date.now() - 30 * 86_400_000) })
      const before = gateway().requests().length
      await desk.sweep()
      expect((await store.payment(bought.orderId)).canceled_at).not.toBeNull()
      await older(bought)
      await desk.sweep()
      expect(gateway().requests()).toHaveLength(before)
      expect(await kinds()).toEqual(["order_without_payment"])
    })

    it("a hold that the gateway says is released already: nobody is told that nothing was captured", async () => {
      const bought = await buy("DEFERRED")
      gateway().console({ action: "RELEASE", vps_tx_id: bought.vpsTxId, amount_minor: 3_000 })
      expect((await desk.capture(bought)).status).toBe(400)
      expect(await kinds()).toEqual(["done_elsewhere"])
      const { id } = await ledgerRow(store, bought.vpsTxId)
      await store
        .database("sagepay_transaction")
        .where({ id })
        .update({ authorised_at: new Date(Date.now() - 31 * 86_400_000) })
      await desk.sweep()
      expect((await store.payment(bought.orderId)).canceled_at).toBeNull()
      expect((await ledgerRow(store, bought.vpsTxId)).state).toBe("deferred")
      await store
        .database("payment")
        .where({ id: bought.paymentId })
        .update({ canceled_at: new Date() })
      await older(bought)
      await desk.sweep()
      expect(await kinds()).toEqual(["done_elsewhere"])
    })

    it("the process died after the payment was accepted and before Medusa had one: the order is raised", async () => {
      const bought = await buy("DEFERRED")
      await rewindToAccepted(bought)
      await desk.sweep()
      expect(await kinds()).toEqual([])
      const quarter = new Date(Date.now() - 16 * 60_000)
      await store
        .database("sagepay_transaction")
        .where({ vps_tx_id: bought.vpsTxId })
        .update({ claimed_at: quarter })
      await store.database("order").where({ id: bought.orderId }).update({ created_at: quarter })
      await desk.sweep()
      await desk.sweep()
      expect((await kinds()).sort()).toEqual(["order_without_payment", "unanswered"])
    })

    it("a payment that the gateway let go: Medusa's refund takes its capture back, and sends nothing", async () => {
      const bought = await buy("PAYMENT")
      await store
        .database("sagepay_transaction")
        .where({ vps_tx_id: bought.vpsTxId })
        .update({ state: "failed", answer_status: "INVALID", taken_minor: 0 })
      const before = gateway().requests().length
      expect((await desk.refund(bought, 30)).status).toBe(200)
      expect(gateway().requests()).toHaveLength(before)
      const refunded: unknown = await store
        .database("refund")
        .where({ payment_id: bought.paymentId, deleted_at: null })
        .pluck("amount")
      expect((refunded as unknown[]).map(Number)).toEqual([30])
    })

    it("the gateway said OK and then that it gave up, before our answer: the order is raised", async () => {
      const bought = await buy("DEFERRED")
      await store
        .database("sagepay_transaction")
        .where({ vps_tx_id: bought.vpsTxId })
        .update({ state: "failed", answer_status: "INVALID", answered_at: null })
      await desk.sweep()
      expect(await kinds()).toEqual([])
      await store
        .database("sagepay_transaction")
        .where({ vps_tx_id: bought.vpsTxId })
        .update({ updated_at: new Date(Date.now() - 180_000) })
      await desk.sweep()
      expect(await kinds()).toEqual(["order_without_payment"])
    })

    it("a part is refunded before the gateway has its answer: refused, for the whole would be let go", async () => {
      const bought = await buy("PAYMENT")
      await store
        .database("sagepay_transaction")
        .where({ vps_tx_id: bought.vpsTxId })
        .update({ state: "notified", answer_status: null, taken_minor: 0 })
      const part = await desk.refund(bought, 10)
      expect(part).toMatchObject({
        status: 400,
        body: { message: expect.stringMatching(/^GBP 10\.00 was not refunded: .* No money moved/) },
      })
      expect((await ledgerRow(store, bought.vpsTxId)).state).toBe("notified")
      expect((await desk.refund(bought, 30)).status).toBe(200)
      expect((await ledgerRow(store, bought.vpsTxId)).state).toBe("failed")
      await desk.resolveFindings()
    })

    async function older({ orderId, paymentId }: Bought) {
      const { database } = store
      const set = (column: string) => ({ [column]: database.raw(`${column} - interval '1 hour'`) })
      await database("payment").where({ id: paymentId }).update(set("canceled_at"))
      await database("order").where({ id: orderId }).update(set("created_at"))
    }

    /** Core has made the order and asked the provider; its own transaction with session and payment never came. */
    async function rewindToAccepted({ vpsTxId, paymentId, cart }: Bought) {
      const { database } = store
      const row = await ledgerRow(store, vpsTxId)
      await database("payment").where({ id: paymentId }).delete()
      await database("payment_session")
        .where({ id: cart.sessionId })
        .update({ status: "pending", authorized_at: null })
      await database("sagepay_transaction").where({ id: row.id }).update({
        state: "notified",
        answer_status: null,
        answered_at: null,
        order_id: null,
        payment_id: null,
      })
    }
  })

  editedOrders(suite)
}
