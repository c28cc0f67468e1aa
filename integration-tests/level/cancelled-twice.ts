import { Modules } from "@medusajs/framework/utils"
import type { Bought } from "../helpers/shopper"
import type { LevelSuite } from "./suite"

/**
 * Two presses of Cancel at once: core has no lock there, and which of the two wins is luck. So the list is made here what
 * it was found to be afterwards.
 */
export function cancelledTwice(suite: LevelSuite): void {
  const { store, desk, buy } = suite
  const orders = () => store.container.resolve(Modules.ORDER)

  describe("rule 5: the list of an order that was cancelled twice at once", () => {
    it("the refund that one wrote and took away again is written", async () => {
      const bought = await cancelled(5)
      await orders().deleteOrderTransactions(await linesOf(bought, bought.paymentId))
      expect(await seen(bought)).toMatchObject({ list: [-5, 30] })
      await desk.sweep()
      expect(await seen(bought)).toMatchObject({ list: [-5, 30] })
      await later(bought)
      await desk.sweep()
      await desk.sweep()
      expect(await seen(bought)).toEqual({ list: [-25, -5, 30], sums: [30, 30, 0] })
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
    })

    it("the refund that both wrote is taken away once, by two sweeps at once too", async () => {
      const bought = await cancelled(5)
      await writeAgain(bought)
      await later(bought)
      expect(await seen(bought)).toEqual({ list: [-25, -25, -5, 30], sums: [30, 55, -25] })
      await Promise.all([desk.sweep(), desk.sweep(), desk.sweep()])
      expect(await seen(bought)).toEqual({ list: [-25, -5, 30], sums: [30, 30, 0] })
      expect(await desk.findings()).toEqual([])
    })

    it("two sweeps at once write what lacks once", async () => {
      const bought = await cancelled(0)
      await orders().deleteOrderTransactions(await linesOf(bought, bought.paymentId))
      await later(bought)
      await Promise.all([desk.sweep(), desk.sweep(), desk.sweep()])
      expect(await seen(bought)).toEqual({ list: [-30, 30], sums: [30, 30, 0] })
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

  async function cancelled(refunded: number): Promise<Bought> {
    const bought = await buy("PAYMENT")
    if (refunded > 0) await desk.refund(bought, refunded)
    expect((await desk.cancelOrder(bought)).status).toBe(200)
    return bought
  }

  async function linesOf({ orderId }: Bought, reference_id: string): Promise<string[]> {
    const lines = await orders().listOrderTransactions({ order_id: orderId, reference_id })
    return lines.map(({ id }) => id)
  }

  /** As the second one did, in the version of the order that was the present one then. */
  async function writeAgain(bought: Bought) {
    const [id] = await linesOf(bought, bought.paymentId)
    const [line] = await orders().listOrderTransactions({ id })
    await orders().addOrderTransactions([
      {
        order_id: bought.orderId,
        amount: Number(line?.amount),
        currency_code: line?.currency_code ?? "",
        reference: "refund",
        reference_id: bought.paymentId,
      },
    ])
    await store
      .database("order_transaction")
      .where({ order_id: bought.orderId })
      .update({ version: 1 })
  }

  /** The order and all of it was touched an hour earlier. */
  async function later({ orderId }: Bought) {
    await desk.age()
    const hour = "- interval '1 hour'"
    await store.database.raw(
      `update "order" set updated_at = updated_at ${hour}, canceled_at = canceled_at ${hour} where id = ?`,
      [orderId]
    )
    await store.database.raw(
      `update order_transaction set updated_at = updated_at ${hour} where order_id = ?`,
      [orderId]
    )
  }

  /** The list, and the order's sums: paid, refunded, and what is left. */
  async function seen(bought: Bought) {
    const lines = await orders().listOrderTransactions({ order_id: bought.orderId })
    const { paid_total, refunded_total, transaction_total } = await suite.summary(bought)
    return {
      list: lines.map(({ amount }) => Number(amount)).sort((a, b) => a - b),
      sums: [paid_total, refunded_total, transaction_total].map(Number),
    }
  }
}
