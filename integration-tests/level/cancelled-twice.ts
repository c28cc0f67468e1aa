import { refundPaymentsWorkflow } from "@medusajs/medusa/core-flows"
import { writeCredit } from "../../src/providers/sagepay/order-transactions"
import type { Bought } from "../helpers/shopper"
import { listsOf } from "./lists"
import type { LevelSuite } from "./suite"

/**
 * Two presses of Cancel at once: core has no lock there, and which of the two wins is luck. So the list is made here what
 * it was found to be afterwards.
 */
export function cancelledTwice(suite: LevelSuite): void {
  const { store, desk, buy } = suite
  const { write, take, later, seen } = listsOf(suite)

  describe("rule 5: the list of an order that was cancelled twice at once", () => {
    it("the refund that one wrote and took away again is written", async () => {
      const bought = await cancelled(5)
      await take(bought, bought.paymentId)
      expect(await seen(bought)).toMatchObject({ list: [-5, 30] })
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ list: [-5, 30] })
      await later(bought)
      await desk.sweep()
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ list: [-25, -5, 30], sums: [30, 30, 0] })
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
    })

    it("the refund that both wrote is taken away once, by two sweeps at once too", async () => {
      const bought = await cancelled(5)
      await writeAgain(bought)
      await later(bought)
      expect(await seen(bought)).toMatchObject({ list: [-25, -25, -5, 30], sums: [30, 55, -25] })
      await Promise.all([desk.sweep(), desk.sweep(), desk.sweep()])
      expect(await seen(bought)).toMatchObject({ list: [-25, -5, 30], sums: [30, 30, 0] })
      expect(await desk.findings()).toEqual([])
    })

    it("two sweeps at once write what lacks once", async () => {
      const bought = await cancelled(0)
      await take(bought, bought.paymentId)
      await later(bought)
      await Promise.all([desk.sweep(), desk.sweep(), desk.sweep()])
      expect(await seen(bought)).toMatchObject({ list: [-30, 30], sums: [30, 30, 0] })
    })

    it("nothing is touched while the gateway still has to give the money back", async () => {
      const bought = await buy("PAYMENT")
      suite.gateway().fault({ fault: "refuse", times: 0, match: { txType: "VOID" } })
      suite.gateway().fault({ fault: "refuse", times: 0, match: { txType: "REFUND" } })
      await desk.cancelOrder(bought)
      await later(bought)
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ list: [-30, 30] })
      await desk.resolveFindings()
    })

    it("two people press at once: whatever core makes of it, list and sums come to nothing", async () => {
      const pressed: Bought[] = []
      for (const type of ["PAYMENT", "DEFERRED"] as const) {
        const bought = await buy(type)
        if (type === "DEFERRED") await desk.capture(bought)
        await desk.refund(bought, 5)
        await Promise.all([desk.cancelOrder(bought), desk.cancelOrder(bought)])
        pressed.push(bought)
      }
      for (const bought of pressed) await later(bought)
      await desk.sweep()
      for (const bought of pressed) {
        const { list, sums } = await seen(bought)
        expect([list.reduce((sum, amount) => sum + amount, 0), sums[2]]).toEqual([0, 0])
        expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      }
    })
  })

  describe("rule 9: a cancelling whose process died", () => {
    it("is raised, and comes to its end when somebody cancels once more", async () => {
      const bought = await buy("PAYMENT")
      await write(bought, bought.paymentId, -30)
      const credited = {
        order_id: bought.orderId,
        reference: "refund",
        reference_id: "core",
      } as const
      expect(await writeCredit(store.container, credited, 30)).toBe(true)
      await later(bought)
      const hour = store.database.raw("created_at - interval '1 hour'")
      await store
        .database("order_change")
        .where({ order_id: bought.orderId })
        .update({ created_at: hour })
      await desk.sweep()
      expect(await desk.findings()).toEqual([
        expect.objectContaining({
          kind: "cancel_stopped",
          message: expect.stringMatching(/that GBP 30\.00 of \S+ was given back, .* once more/),
        }),
      ])
      expect(desk.sent("REFUND", bought) + desk.sent("VOID", bought)).toBe(0)
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      await later(bought)
      await desk.sweep()
      await desk.sweep()
      expect(await desk.findings()).toEqual([])
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await seen(bought)).toMatchObject({ list: [-30, 30] })
    })

    it("is raised also where it died before it credited the order", async () => {
      const bought = await buy("PAYMENT")
      await write(bought, bought.paymentId, -30)
      await later(bought)
      await desk.sweep()
      expect((await desk.findings()).map(({ kind }) => kind)).toEqual(["cancel_stopped"])
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      await later(bought)
      await desk.sweep()
      await desk.sweep()
      expect(await desk.findings()).toEqual([])
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await seen(bought)).toMatchObject({ list: [-30, 30] })
    })

    it("a refund that core's own workflow booked for the payment is none", async () => {
      const bought = await buy("PAYMENT")
      await refundPaymentsWorkflow(store.container).run({
        input: [{ payment_id: bought.paymentId, amount: 10 }],
      })
      await later(bought)
      await desk.sweep()
      expect((await seen(bought)).list).toEqual([-10, 30])
      expect((await desk.findings()).map(({ kind }) => kind)).not.toContain("cancel_stopped")
    })
  })

  async function cancelled(refunded: number): Promise<Bought> {
    const bought = await buy("PAYMENT")
    if (refunded > 0) await desk.refund(bought, refunded)
    expect((await desk.cancelOrder(bought)).status).toBe(200)
    return bought
  }

  /** As the second one did, in the version of the order that was the present one then. */
  async function writeAgain(bought: Bought) {
    await write(bought, bought.paymentId, -25)
    await store
      .database("order_transaction")
      .where({ order_id: bought.orderId })
      .update({ version: 1 })
  }
}
