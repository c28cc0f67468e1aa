import job, { config } from "../src/jobs/sagepay-compare"
import { compare } from "../src/workflows/compare"
import { ledgerOf, ledgerRow } from "./helpers/checkout"
import { suiteOf } from "./after-order/suite"
import type { Bought } from "./helpers/shopper"
import { describeStore, VENDOR } from "./helpers/store"

/** What was done in the gateway's own console ends up in Medusa: captures, refunds, order totals; each once. */

const REPORTING = { user: "reportuser", password: "s3cretPass" }

describeStore(
  "the comparison with the gateway",
  { plugin: { reporting: REPORTING, reply_timeout_ms: 2_000 } },
  (store) => {
    const { desk, gateway, buy, stateOf, settled } = suiteOf(store)
    const inConsole = (
      action: "REFUND" | "VOID" | "RELEASE" | "ABORT" | "AUTHORISE",
      id: string,
      minor?: number
    ) =>
      gateway().console({
        action,
        vps_tx_id: id,
        ...(minor === undefined ? {} : { amount_minor: minor }),
      })
    // The database begins anew with every test, and so does the gateway.
    beforeEach(() => gateway().reset())
    const look = () => compare(store.container, { again: true })
    const found = async () => (await desk.findings()).map(({ kind }) => kind)

    /** What Medusa shows of an order's money. */
    const shown = async ({ orderId }: Bought) => {
      const { summary, transactions = [], payment_collections } = await store.order(orderId)
      const [payment] = payment_collections[0]?.payments ?? []
      const amounts = (rows: { amount: unknown }[] | undefined) =>
        (rows ?? []).map(({ amount }) => Number(amount))
      return {
        captures: amounts(payment?.captures as { amount: unknown }[] | undefined),
        refunds: amounts(payment?.refunds as { amount: unknown }[] | undefined),
        transactions: amounts(transactions as { amount: unknown }[]),
        paid: Number(summary.paid_total),
        refunded: Number(summary.refunded_total),
        canceled: payment?.canceled_at != null,
      }
    }

    it("a refund is adopted once, by however many processes, and the order counts it", async () => {
      const bought = await buy("PAYMENT")
      inConsole("REFUND", bought.vpsTxId, 1_000)
      await Promise.all([look(), look(), look()])
      await look()
      expect(await desk.books(bought)).toEqual({ net: 2_000, held: 0 })
      expect(await shown(bought)).toMatchObject({
        captures: [30],
        refunds: [10],
        transactions: [30, -10],
        refunded: 10,
      })
      expect((await desk.refund(bought, 20)).status).toBe(200)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await found()).toEqual([])
    })

    it("a void is counted as a refund of all", async () => {
      const bought = await buy("PAYMENT")
      inConsole("VOID", bought.vpsTxId)
      await look()
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await shown(bought)).toMatchObject({ refunds: [30], transactions: [30, -30] })
    })

    it("a release of a part is counted as a capture, and can be refunded", async () => {
      const bought = await buy("DEFERRED")
      inConsole("RELEASE", bought.vpsTxId, 2_000)
      await look()
      await look()
      expect(await desk.books(bought)).toEqual({ net: 2_000, held: 0 })
      expect(await shown(bought)).toMatchObject({ captures: [20], transactions: [20], paid: 20 })
      expect((await desk.refund(bought, 20)).status).toBe(200)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
    })

    it("an authorisation beyond the payment is one of its own, and so is what is given back of it", async () => {
      const bought = await buy("AUTHENTICATE")
      await desk.capture(bought, 1)
      const { vps_tx_id } = inConsole("AUTHORISE", bought.vpsTxId, 3_000)
      await Promise.all([look(), look()])
      await look()
      expect(await shown(bought)).toMatchObject({ captures: [1], transactions: [1, 30], paid: 31 })
      expect(await found()).toEqual(["taken_beyond_order"])
      inConsole("REFUND", vps_tx_id, 100)
      await look()
      await desk.sweep()
      expect(await shown(bought)).toMatchObject({ refunds: [], refunded: 1 })
      expect(await found()).toEqual([])
      expect((await desk.capture(bought, 2)).status).toBe(200)
      expect((await desk.cancelOrder(bought)).status).toBe(200)
      await look()
      const { vendor_tx_code } = await ledgerRow(store, bought.vpsTxId)
      expect(gateway().money({ vendor_tx_code })).toMatchObject([{ net: 0, held: 0 }])
      expect(await found()).toEqual([])
    })

    it("an abort cancels Medusa's payment, and is raised while the order lives", async () => {
      const bought = await buy("DEFERRED")
      inConsole("ABORT", bought.vpsTxId)
      await look()
      expect(await shown(bought)).toMatchObject({ captures: [], canceled: true })
      expect(await found()).toEqual(["hold_gone"])
      expect((await desk.capture(bought)).status).toBe(400)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
    })

    it("staff refund what was refunded in the console at the same moment: one movement", async () => {
      const bought = await buy("PAYMENT")
      await settled(bought)
      inConsole("REFUND", bought.vpsTxId, 3_000)
      await Promise.all([desk.refund(bought, 30), look(), desk.refund(bought, 30), look()])
      await look()
      expect(await desk.books(bought)).toEqual({ net: 0, held: 0 })
      expect(await shown(bought)).toMatchObject({ refunds: [30], transactions: [30, -30] })
      expect(await found()).toEqual([])
    })

    it("staff capture while somebody releases in the console: one movement", async () => {
      const bought = await buy("DEFERRED")
      inConsole("RELEASE", bought.vpsTxId)
      await Promise.all([desk.capture(bought), look(), look()])
      await look()
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      expect(await shown(bought)).toMatchObject({ captures: [30], transactions: [30], paid: 30 })
      expect(await found()).toEqual([])
    })

    it("the job runs by itself, and a look where nothing has changed writes nothing", async () => {
      const bought = await buy("DEFERRED")
      expect(config).toMatchObject({ schedule: "*/10 * * * *" })
      await job(store.container)
      const before = await ledgerRow(store, bought.vpsTxId)
      expect(before.gateway_state).toBe(14)
      await look()
      const after = await ledgerRow(store, bought.vpsTxId)
      expect(after.updated_at).toEqual(before.updated_at)
      expect(after.compared_at?.getTime()).toBeGreaterThan(before.compared_at?.getTime() ?? 0)
      expect(await desk.books(bought)).toEqual({ net: 0, held: 3_000 })
    })

    describe("POST /admin/sagepay/transactions/adopt", () => {
      const adopt = (body: object) =>
        store.admin.request<Record<string, unknown>>(
          "POST",
          "/admin/sagepay/transactions/adopt",
          body
        )
      const note = "from the old shop"

      /** A payment of another system: the ledger and Medusa know nothing of it. */
      async function foreign(type: "PAYMENT" | "DEFERRED"): Promise<Bought> {
        const bought = await buy(type)
        await store.database("sagepay_transaction").where({ vps_tx_id: bought.vpsTxId }).del()
        return bought
      }

      it("takes it over; no sweep touches it; the gateway's actions work on it", async () => {
        const [taken, held] = [await foreign("PAYMENT"), await foreign("DEFERRED")]
        const { vendor_tx_code, security_key } = gateway().transaction(taken.vpsTxId)
        const first = await adopt({ vendor_tx_code, note })
        expect(first.status).toBe(200)
        expect(first.body.transaction).toMatchObject({
          vps_tx_id: taken.vpsTxId,
          state: "taken",
          taken_minor: 3_000,
        })
        expect(first.text).not.toContain(security_key)
        expect((await adopt({ vps_tx_id: held.vpsTxId, note })).status).toBe(200)
        // Orphaned by this test's own hand: Medusa's payments of them name rows that are gone.
        const requests = gateway().requests().length
        await desk.age()
        await desk.sweep()
        expect(gateway().requests()).toHaveLength(requests)
        expect(stateOf(held)).toBe("deferred")
        expect(await found()).toEqual([])
        const { id } = await ledgerRow(store, held.vpsTxId)
        const pressed = await store.admin.request(
          "POST",
          `/admin/sagepay/transactions/${id}/actions`,
          { action: "ABORT", key: "made-when-the-form-was-opened", reason: "not wanted" }
        )
        expect(pressed.status).toBe(200)
        expect(stateOf(held)).toBe("aborted")
      })

      it("says what is wrong, and where", async () => {
        const bought = await buy("PAYMENT")
        const { id } = await ledgerRow(store, bought.vpsTxId)
        const known = await adopt({ vps_tx_id: bought.vpsTxId, note })
        expect(known).toMatchObject({ status: 409, body: { transaction_id: id } })
        expect(await adopt({ vendor_tx_code: "never-seen", note })).toMatchObject({ status: 404 })
        for (const [body, field] of [
          [{ vps_tx_id: "17", note }, "vps_tx_id"],
          [{ note }, "vps_tx_id"],
          [{ vps_tx_id: bought.vpsTxId, vendor_tx_code: "x", note }, "vps_tx_id"],
          [{ vendor_tx_code: "x", note, account: "none" }, "account"],
          [{ vendor_tx_code: "x" }, "note"],
        ] as const) {
          const wrong = await adopt(body)
          expect(wrong.status).toBe(400)
          expect(String(wrong.body.message)).toContain(field)
        }
        expect(
          (await store.stranger.request("POST", "/admin/sagepay/transactions/adopt", {})).status
        ).toBe(401)
      })

      it("a refused login stops everything that asks, until it is right", async () => {
        gateway().reporting(VENDOR, { locked: true })
        const refused = await adopt({ vendor_tx_code: "x", note })
        expect(refused.status).toBe(409)
        expect(String(refused.body.message)).toContain("reporting: { user, password }")
        const requests = gateway().requests({ tx_type: "reporting" }).length
        expect((await adopt({ vendor_tx_code: "x", note })).status).toBe(409)
        expect(await look()).toEqual([])
        expect(gateway().requests({ tx_type: "reporting" })).toHaveLength(requests)
        expect(await found()).toEqual(["reporting_refused"])
        gateway().reporting(VENDOR)
        expect(ledgerOf(store).options.reporting).toEqual(REPORTING)
      })
    })
  }
)
