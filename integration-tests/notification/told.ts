import {
  comeBack,
  findings,
  ledgerRow,
  payUnnotified,
  postNotification,
  pressPay,
} from "../helpers/checkout"
import type { NotificationSuite } from "./suite"

/** The gateway tells of one payment more than once, or never. */
export function toldAgain({
  store,
  gateway,
  stateOf,
  registered,
  changeCart,
}: NotificationSuite): void {
  describe("told more than once", () => {
    it("rule 7: the identical notification gets the identical answer, and one order", async () => {
      const { cart, vpsTxId, answer } = await store.buy()
      const again = await gateway().notify({ vps_tx_id: vpsTxId })
      expect(again.answer).toEqual(answer.answer)
      expect(again.answer.status).toBe("OK")
      expect(
        (await store.order((await store.orderOf(cart.id))!.id)).payment_collections
      ).toHaveLength(1)
      expect(await findings(store)).toEqual([])
    })

    it("rule 7: five at once: one order, five identical answers", async () => {
      const { cart, vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => postNotification(store, fields))
      )
      expect(answers.map(({ fields: { Status } }) => Status)).toEqual(Array(5).fill("OK"))
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
      const payments: unknown[] = await store
        .database("payment")
        .where({ payment_session_id: cart.sessionId })
      expect(payments).toHaveLength(1)
      expect(await store.orderOf(cart.id)).toBeDefined()
    })

    it("rule 7: a refusal is repeated as it was", async () => {
      const { cart, vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      await changeCart(cart)
      const first = await postNotification(store, fields)
      const second = await postNotification(store, fields)
      expect(first.fields.Status).toBe("INVALID")
      expect(second.text).toBe(first.text)
    })

    it("rule 7: another result after our OK is recorded and raised, and answered OK", async () => {
      const { cart, vpsTxId } = await store.buy()
      const { answer } = await gateway().notify({ vps_tx_id: vpsTxId, status: "ABORT" })
      expect(answer.status).toBe("OK")
      expect(await findings(store)).toMatchObject([{ kind: "second_result" }])
      expect((await store.orderOf(cart.id))?.status).toBe("pending")
      expect(await ledgerRow(store, vpsTxId)).toMatchObject({ state: "failed" })
    })

    it("rule 7: once the shopper came back, a later ABORT is not believed without a person", async () => {
      const { vpsTxId, answer } = await store.buy()
      await comeBack(store, answer.redirect_url)
      await gateway().notify({ vps_tx_id: vpsTxId, status: "ABORT" })
      expect(await ledgerRow(store, vpsTxId)).toMatchObject({ state: "deferred" })
      expect(await findings(store)).toMatchObject([{ kind: "second_result" }])
    })

    it("rule 7: a success after a decline is refused and raised", async () => {
      const { cart, vpsTxId } = await registered()
      await store.pay(vpsTxId, { outcome: "decline" })
      const { answer } = await gateway().notify({ vps_tx_id: vpsTxId, status: "OK" })
      expect(answer.status).toBe("INVALID")
      expect(await store.orderOf(cart.id)).toBeUndefined()
      expect(await findings(store)).toMatchObject([{ kind: "second_result" }])
    })
  })

  it("never notified: the Transaction Monitor's ABORT ends it, and the session can be paid", async () => {
    const { cart, vpsTxId } = await registered()
    await gateway().advance(16 * 60_000)
    expect(stateOf(vpsTxId)).toBe("abandoned")
    expect(await ledgerRow(store, vpsTxId)).toMatchObject({
      state: "abandoned",
      answer_status: "OK",
    })
    expect(await store.orderOf(cart.id)).toBeUndefined()
    const { status, body } = await pressPay(store, cart)
    expect(status).toBe(200)
    const { vps_tx_id } = gateway().transaction(body.vendor_tx_code ?? "")
    expect((await store.pay(vps_tx_id)).answer.status).toBe("OK")
  })
}
