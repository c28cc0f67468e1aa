import { becomeCharge } from "../../src/modules/sagepay/beyond"
import { readPressFacts, readTakenBeyond } from "../../src/shop/owed"
import { ledgerOf, ledgerRow } from "../helpers/checkout"
import type { Bought } from "../helpers/shopper"
import type { LevelSuite } from "./suite"

/** What was authorised in the gateway's console beyond what Medusa's payment can count. */
export function beyondThePayment(suite: LevelSuite): void {
  const { store, desk, buy, gateway, inConsole } = suite

  describe("rule 11: an AUTHORISE beyond its Medusa payment is a payment of its own", () => {
    it("the whole of it; what the order does not come to is raised once, until it is given back", async () => {
      const bought = await beyond()
      const before = gateway().requests().length
      await desk.sweep()
      await desk.sweep()
      expect(gateway().requests()).toHaveLength(before)
      expect(await seen(bought)).toEqual({
        payments: ["1 of 30", "30 of 30"],
        list: [1, 30],
        net: 3_100,
      })
      expect(await desk.findings()).toEqual([
        expect.objectContaining({
          kind: "taken_beyond_order",
          message: expect.stringMatching(
            /^GBP 30\.00 was taken in the gateway's console with \S+, and GBP 1\.00 of it is more than the order comes to\./
          ),
        }),
      ])
      const own = await ownPayment(bought)
      expect((await desk.refund(own, 1)).status).toBe(200)
      expect(gateway().requests({ tx_type: "REFUND" }).at(-1)?.fields).toMatchObject({
        RelatedVPSTxId: own.vpsTxId,
        Amount: "1.00",
      })
      await desk.age()
      await desk.sweep()
      expect(await desk.findings()).toEqual([])
      expect(await suite.summary(bought)).toMatchObject({ paid_total: 31, refunded_total: 1 })
    })

    it("nothing is raised where the order owes it", async () => {
      const bought = await buy("AUTHENTICATE")
      await desk.capture(bought)
      await addTeapot(bought)
      await inConsole(bought, "AUTHORISE", 450)
      await desk.sweep()
      expect(await seen(bought)).toEqual({
        payments: ["30 of 30", "4.5 of 4.5"],
        list: [4.5, 30],
        net: 3_450,
      })
      expect(await suite.summary(bought)).toMatchObject({ pending_difference: 20.5 })
      expect(await desk.findings()).toEqual([])
    })

    it("what fits is counted by the payment itself", async () => {
      const bought = await buy("AUTHENTICATE")
      await inConsole(bought, "AUTHORISE", 1_000)
      await inConsole(bought, "AUTHORISE", 2_000)
      await inConsole(bought, "AUTHORISE", 1)
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({
        payments: ["0.01 of 0.01", "30 of 30"],
        list: [0.01, 10, 20],
      })
    })

    it("two processes at once, one of them killed in between: one payment, raised once", async () => {
      const bought = await beyond()
      const { id } = await beyondIntent(bought)
      const become = () =>
        becomeCharge(ledgerOf(store).context, id, {
          facts: readPressFacts,
          takenBeyond: readTakenBeyond,
        })
      expect((await Promise.all([become(), become()])).sort()).toEqual([false, true])
      expect((await seen(bought)).payments).toEqual(["1 of 30"])
      await Promise.all([desk.sweep(), suite.level(bought), desk.sweep()])
      await desk.sweep()
      expect(await seen(bought)).toEqual({
        payments: ["1 of 30", "30 of 30"],
        list: [1, 30],
        net: 3_100,
      })
      const raised = await store.database("sagepay_finding").where({ order_id: bought.orderId })
      expect(raised).toEqual([expect.objectContaining({ kind: "taken_beyond_order" })])
    })

    it("what was given back of it in the console goes with it", async () => {
      const bought = await beyond()
      const { source_id } = await beyondIntent(bought)
      await inConsole({ ...bought, vpsTxId: source_id }, "REFUND", 1_000)
      await desk.sweep()
      await desk.sweep()
      expect(await seen(bought)).toEqual({
        payments: ["1 of 30", "20 of 30"],
        list: [-10, 1, 30],
        net: 2_100,
      })
      expect(await desk.findings()).toEqual([])
    })

    it("an order that is cancelled meanwhile gives all of it back", async () => {
      const bought = await beyond()
      const { id } = await beyondIntent(bought)
      await becomeCharge(ledgerOf(store).context, id, {
        facts: readPressFacts,
        takenBeyond: readTakenBeyond,
      })
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ payments: ["0 of 30"], net: 0 })
      await desk.age()
      await desk.sweep()
      expect(await desk.findings()).toEqual([])
    })

    it("while Medusa has a capture in hand it waits: that may be this very one, asked for again", async () => {
      const bought = await beyond()
      await suite.insertRow("capture", bought, "capt_in_hand", 29)
      expect(await suite.level(bought)).toBe(false)
      expect((await seen(bought)).payments).toEqual(["30 of 30"])
      await store.database("capture").where({ id: "capt_in_hand" }).delete()
      await desk.age()
      await desk.sweep()
      expect((await seen(bought)).payments).toEqual(["1 of 30", "30 of 30"])
    })
  })

  /** 30.00 authorised in the console although 1.00 of the 30.00 was captured: the gateway allows 115 %. */
  async function beyond(): Promise<Bought> {
    const bought = await buy("AUTHENTICATE")
    await desk.capture(bought, 1)
    await inConsole(bought, "AUTHORISE", 3_000)
    return bought
  }

  async function beyondIntent({ vpsTxId }: Bought) {
    const { intents } = await ledgerOf(store).family((await ledgerRow(store, vpsTxId)).id)
    const found = intents.find(({ source }) => source === "console")
    if (!found) throw new Error("Nothing was authorised in the console")
    return found
  }

  async function ownPayment(bought: Bought): Promise<Bought> {
    const { source_id } = await beyondIntent(bought)
    const { payment_id } = await ledgerRow(store, source_id)
    return { ...bought, vpsTxId: source_id, paymentId: payment_id ?? "" }
  }

  /** Payments as what Medusa counts of how much, the order's transactions, and the gateway's net. */
  async function seen(bought: Bought) {
    const order = await store.order(bought.orderId)
    const found: unknown = await store.database.raw(
      `select (coalesce((select sum(amount) from capture where payment_id = p.id and deleted_at is null), 0)
         - coalesce((select sum(amount) from refund where payment_id = p.id and deleted_at is null), 0))::float
         || ' of ' || p.amount::float as seen
       from payment p
       join order_payment_collection l on l.payment_collection_id = p.payment_collection_id
       where l.order_id = ? and l.deleted_at is null order by 1`,
      [bought.orderId]
    )
    const { vendor_tx_code } = await ledgerRow(store, bought.vpsTxId)
    return {
      payments: (found as { rows: { seen: string }[] }).rows.map((row) => row.seen),
      list: (order.transactions ?? []).map(({ amount }) => Number(amount)).sort((a, b) => a - b),
      net: gateway().money({ vendor_tx_code })[0]?.net,
    }
  }

  async function addTeapot({ orderId }: Bought) {
    await store.admin.post("/admin/order-edits", { order_id: orderId })
    const items = [{ variant_id: store.shop.products[0]?.variantId, quantity: 1 }]
    await store.admin.post(`/admin/order-edits/${orderId}/items`, { items })
    await store.admin.post(`/admin/order-edits/${orderId}/request`)
    await store.admin.post(`/admin/order-edits/${orderId}/confirm`)
  }
}
