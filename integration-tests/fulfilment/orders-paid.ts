import { createCartCreditLinesWorkflow } from "@medusajs/medusa/core-flows"
import { Modules } from "@medusajs/framework/utils"
import type { Bought } from "../helpers/shopper"
import type { Orders } from "./orders-suite"

/** Orders that cards pay only in part. */
export function paidOtherwise(suite: Orders): void {
  const { store, desk, buyTeapots, fulfil, standing, said } = suite

  describe("rule 12: paid in part by credit", () => {
    it("store credit in the cart counts first, and goodwill later does not count again", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3, storeCredit(40))
      expect(bought.cart.total).toBe(40)
      await fulfil(bought, 1)
      expect(desk.sent("AUTHORISE", bought)).toBe(0)
      await fulfil(bought, 1)
      expect(await standing(bought)).toEqual({ net: 1_500, pending: 2_500 })
      expect((await desk.refund(bought, 5)).status).toBe(200)
      await desk.sweep()
      await fulfil(bought, 1)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["15.00", "25.00"])
      expect(await standing(bought)).toEqual({ net: 3_500, pending: 0 })
      expect(await said(bought)).toEqual([])
    })

    it("of an AUTHENTICATE whose order was credited since, the rest", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3)
      await credit(bought, 40)
      await fulfil(bought, 1)
      expect(desk.sent("AUTHORISE", bought)).toBe(0)
      await fulfil(bought, 2)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["40.00"])
      expect(await standing(bought)).toEqual({ net: 4_000, pending: 0 })
    })

    it("between two parts of an order: the second is less by it", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3)
      await fulfil(bought, 1)
      await credit(bought, 10.01)
      await fulfil(bought, 2)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["30.00", "39.99"])
      expect(await standing(bought)).toEqual({ net: 6_999, pending: 0 })
    })

    it("of a DEFERRED, with the rest of its hold let go", async () => {
      const bought = await buyTeapots("DEFERRED", 3)
      await credit(bought, 40)
      await fulfil(bought, 3)
      expect(desk.amounts("RELEASE", bought)).toEqual(["40.00"])
      expect(await standing(bought)).toEqual({ net: 4_000, pending: 0 })
      expect(await desk.books(bought)).toEqual({ net: 4_000, held: 0 })
      expect(await said(bought)).toEqual([])
    })

    it("all of it: nothing is captured", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 1)
      await credit(bought, 30)
      await fulfil(bought, 1)
      expect(desk.sent("AUTHORISE", bought)).toBe(0)
      expect(await standing(bought)).toEqual({ net: 0, pending: 0 })
      expect(await said(bought)).toEqual([])
    })
  })

  describe("rule 12: paid in part through another provider", () => {
    it("what it captured comes off, and its own payment is not touched", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3)
      const collection = await ask(bought, 40)
      await store.admin.post(`/admin/payment-collections/${collection}/mark-as-paid`, {
        order_id: bought.orderId,
      })
      const before = await otherPayment(collection)
      expect(before).toMatchObject({ provider_id: "pp_system_default", captures: [40] })
      await fulfil(bought, 1)
      expect(desk.sent("AUTHORISE", bought)).toBe(0)
      await fulfil(bought, 1)
      await fulfil(bought, 1)
      await desk.sweep()
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["15.00", "25.00"])
      expect(await standing(bought, 4_000)).toEqual({ net: 4_000, pending: 0 })
      expect(await otherPayment(collection)).toEqual(before)
      expect(await said(bought)).toEqual([])
    })

    it("what it only holds does not, and stays as it is", async () => {
      const bought = await buyTeapots("DEFERRED", 3)
      const collection = await ask(bought, 40)
      await store.admin.post(`/admin/payment-collections/${collection}/payment-sessions`, {
        provider_id: "pp_system_default",
      })
      const { id } = await store
        .database("payment_session")
        .where({ payment_collection_id: collection })
        .first("id")
      await store.container.resolve(Modules.PAYMENT).authorizePaymentSession(id, {})
      const before = await otherPayment(collection)
      expect(before).toMatchObject({ captured_at: null, canceled_at: null, captures: [] })
      await fulfil(bought, 3)
      await desk.sweep()
      expect(desk.amounts("RELEASE", bought)).toEqual(["80.00"])
      expect(await standing(bought)).toEqual({ net: 8_000, pending: 0 })
      expect(await otherPayment(collection)).toEqual(before)
      expect(await said(bought)).toEqual([])
    })
  })

  function storeCredit(amount: number) {
    return (cart_id: string) =>
      createCartCreditLinesWorkflow(store.container).run({
        input: [
          { cart_id, amount, reference: "store-credit", reference_id: "sc_1", metadata: null },
        ],
      })
  }

  function credit({ orderId }: Bought, amount: number) {
    return store.admin.post(`/admin/orders/${orderId}/credit-lines`, {
      amount,
      reference: "gift-card",
      reference_id: "gift_1",
    })
  }

  /** The order asks for so much of its money in another way. */
  async function ask({ orderId }: Bought, amount: number): Promise<string> {
    const { payment_collection } = await store.admin.post<{ payment_collection: { id: string } }>(
      "/admin/payment-collections",
      { order_id: orderId, amount }
    )
    return payment_collection.id
  }

  async function otherPayment(payment_collection_id: string) {
    const payment = await store.database("payment").where({ payment_collection_id }).first()
    const found: unknown = await store.database("capture").where({ payment_id: payment.id })
    const captures = (found as { amount: string }[]).map(({ amount }) => Number(amount))
    return { ...payment, captures }
  }
}
