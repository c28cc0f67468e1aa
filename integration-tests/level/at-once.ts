import { capturePaymentWorkflow } from "@medusajs/medusa/core-flows"
import { level } from "../../src/workflows/level"
import { ledgerOf, ledgerRow } from "../helpers/checkout"
import { readShop } from "../../src/shop/facts"
import type { Bought } from "../helpers/shopper"
import { listsOf } from "./lists"
import type { LevelSuite } from "./suite"

/** Whoever comes at the same time, a movement is counted once. */
export function atOnce(suite: LevelSuite): void {
  const { store, desk, buy, gateway, lost, quiet, rows, insertRow } = suite
  const { later, seen } = listsOf(suite)

  describe("rule 5: two processes and a person at once", () => {
    it("two jobs and a person: one row, one order transaction, nothing sent", async () => {
      const bought = await buy("DEFERRED")
      await lost(bought, "capture", 20)
      await quiet()
      const { id } = await ledgerRow(store, bought.vpsTxId)
      await Promise.all([
        level(store.container, id),
        level(store.container, id),
        desk.capture(bought, 20),
      ])
      await desk.sweep()
      expect(await rows("capture", bought)).toHaveLength(1)
      expect(desk.sent("RELEASE", bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 2_000, held: 0 })
      expect(await suite.summary(bought)).toMatchObject({ paid_total: 20 })
    })

    it("core's own workflow by three at once: nothing is sent, and one row is left in the end", async () => {
      const bought = await buy("AUTHENTICATE")
      await lost(bought, "capture", 10)
      const { intents } = await familyOf(bought)
      const job = () =>
        capturePaymentWorkflow(store.container).run({
          input: { payment_id: bought.paymentId, amount: 10, captured_by: intents[0]?.id ?? "" },
          throwOnError: false,
        })
      const before = gateway().requests().length
      await Promise.all([job(), job(), desk.capture(bought, 10)])
      await desk.age()
      await desk.sweep()
      expect(gateway().requests()).toHaveLength(before)
      expect(await rows("capture", bought)).toHaveLength(1)
      expect(await desk.books(bought)).toEqual({ net: 1_000, held: 0 })
      // Core books every row that it sees, also one that is gone a moment later, and sums it up without a lock.
      await later(bought)
      await desk.sweep()
      await later(bought)
      await desk.sweep()
      expect(await seen(bought)).toEqual({ list: [10], sums: [10, 0, 10], pending: 20 })
    })

    it("the provider's claim alone: of four rows for one movement one is accepted, and nothing is sent", async () => {
      const bought = await buy("AUTHENTICATE")
      await lost(bought, "capture", 10)
      const { root, intents } = await familyOf(bought)
      const before = gateway().requests().length
      const ask = async (sourceId: string, actor: string) => {
        await insertRow("capture", bought, sourceId, 10, actor)
        return ledgerOf(store).capture({ root, sourceId, actor, amountMinor: 1_000, readShop })
      }
      const name = intents[0]?.id ?? ""
      const answers = await Promise.allSettled([
        ask("capt_a", name),
        ask("capt_b", name),
        ask("capt_c", "user_1"),
        ask("capt_d", name),
      ])
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
      expect(gateway().requests()).toHaveLength(before)
    })

    it("a job died before its claim, and a person's retry claims: the dead row is taken away", async () => {
      const bought = await buy("AUTHENTICATE")
      await lost(bought, "capture", 10)
      const { intents } = await familyOf(bought)
      await insertRow("capture", bought, "capt_dead_job", 10, intents[0]?.id)
      await suite.quietRows()
      expect((await desk.capture(bought, 10)).status).toBe(200)
      await desk.sweep()
      await desk.sweep()
      expect(await rows("capture", bought)).toHaveLength(1)
      expect(desk.sent("AUTHORISE", bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 1_000, held: 0 })
      expect(await suite.summary(bought)).toMatchObject({ paid_total: 10 })
      expect(await desk.findings()).toEqual([])
    })

    it("a job that died between its row and the claim is no obstacle to the next one", async () => {
      const bought = await buy("PAYMENT")
      const intent = await suite.inConsole(bought, "REFUND", 1_000)
      await insertRow("refund", bought, "refund_of_a_dead_job", 10, intent.id)
      expect(await suite.level(bought)).toBe(true)
      expect(await rows("refund", bought)).toEqual([
        expect.objectContaining({ created_by: intent.id }),
      ])
      expect(await desk.books(bought)).toEqual({ net: 2_000, held: 0 })
      expect(await suite.summary(bought)).toMatchObject({ refunded_total: 10 })
    })
  })

  async function familyOf({ vpsTxId }: Bought) {
    return ledgerOf(store).family((await ledgerRow(store, vpsTxId)).id)
  }
}
