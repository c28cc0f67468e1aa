import { ChangeActionType, Modules, OrderChangeType } from "@medusajs/framework/utils"
import { ledgerOf } from "../helpers/checkout"
import type { Bought } from "../helpers/shopper"
import { listsOf } from "./lists"
import type { LevelSuite } from "./suite"

/** The process died while it refunded: after the order's transaction, or while the capture had no row yet. */
export function deadRefunds(suite: LevelSuite): void {
  const { store, desk, buy, insertRow, quietRows, inConsole } = suite
  const { later, seen, write, letGo } = listsOf(suite)
  const orders = () => store.container.resolve(Modules.ORDER)

  describe("rule 5: a refund whose process died after it told the order, before the credit", () => {
    it("is credited once, though core's order change has nothing in it yet", async () => {
      const bought = await booked(10)
      await begin(bought)
      await pass(bought)
      expect(await seen(bought)).toMatchObject({ sums: [30, 10, 20], pending: 10 })
      await Promise.all([desk.sweep(), desk.sweep(), desk.sweep()])
      await desk.sweep()
      expect(await seen(bought)).toEqual({ list: [-10, 30], sums: [30, 10, 20], pending: 0 })
      expect(await credits(bought)).toEqual(["refund 10"])
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
    })

    it("gets the credit that core had begun, by its own order change", async () => {
      const bought = await booked(10)
      const change = await begin(bought)
      await orders().addOrderAction({
        order_change_id: change.id,
        order_id: bought.orderId,
        version: change.version,
        action: ChangeActionType.CREDIT_LINE_ADD,
        reference: "payment_collection",
        reference_id: "paycol_1",
        amount: 10,
      })
      await pass(bought)
      await Promise.all([desk.sweep(), desk.sweep(), desk.sweep()])
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ sums: [30, 10, 20], pending: 0 })
      expect(await credits(bought)).toEqual(["payment_collection 10"])
    })

    it("is credited though core had not begun an order change", async () => {
      const bought = await booked(10)
      await desk.sweep()
      expect(await credits(bought)).toEqual([])
      await pass(bought)
      await Promise.all([desk.sweep(), desk.sweep(), desk.sweep()])
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ sums: [30, 10, 20], pending: 0 })
      expect(await credits(bought)).toEqual(["refund 10"])
    })

    it("is taken away also from an order whose payment the gateway let go", async () => {
      const bought = await buy("DEFERRED")
      await letGo(bought)
      await begin(bought)
      expect((await desk.cancelOrder(bought)).status).not.toBe(200)
      await pass(bought)
      await desk.sweep()
      expect((await desk.cancelOrder(bought)).status).toBe(200)
    })

    it("is not credited where the order changed while the gateway was asked: core goes by what it saw before", async () => {
      const bought = await booked(10, async ({ orderId: order_id }) => {
        const change_type = OrderChangeType.EDIT
        const { id } = await orders().createOrderChange({ order_id, change_type })
        await orders().confirmOrderChange(id)
      })
      await pass(bought)
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ sums: [30, 10, 20], pending: 10 })
      expect(await credits(bought)).toEqual([])
    })

    it("is credited also where something happened since that costs nothing", async () => {
      const bought = await booked(10)
      const { orderId: order_id } = bought
      const change = await orders().createOrderChange({ order_id })
      await orders().addOrderAction({
        order_change_id: change.id,
        order_id,
        version: change.version,
        action: ChangeActionType.UPDATE_ORDER_PROPERTIES,
        details: { email: "ann@example.com" },
      })
      await orders().confirmOrderChange(change.id)
      await pass(bought)
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ pending: 0 })
      expect(await credits(bought)).toEqual(["refund 10"])
    })

    it("one that core credited is not credited again, whatever the order still asks for", async () => {
      const bought = await buy("AUTHENTICATE")
      await desk.capture(bought, 20)
      expect((await desk.refund(bought, 5)).status).toBe(200)
      expect(await seen(bought)).toMatchObject({ pending: 10 })
      await pass(bought)
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ pending: 10 })
      expect(await credits(bought)).toHaveLength(1)
    })
  })

  describe("rule 6: a refund of a capture that Medusa is yet to count", () => {
    it("is sent once the capture is brought to Medusa", async () => {
      const bought = await buy("DEFERRED")
      const { id } = await inConsole(bought, "RELEASE", 3_000)
      await insertRow("capture", bought, "capt_job", 30, id)
      await insertRow("refund", bought, "ref_staff", 12, "user_1")
      await quietRows()
      await desk.sweep()
      await desk.sweep()
      expect(await suite.rows("refund", bought)).toMatchObject([{ id: "ref_staff" }])
      expect(desk.amounts("REFUND", bought)).toEqual(["12.00"])
      expect(await desk.books(bought)).toEqual({ net: 1_800, held: 0 })
      expect(await seen(bought)).toMatchObject({ list: [-12, 30], sums: [30, 12, 18] })
      expect(await desk.findings()).toEqual([])
    })

    it("stays while that is tried, and is raised when nobody tries any more", async () => {
      const bought = await buy("DEFERRED")
      const { id } = await inConsole(bought, "RELEASE", 3_000)
      const ledger = ledgerOf(store)
      await ledger.raise({ kind: "unlevelled_movement", subject_id: id, message: "Medusa failed." })
      await insertRow("refund", bought, "ref_stays", 12, "user_1")
      await quietRows()
      await desk.sweep()
      expect(await suite.rows("refund", bought)).toHaveLength(1)
      expect((await desk.findings()).map(({ kind }) => kind)).toEqual(["unlevelled_movement"])
      await desk.resolveFindings()
      await desk.sweep()
      expect(await suite.rows("refund", bought)).toHaveLength(1)
      expect(await desk.findings()).toContainEqual(
        expect.objectContaining({ kind: "row_without_movement", subject_id: "ref_stays" })
      )
      await desk.resolveFindings()
    })
  })

  /** Core's refund, up to the order's transaction. */
  async function booked(
    amount: number,
    meanwhile = (_: Bought): Promise<void> => Promise.resolve()
  ): Promise<Bought> {
    const bought = await buy("PAYMENT")
    const payment_id = bought.paymentId
    await store.container.resolve(Modules.PAYMENT).refundPayment({ payment_id, amount })
    await meanwhile(bought)
    const [refund] = await suite.rows("refund", bought)
    await write(bought, refund?.id ?? "", -amount)
    return bought
  }

  async function begin({ orderId: order_id }: Bought): Promise<{ id: string; version: number }> {
    const change_type = OrderChangeType.CREDIT_LINE
    const { id, version } = await orders().createOrderChange({ order_id, change_type })
    return { id, version }
  }

  async function pass(bought: Bought): Promise<void> {
    await later(bought)
    for (const table of ["order_change", "order_credit_line"]) {
      await store.database.raw(
        `update ${table} set created_at = created_at - interval '1 hour' where order_id = ?`,
        [bought.orderId]
      )
    }
    await store.database.raw(
      `update order_change set confirmed_at = confirmed_at - interval '1 hour' where order_id = ?`,
      [bought.orderId]
    )
  }

  async function credits({ orderId: order_id }: Bought): Promise<string[]> {
    const lines = (await store
      .database("order_credit_line")
      .where({ order_id, deleted_at: null })) as { reference: string; amount: string }[]
    return lines.map(({ reference, amount }) => `${reference} ${Number(amount)}`)
  }
}
