import { ledgerOf, ledgerRow } from "../helpers/checkout"
import type { Bought } from "../helpers/shopper"
import type { HoldSuite } from "./suite"

/** The option before_lapse "renew": docs/adr/0008. */
export function renewals(suite: HoldSuite): void {
  const { store, desk, buy, days, list, kinds, gateway } = suite
  const sent = () => gateway().requests({ tx_type: "REPEATDEFERRED" })

  describe("when a hold has lapsed a new one is asked for", () => {
    let before = 0
    beforeEach(() => {
      suite.option("before_lapse", "renew")
      before = sent().length
    })
    const asked = () => sent().length - before

    it("rule 11: what the order still owes, once; and again when that one has lapsed", async () => {
      const bought = await partlyTaken()
      await days(89.5)
      expect(await list()).toMatchObject([
        { kind: "hold_expiring", message: expect.stringMatching(/A new hold is asked for/) },
      ])
      expect(asked()).toBe(0)
      await gateway().advance(86_400_000)
      await Promise.all([desk.sweep(), desk.sweep()])
      await desk.sweep()
      expect(asked()).toBe(1)
      expect(sent().at(-1)?.fields).toMatchObject({
        Amount: "20.00",
        COFUsage: "SUBSEQUENT",
        InitiatedType: "MIT",
        MITType: "REAUTHORISATION",
      })
      expect(await heldFor(bought)).toEqual([2_000])
      expect(await kinds()).toEqual([])
      await days(30.5)
      await desk.sweep()
      expect(asked()).toBe(2)
      expect(await heldFor(bought)).toEqual([2_000])
      await suite.older()
      await desk.sweep()
      expect(await kinds()).toEqual([])
      const payments = (await store.order(bought.orderId)).payment_collections.flatMap(
        (collection) => collection.payments ?? []
      )
      const newest = payments.find(
        ({ canceled_at, captures, amount }) =>
          amount === 20 && !canceled_at && (captures ?? []).length === 0
      )
      expect((await desk.capture({ ...bought, paymentId: newest?.id ?? "" })).status).toBe(200)
      expect(await suite.summary(bought)).toMatchObject({ paid_total: 30, pending_difference: 0 })
    })

    it("declined, it is raised and not asked for again, until a person does", async () => {
      const bought = await partlyTaken()
      gateway().fault({ fault: "decline", match: { txType: "REPEATDEFERRED" } })
      await days(89.5)
      await days(1)
      await desk.sweep()
      expect(asked()).toBe(1)
      const [entry] = await list()
      expect(entry).toMatchObject({
        kind: "hold_not_renewed",
        message: expect.stringMatching(/a new hold of the same card could not be had: .*declined/),
        facts: { owed_minor: 2_000, payment_id: null },
      })
      const { body } = await store.admin.request(
        "POST",
        `/admin/sagepay/findings/${entry?.id}/retry`
      )
      expect(body).toMatchObject({ attention: null })
      expect(asked()).toBe(2)
      expect(await heldFor(bought)).toEqual([2_000])
      await desk.sweep()
      expect(await kinds()).toEqual([])
    })

    it("rule 2: an answer that was lost is never followed by a second hold", async () => {
      const bought = await partlyTaken()
      gateway().fault({ fault: "act_then_reset", match: { txType: "REPEATDEFERRED" } })
      await days(89.5)
      await days(1)
      await desk.age()
      await desk.sweep()
      expect(asked()).toBe(1)
      expect(await kinds()).toEqual(["open_operation"])
      const { made } = await settle(bought)
      await desk.sweep()
      expect(made).toBe(true)
      expect(asked()).toBe(1)
      expect(await heldFor(bought)).toEqual([2_000])
    })

    it.each([
      ["DEFERRED", 29.5, 0, true, /nothing was taken with this card yet/, "order_without_payment"],
      ["AUTHENTICATE", 89.5, 0, true, /nothing was taken with this card/, "order_without_payment"],
      ["AUTHENTICATE", 89.5, 10, false, /did not agree to later charges/, "hold_gone"],
    ] as const)(
      "what cannot be renewed is said while it can still be captured: %s on day %d, %d taken, agreed: %p",
      async (type, day, taken, agrees, why, after) => {
        const bought = await buy(type)
        if (taken > 0) await desk.capture(bought, taken)
        if (agrees) await suite.agreed(bought)
        await days(day)
        const [entry] = await list()
        expect(entry).toMatchObject({
          kind: "hold_not_renewed",
          message: expect.stringMatching(why),
          facts: { payment_id: bought.paymentId, lapsed: false },
        })
        await store.admin.post(`/admin/sagepay/findings/${entry?.id}/retry`)
        expect(await kinds()).toEqual(["hold_not_renewed"])
        await days(1)
        await suite.older()
        await desk.sweep()
        expect(await kinds()).toEqual([after])
        expect(asked()).toBe(0)
      }
    )

    it("nothing for an order that is cancelled or owes nothing by then", async () => {
      const bought = await partlyTaken()
      await days(89.5)
      await store.admin.post(`/admin/orders/${bought.orderId}/credit-lines`, {
        amount: 20,
        reference: "goodwill",
        reference_id: "gw_3",
      })
      await days(1)
      expect(asked()).toBe(0)
      expect(await kinds()).toEqual([])
    })
  })

  /** 10 of 30 taken, and the shopper agreed to later charges. */
  async function partlyTaken(): Promise<Bought> {
    const bought = await buy("AUTHENTICATE")
    await desk.capture(bought, 10)
    await suite.agreed(bought)
    return bought
  }

  /** Holds that live at the gateway for this order. */
  async function heldFor({ vpsTxId }: Bought): Promise<number[]> {
    const { root_vps_tx_id } = gateway().transaction(vpsTxId)
    return gateway()
      .transactions({ state: "deferred" })
      .filter((row) => row.root_vps_tx_id === root_vps_tx_id)
      .map((row) => row.amount)
  }

  /** A person finds it in the gateway's console. */
  async function settle(bought: Bought) {
    const made = gateway().transactions({ tx_type: "REPEATDEFERRED" }).at(-1)
    const { id } = await ledgerRow(store, bought.vpsTxId)
    const { intents } = await ledgerOf(store).family(id)
    const open = intents.find(({ status }) => status === "open")
    const { status } = await desk.settle(open?.id ?? "", {
      happened: true,
      note: "it is in the console",
      vps_tx_id: made?.vps_tx_id,
    })
    return { made: status === 200 }
  }
}
