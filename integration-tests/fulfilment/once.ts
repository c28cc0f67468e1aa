import { capturePaymentWorkflow } from "@medusajs/medusa/core-flows"
import type { Bought } from "../helpers/shopper"
import type { Fulfilment } from "./suite"

/** Whoever comes, and how often: each part is captured once. */
export function once(suite: Fulfilment): void {
  const { store, desk, buyTeapots, fulfil, pressFulfil, look, captures, said, options } = suite

  describe("rule 12: exactly once", () => {
    it("the event again and again, three servers and two sweeps at once", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 2)
      options({ auto_capture: "off" })
      await pressFulfil(bought, 1)
      options({ auto_capture: "fulfilment" })
      await Promise.all([look(bought), look(bought), desk.sweep(), look(bought), desk.sweep()])
      await look(bought)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["30.00"])
      expect(await captures(bought)).toHaveLength(1)
      expect(await said(bought)).toEqual([])
    })

    it("the ledger's check alone: of four rows with one level one is accepted", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3)
      const ask = () =>
        capturePaymentWorkflow(store.container).run({
          input: {
            payment_id: bought.paymentId,
            amount: 20,
            captured_by: "sagepay-fulfilment:2000",
          },
          throwOnError: false,
        })
      await Promise.all([ask(), ask()])
      await ask()
      await ask()
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["20.00"])
      expect(await desk.books(bought)).toEqual({ net: 2_000, held: 0 })
    })

    it("a person who captures the whole at the same time: never more than the order", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 2)
      await Promise.all([fulfil(bought, 1), desk.capture(bought)])
      await desk.sweep()
      await fulfil(bought, 1)
      await desk.age()
      await desk.sweep()
      expect(await desk.books(bought)).toEqual({ net: 5_500, held: 0 })
      expect(await said(bought)).toEqual([])
    })

    it("two fulfilments in the same moment, after which core has the order twice: its shipping is taken once", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 3)
      await Promise.all([pressFulfil(bought, 1), pressFulfil(bought, 1)])
      await look(bought)
      await desk.sweep()
      const { net } = await desk.books(bought)
      // Where both wrote the same version, core knows of one of the two fulfilments only.
      expect([3_000, 5_500]).toContain(net)
    })

    it("a lost event: the sweep finds it, and finds it done the next time", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      options({ auto_capture: "off" })
      await pressFulfil(bought, 2)
      await desk.sweep()
      expect(desk.sent("RELEASE", bought)).toBe(0)
      options({ auto_capture: "fulfilment" })
      await desk.sweep()
      await desk.sweep()
      expect(desk.amounts("RELEASE", bought)).toEqual(["55.00"])
    })

    it("a process that died between its row and the message: captured once, and nothing is raised", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 2)
      options({ auto_capture: "off" })
      await pressFulfil(bought, 1)
      options({ auto_capture: "fulfilment" })
      await deadRow(bought, "capt_dead_a", 30)
      await deadRow(bought, "capt_dead_b", 30)
      // While they may be alive nothing is sent beside them, and nobody is alarmed.
      await look(bought)
      expect(desk.sent("AUTHORISE", bought)).toBe(0)
      expect(await said(bought)).toEqual([])
      await desk.age()
      await desk.sweep()
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["30.00"])
      expect(await captures(bought)).toHaveLength(1)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      expect(await said(bought)).toEqual([])
    })

    it("whoever takes a dead row away may die, too: the next sweep captures", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      options({ auto_capture: "off" })
      await pressFulfil(bought, 2)
      options({ auto_capture: "fulfilment" })
      // Later than that it is not looked at again, if it was level.
      for (const table of ["order_item", "order_summary"]) {
        await store.database.raw("update ?? set updated_at = updated_at - interval '1 hour'", [
          table,
        ])
      }
      await deadRow(bought, "capt_dead", 55)
      await look(bought)
      await desk.age()
      await look(bought)
      await store.database("capture").where({ id: "capt_dead" }).delete()
      await desk.sweep()
      expect(desk.amounts("RELEASE", bought)).toEqual(["55.00"])
      expect(await said(bought)).toEqual([])
    })

    it("a row of a dead process, and the order is cancelled: refunded or taken away, never both", async () => {
      const bought = await buyTeapots("DEFERRED", 1)
      await deadRow(bought, "capt_dead_cancelled", 30)
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      await desk.age()
      await desk.sweep()
      await desk.sweep()
      const sum = async (table: "capture" | "refund") => {
        const found: unknown = await store
          .database(table)
          .where({ payment_id: bought.paymentId, deleted_at: null })
          .pluck("amount")
        return (found as unknown[]).reduce<number>((all, amount) => all + Number(amount), 0)
      }
      expect(await sum("refund")).toBe(await sum("capture"))
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
    })

    it("a person's capture that never moves is raised, and what is due does not wait for it for ever", async () => {
      const bought = await buyTeapots("DEFERRED", 1)
      await store
        .database("sagepay_transaction")
        .where({ vps_tx_id: bought.vpsTxId })
        .update({ state: "aborted" })
      await deadRow(bought, "capt_never", 10, "user_1")
      await pressFulfil(bought, 1)
      await look(bought)
      expect(await said(bought)).toEqual([])
      await desk.age()
      await desk.sweep()
      await desk.sweep()
      expect(await said(bought)).toEqual([
        "books_apart",
        "capture_failed 2000",
        "row_without_movement",
      ])
      expect(desk.sent("RELEASE", bought)).toBe(0)
    })

    it("an answer that is lost: never sent again, and level in the end", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 2)
      store.simulator.control.fault({ fault: "act_then_reset", match: { txType: "AUTHORISE" } })
      await pressFulfil(bought, 1)
      while ((await suite.openIntents(bought)) === 0) await new Promise(setImmediate)
      await look(bought)
      await desk.sweep()
      expect(desk.sent("AUTHORISE", bought)).toBe(1)
      const made = store.simulator.control.transactions().at(-1)
      await desk.settle(await desk.openIntent(bought), {
        happened: true,
        note: "it is in the console",
        vps_tx_id: made?.vps_tx_id,
      })
      await store.database.raw(
        "update sagepay_intent set updated_at = updated_at - interval '3 minutes'"
      )
      await desk.sweep()
      await fulfil(bought, 1)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["30.00", "25.00"])
      expect(await desk.books(bought)).toEqual({ net: 5_500, held: 0 })
    })
  })

  function deadRow({ paymentId }: Bought, id: string, amount: number, by?: string) {
    const raw_amount = JSON.stringify({ value: String(amount), precision: 20 })
    return store.database("capture").insert({
      id,
      payment_id: paymentId,
      amount,
      raw_amount,
      created_by: by ?? `sagepay-fulfilment:${amount * 100}`,
    })
  }
}
