import { creditFor } from "../../src/shop/order-transactions"
import { ledgerOf } from "../helpers/checkout"
import type { Fulfilment } from "./suite"

/** A fulfilment that is cancelled afterwards: its money goes back, or a person is asked. */
export function cancelled(suite: Fulfilment): void {
  const { store, desk, buyTeapots, fulfil, cancelFulfilment, refunds, said, options } = suite

  const retry = async () => {
    const { attention } = await store.admin.get<{
      attention: { choices: { id: string; path: string }[] }[]
    }>("/admin/sagepay/attention")
    const path = attention[0]?.choices.find(({ id }) => id === "retry")?.path ?? ""
    await store.admin.post(path)
  }

  describe("rule 12: a fulfilment is cancelled", () => {
    it("unsettled: exactly its AUTHORISE is voided, and the order asks for the money again", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3)
      await fulfil(bought, 2)
      const last = await fulfil(bought, 1)
      await cancelFulfilment(bought, last)
      expect([desk.sent("VOID", bought), desk.sent("REFUND", bought)]).toEqual([1, 0])
      expect(await desk.books(bought)).toEqual({ net: 5_500, held: 0 })
      expect(await refunds(bought)).toEqual([
        expect.objectContaining({ amount: 25, created_by: "sagepay-fulfilment:5500" }),
      ])
      const order = await store.order(bought.orderId)
      expect([order.total, Number(order.summary.pending_difference)]).toEqual([80, 25])
      await desk.age()
      await desk.sweep()
      expect(await suite.summary(bought)).toMatchObject({ pending_difference: 25 })
      expect(await said(bought)).toEqual([])
    })

    it("an AUTHENTICATE fulfilled again is captured again, as far as 115 % reach", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 7)
      await fulfil(bought, 6)
      const last = await fulfil(bought, 1)
      await cancelFulfilment(bought, last)
      expect(desk.sent("VOID", bought)).toBe(1)
      const again = await fulfil(bought, 1)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["155.00", "25.00", "25.00"])
      await desk.sweep()
      expect(await suite.summary(bought)).toMatchObject({ pending_difference: 0 })
      expect(await said(bought)).toEqual([])
      // It is a payment of its own by now, and no taking of the first one has that amount.
      await cancelFulfilment(bought, again)
      expect(await said(bought)).toEqual(["fulfilment_cancelled 2500"])
      await fulfil(bought, 1)
      expect(await said(bought)).toEqual([])
      expect(desk.amounts("AUTHORISE", bought)).toHaveLength(3)
    })

    it("a DEFERRED: its RELEASE is voided; fulfilled again, the rest is not held", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      await cancelFulfilment(bought, await fulfil(bought, 1))
      expect([desk.sent("VOID", bought), desk.sent("RELEASE", bought)]).toEqual([1, 1])
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await said(bought)).toEqual([])
      await fulfil(bought, 2)
      expect(await said(bought)).toEqual(["rest_not_held 5500"])
      expect(desk.sent("RELEASE", bought)).toBe(1)
    })

    it("settled: a person is asked, and gives back exactly that", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 2)
      await fulfil(bought, 1)
      const last = await fulfil(bought, 1)
      await suite.settled(bought)
      await cancelFulfilment(bought, last)
      await desk.sweep()
      expect(desk.sent("VOID", bought) + desk.sent("REFUND", bought)).toBe(0)
      expect(await said(bought)).toEqual(["fulfilment_cancelled 2500"])
      await retry()
      expect(desk.amounts("REFUND", bought)).toEqual(["25.00"])
      expect(await said(bought)).toEqual([])
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      await desk.sweep()
      expect(desk.sent("REFUND", bought)).toBe(1)
    })

    it("asked for always, it comes right when it is fulfilled again", async () => {
      options({ cancelled_fulfilment: "ask" })
      const bought = await buyTeapots("AUTHENTICATE", 2)
      await cancelFulfilment(bought, await fulfil(bought, 2))
      expect(await said(bought)).toEqual(["fulfilment_cancelled 5500"])
      await fulfil(bought, 2)
      expect(await said(bought)).toEqual([])
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["55.00"])
      expect(await desk.books(bought)).toEqual({ net: 5_500, held: 0 })
    })

    it("given back always; what a person gave back since is not given twice, nor what a person captured", async () => {
      options({ cancelled_fulfilment: "refund" })
      const bought = await buyTeapots("AUTHENTICATE", 3)
      await desk.capture(bought, 10)
      const first = await fulfil(bought, 1)
      await suite.settled(bought)
      await cancelFulfilment(bought, first)
      expect(desk.amounts("REFUND", bought)).toEqual(["10.00", "10.00"])
      expect(await desk.books(bought)).toEqual({ net: 1_000, held: 0 })
      expect(await said(bought)).toEqual([])
    })

    it("what core died before it credited is credited for others, and for this nothing was forgiven", async () => {
      const bought = await buyTeapots("DEFERRED", 1)
      const creditOf = async (reference_id: string, created_by: string) => {
        const row = { id: reference_id, payment_id: bought.paymentId, amount: 30, created_by }
        await store.database("refund").insert({ ...row, raw_amount: '{"value": "30"}' })
        const missing = { order_id: bought.orderId, amount: "-30", currency_code: "gbp" }
        const found = { ...missing, reference: "refund", reference_id } as const
        const credit = await ledgerOf(store).read((knex) => creditFor(knex, found))
        await store.database("refund").where({ id: reference_id }).delete()
        return credit
      }
      expect(await creditOf("ref_of_staff", "user_1")).toBe(30)
      expect(await creditOf("ref_of_ours", "sagepay-fulfilment:0")).toBe(0)
    })
  })
}
