import { ledgerOf, ledgerRow } from "../helpers/checkout"
import type { LevelSuite } from "./suite"

/** Movements that Medusa has no row for get one through Medusa's own workflows, and nothing is sent for it. */
export function levelling(suite: LevelSuite): void {
  const { store, desk, buy, gateway, messageOf, level, lost, inConsole, quiet, rows } = suite

  describe("rule 5: the job brings Medusa level", () => {
    it("a capture whose answer was lost: row, captured_at, collection, totals, event; nothing is sent", async () => {
      const bought = await buy("DEFERRED")
      await lost(bought, "capture", 30)
      expect(await rows("capture", bought)).toEqual([])
      await quiet()
      const before = gateway().requests().length
      const events = await suite.eventsOf(bought, () => desk.sweep())
      expect(gateway().requests()).toHaveLength(before)
      expect(events).toEqual(["payment.captured"])
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      const order = await store.order(bought.orderId)
      expect(order.payment_status).toBe("captured")
      expect(order.payment_collections[0]).toMatchObject({ status: "completed" })
      expect((await store.payment(bought.orderId)).captured_at).not.toBeNull()
      expect(order.summary).toMatchObject({ paid_total: 30, pending_difference: 0 })
      expect(await desk.findings()).toEqual([])
      const [row] = await rows("capture", bought)
      const { intents } = await family(bought)
      expect(intents).toEqual([
        expect.objectContaining({
          id: row?.created_by,
          claimed_by: row?.id,
          levelled_at: expect.any(Date),
        }),
      ])
    })

    it("a person's retry goes first: for two minutes the job leaves it alone", async () => {
      const bought = await buy("DEFERRED")
      await lost(bought, "capture", 20)
      await desk.sweep()
      expect(await level(bought)).toBe(true)
      expect(await rows("capture", bought)).toEqual([])
      expect((await desk.capture(bought, 20)).status).toBe(200)
      await quiet()
      await desk.sweep()
      expect(await rows("capture", bought)).toHaveLength(1)
      expect(desk.sent("RELEASE", bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 2_000, held: 0 })
    })

    it("a person who does not want to wait is served at once", async () => {
      const bought = await buy("DEFERRED")
      await lost(bought, "capture", 20)
      expect(await level(bought, { impatient: true })).toBe(true)
      expect(await desk.books(bought)).toEqual({ net: 2_000, held: 0 })
    })

    it("a refund in the gateway's console is levelled at once, with its credit line and event", async () => {
      const bought = await buy("PAYMENT")
      await inConsole(bought, "REFUND", 1_250)
      const events = await suite.eventsOf(bought, () => level(bought))
      expect(events).toEqual(["payment.refunded"])
      expect(desk.sent("REFUND", bought)).toBe(0)
      expect(await desk.books(bought)).toEqual({ net: 1_750, held: 0 })
      expect(await suite.summary(bought)).toMatchObject({
        refunded_total: 12.5,
        pending_difference: 0,
      })
    })

    it("several movements of one payment, each with its own amount", async () => {
      const bought = await buy("AUTHENTICATE")
      await inConsole(bought, "AUTHORISE", 1_000)
      await inConsole(bought, "AUTHORISE", 2_000)
      const [first] = (await family(bought)).transactions.filter(({ taken_minor }) => taken_minor)
      await refundInConsole(first?.vps_tx_id ?? "", 400)
      await desk.sweep()
      expect(await desk.books(bought)).toEqual({ net: 2_600, held: 0 })
      const order = await store.order(bought.orderId)
      expect(order.transactions?.map(({ amount }) => Number(amount)).sort()).toEqual([-4, 10, 20])
      expect(order.summary).toMatchObject({ paid_total: 30, refunded_total: 4 })
      expect(await desk.findings()).toEqual([])

      async function refundInConsole(vpsTxId: string, amountMinor: number) {
        await inConsole({ ...bought, vpsTxId }, "REFUND", amountMinor)
      }
    })

    it("order transactions that are lost are written first, with their own amounts", async () => {
      const bought = await buy("AUTHENTICATE")
      await capturedWithoutTransaction(bought, 10)
      await inConsole(bought, "AUTHORISE", 2_000)
      expect(await level(bought)).toBe(false)
      expect(await rows("capture", bought)).toHaveLength(1)
      await desk.age()
      expect(await level(bought)).toBe(true)
      const order = await store.order(bought.orderId)
      expect(order.transactions?.map(({ amount }) => Number(amount)).sort()).toEqual([10, 20])
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
    })

    it("an equal request right after it is refused once, naming it; the next one goes through", async () => {
      const bought = await buy("PAYMENT")
      await inConsole(bought, "REFUND", 1_000)
      await level(bought)
      const stale = await desk.refund(bought, 10)
      expect(stale.status).toBe(400)
      expect(messageOf(stale)).toMatch(
        /^Nothing was sent: a refund of GBP 10\.00 is done, in the gateway's console, .* ask again\.$/
      )
      expect(desk.sent("REFUND", bought)).toBe(0)
      expect((await desk.refund(bought, 10)).status).toBe(200)
      expect(await desk.books(bought)).toEqual({ net: 1_000, held: 0 })
      expect((await desk.refund(bought, 10)).status).toBe(200)
      expect(desk.sent("REFUND", bought)).toBe(2)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
    })

    it("a refund in the console waits for the capture that a person may still claim", async () => {
      const bought = await buy("DEFERRED")
      await lost(bought, "capture", 30)
      await inConsole(bought, "REFUND", 1_000)
      await desk.sweep()
      await quiet()
      await desk.sweep()
      expect(await desk.books(bought)).toEqual({ net: 2_000, held: 0 })
      expect(await rows("refund", bought)).toHaveLength(1)
      expect(await desk.findings()).toEqual([])
    })

    it("another amount is not refused for it, nor the same a quarter of an hour later", async () => {
      const bought = await buy("PAYMENT")
      await inConsole(bought, "REFUND", 1_000)
      await level(bought)
      expect((await desk.refund(bought, 5)).status).toBe(200)
      await store.database("sagepay_intent").update({
        levelled_at: store.database.raw("levelled_at - interval '16 minutes'"),
      })
      expect((await desk.refund(bought, 10)).status).toBe(200)
      expect(await desk.books(bought)).toEqual({ net: 500, held: 0 })
    })

    it("a row that names an intent which does not fit is refused, and nothing is sent for it", async () => {
      const bought = await buy("PAYMENT")
      const other = await buy("PAYMENT")
      const intent = await inConsole(bought, "REFUND", 1_000)
      const foreign = await inConsole(other, "REFUND", 1_000)
      const before = gateway().requests().length
      for (const [created_by, amount] of [
        [intent.id, 9.99],
        [foreign.id, 10],
        ["spint_never", 10],
      ] as const) {
        await expect(
          payments().refundPayment({ payment_id: bought.paymentId, amount, created_by })
        ).rejects.toThrow(/^Nothing was sent: this refund names/)
      }
      expect(gateway().requests()).toHaveLength(before)
      expect(await rows("refund", bought)).toEqual([])
      expect(await level(bought)).toBe(true)
      await expect(
        payments().refundPayment({
          payment_id: bought.paymentId,
          amount: 10,
          created_by: intent.id,
        })
      ).rejects.toThrow(/not a movement of this payment that the store lacks/)
      expect(await desk.books(bought)).toEqual({ net: 2_000, held: 0 })
    })

    it("with another movement undecided it waits, and is levelled after it", async () => {
      const bought = await buy("PAYMENT")
      await inConsole(bought, "REFUND", 500)
      gateway().fault({ fault: "reset_before", match: { txType: "REFUND" } })
      await desk.refund(bought, 10)
      await desk.sweep()
      expect(await rows("refund", bought)).toEqual([])
      await desk.settle(await desk.openIntent(bought), { happened: false, note: "not there" })
      await desk.sweep()
      expect(await desk.books(bought)).toEqual({ net: 2_500, held: 0 })
      expect(await desk.findings()).toEqual([])
    })

    it("what Medusa can never count is raised with its reason, and tried again ten minutes later", async () => {
      const bought = await buy("DEFERRED")
      await inConsole(bought, "RELEASE", 3_000)
      await store
        .database("payment")
        .where({ id: bought.paymentId })
        .update({ canceled_at: new Date() })
      await desk.sweep()
      const [found] = (await desk.findings()).filter(({ kind }) => kind === "unlevelled_movement")
      expect(found?.message).toMatch(
        /^GBP 30\.00 was taken at the gateway with .*, and Medusa does not count it: .*has been canceled/
      )
      expect(await rows("capture", bought)).toEqual([])
      await store.database("payment").where({ id: bought.paymentId }).update({ canceled_at: null })
      await desk.sweep()
      expect(await rows("capture", bought)).toEqual([])
      await store
        .database("sagepay_finding")
        .where({ id: found?.id })
        .update({ updated_at: new Date(Date.now() - 660_000) })
      await desk.sweep()
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      expect(await desk.findings()).toEqual([])
    })
  })

  const payments = () => store.container.resolve("payment")

  async function family({ vpsTxId }: { vpsTxId: string }) {
    return ledgerOf(store).family((await ledgerRow(store, vpsTxId)).id)
  }

  /** The process died between the capture and core's workflow step that tells the order. */
  async function capturedWithoutTransaction({ paymentId }: { paymentId: string }, amount: number) {
    await payments().capturePayment({ payment_id: paymentId, amount })
  }
}
