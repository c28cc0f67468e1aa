import { createPaymentSessionsWorkflow } from "@medusajs/medusa/core-flows"
import { Modules } from "@medusajs/framework/utils"
import { readCharge } from "../../src/shop/charges"
import { sessionFor } from "../../src/workflows/settle-order/collections"
import { toolsOf } from "../../src/workflows/tools"
import { ledgerOf } from "../helpers/checkout"
import { PROVIDERS, type Bought } from "../helpers/shopper"
import type { Suite } from "./suite"
import { SETTLED } from "./suite"

/** Between the charge and Medusa's payment of it: killed, cancelled, or in somebody's way. */
export function interruptions(suite: Suite): void {
  const { store, desk, gateway, owing, push, chargeAndDie, summaryOf, sent } = suite

  describe("interrupted after the charge, the sweep makes the payment and charges nothing", () => {
    const finish = async (bought: Bought) => {
      // Whatever is on its way counts: nobody charges it again meanwhile.
      const other = await push(bought, { action: "REPEAT", amount_minor: 2_500 })
      expect([other.status, other.body.message]).toEqual([
        409,
        expect.stringMatching(/owes nothing more/),
      ])
      for (let run = 0; run < 2; run++) await desk.sweep()
      expect(sent()).toBe(1)
      const { payments, ...summary } = await summaryOf(bought)
      expect(summary).toMatchObject(SETTLED)
      expect(payments).toHaveLength(2)
      expect(summary.order.transactions?.map(({ amount }) => amount).sort()).toEqual([25, 30])
      expect(await desk.findings()).toEqual([])
    }

    it("rule 11: killed before Medusa knew anything", async () => {
      const bought = await owing()
      await chargeAndDie(bought)
      expect(await summaryOf(bought)).toMatchObject({ pending_difference: 25 })
      await finish(bought)
    })

    it("rule 11: killed between the session and writing down whose it is", async () => {
      const bought = await owing()
      const charge = await chargeAndDie(bought)
      const { open } = await ledgerOf(store).inTransaction((knex) => readCharge(knex, charge))
      await createPaymentSessionsWorkflow(store.container).run({
        input: {
          payment_collection_id: open[0]?.id ?? "",
          provider_id: PROVIDERS.PAYMENT,
          data: {},
          context: {},
        },
      })
      await finish(bought)
    })

    it("rule 11: killed between the session and its authorization", async () => {
      const bought = await owing()
      const charge = await chargeAndDie(bought)
      const facts = await ledgerOf(store).inTransaction((knex) => readCharge(knex, charge))
      await sessionFor(toolsOf(store.container), charge, facts)
      await finish(bought)
    })

    it("rule 11: killed between Medusa's payment and the order's transaction", async () => {
      const bought = await owing()
      const charge = await chargeAndDie(bought)
      const facts = await ledgerOf(store).inTransaction((knex) => readCharge(knex, charge))
      const { root } = await sessionFor(toolsOf(store.container), charge, facts)
      const payments = store.container.resolve(Modules.PAYMENT)
      await payments.authorizePaymentSession(root.session_id ?? "", {})
      expect(await summaryOf(bought)).toMatchObject({ pending_difference: 25 })
      await finish(bought)
    })
  })

  it("rule 2: nobody knows whether it was charged: it counts as charged, until a person knows", async () => {
    const bought = await owing()
    gateway().fault({ fault: "act_then_reset", match: { txType: "REPEAT" } })
    const lost = await push(bought, { action: "REPEAT", amount_minor: 2_500 })
    gateway().clearFaults()
    expect([lost.status, lost.body.message]).toEqual([
      202,
      expect.stringMatching(/money may have moved/),
    ])
    const again = await push(bought, { action: "REPEAT", amount_minor: 2_500 })
    expect(again.status).toBe(409)
    const { vps_tx_id } = gateway().transactions({ tx_type: "REPEAT" }).at(-1) ?? {}
    const intent = await desk.openIntent(bought)
    const word = { happened: true, note: "it is in the console", vps_tx_id }
    expect((await desk.settle(intent, word)).status).toBe(200)
    await desk.sweep()
    expect(await summaryOf(bought)).toMatchObject(SETTLED)
    expect(sent()).toBe(1)
  })

  it("rule 11: a session that somebody else made is never authorized by a charge", async () => {
    const bought = await owing()
    await chargeAndDie(bought)
    const { order } = await summaryOf(bought)
    const open = order.payment_collections.find(({ status }) => status === "not_paid")
    const marked = await store.admin.request(
      "POST",
      `/admin/payment-collections/${open?.id}/mark-as-paid`,
      { order_id: bought.orderId, provider_id: PROVIDERS.PAYMENT }
    )
    expect(marked.status).toBeGreaterThanOrEqual(400)
    expect((await summaryOf(bought)).payments).toHaveLength(1)
    await desk.sweep()
    expect(await summaryOf(bought)).toMatchObject(SETTLED)
  })

  it("rule 3: the order is cancelled before Medusa had the payment: the charge is given back", async () => {
    const bought = await owing()
    const { root } = await chargeAndDie(bought)
    expect((await desk.cancelOrder(bought)).status).toBe(200)
    await desk.sweep()
    expect(gateway().transaction(root.vps_tx_id ?? "").state).toBe("voided")
    expect((await summaryOf(bought)).payments).toHaveLength(1)
    await desk.age()
    await desk.sweep()
    expect(await desk.findings()).toEqual([])
  })

  it("rule 11: what cannot become a payment is raised, and comes right by itself", async () => {
    const bought = await owing()
    await store
      .database("payment_provider")
      .where("id", "like", "pp_sagepay%")
      .update({ is_enabled: false })
    const { status, body } = await push(bought, { action: "REPEAT", amount_minor: 2_500 })
    expect([status, body.medusa_is_level]).toEqual([200, false])
    const [raised] = await desk.findings()
    expect(raised).toMatchObject({
      kind: "unsettled_charge",
      message: expect.stringMatching(/^GBP 25\.00 was charged .* No Sage Pay payment provider/),
    })
    await store
      .database("payment_provider")
      .where("id", "like", "pp_sagepay%")
      .update({ is_enabled: true })
    await desk.sweep()
    expect(await summaryOf(bought)).toMatchObject(SETTLED)
    expect(await desk.findings()).toEqual([])
    expect(sent()).toBe(1)
  })
}
