import { Modules } from "@medusajs/framework/utils"
import { sweep } from "../../src/workflows/sweep"
import {
  eventually,
  findings,
  ledgerOf,
  ledgerRow,
  payUnnotified,
  postNotification,
  pressPay,
  reprice,
} from "../helpers/checkout"
import { PROVIDERS } from "../helpers/shopper"
import type { NotificationSuite } from "./suite"

/** The order is made while the gateway waits for its answer. */
export function completion({
  store,
  gateway,
  stateOf,
  sessionStatus,
  registered,
  notPlaced,
  setStock,
  withDeadline,
  payWhileRecordingWaits,
  forgetClaim,
}: NotificationSuite): void {
  describe("the completion", () => {
    it("out of stock: INVALID, nothing accepted, and Pay works once there is stock", async () => {
      const { cart, vpsTxId } = await registered()
      await setStock(0)
      const { answer, redirect_url } = await store.pay(vpsTxId)
      expect(answer).toMatchObject({
        status: "INVALID",
        status_detail: expect.stringMatching(/no longer in stock/),
      })
      expect(stateOf(vpsTxId)).toBe("failed")
      expect(await store.orderOf(cart.id)).toBeUndefined()
      expect(await sessionStatus(cart)).toBe("pending")
      expect(await notPlaced(redirect_url)).toMatchObject({ retry: "true" })
      await setStock(1000)
      const { vpsTxId: second } = await store.register(cart)
      expect((await store.pay(second)).answer.status).toBe("OK")
    })

    it("too slow: INVALID at the deadline, and nothing is accepted after it", async () => {
      const { cart, vpsTxId } = await registered()
      const locking = store.container.resolve(Modules.LOCKING)
      await locking.acquire(cart.id, { ownerId: "a slow completion" })
      const { answer } = await withDeadline(500, () => store.pay(vpsTxId))
      expect(answer).toMatchObject({
        status: "INVALID",
        status_detail: expect.stringMatching(/in time/),
      })
      expect(stateOf(vpsTxId)).toBe("failed")
      await locking.release(cart.id, { ownerId: "a slow completion" })
      // The completion that waited for the lock goes on, and is refused by authorizePayment.
      const complete = await store.storefront.post(`/store/carts/${cart.id}/complete`)
      expect(complete).toMatchObject({ type: "cart" })
      expect(await store.orderOf(cart.id)).toBeUndefined()
      expect(await ledgerRow(store, vpsTxId)).toMatchObject({
        state: "failed",
        accepted_claim: null,
      })
    })

    it("slow after authorizePayment has accepted: the answer waits beyond the deadline, and is OK", async () => {
      const { cart, vpsTxId } = await registered()
      const deadline = 10_000
      const { answer } = await withDeadline(deadline, () =>
        payWhileRecordingWaits(vpsTxId, async () => {
          const { claimed_at } = await ledgerRow(store, vpsTxId)
          const past = claimed_at!.getTime() + deadline + 500
          await eventually(() => Promise.resolve(Date.now() > past ? true : undefined))
          expect(await ledgerRow(store, vpsTxId)).toMatchObject({ answer_status: null })
        })
      )
      expect(answer.status).toBe("OK")
      expect(await store.orderOf(cart.id)).toBeDefined()
    })

    it("rule 7: an order that the storefront's own completion is making is waited for, and confirmed", async () => {
      const { cart, vpsTxId } = await registered({ providerId: PROVIDERS.PAYMENT })
      const ledger = ledgerOf(store)
      const accept = ledger.accept.bind(ledger)
      const gate: { open: () => void; reached: boolean } = { open: () => undefined, reached: false }
      const opened = new Promise<void>((resolve) => {
        gate.open = resolve
      })
      // Core has linked the order to the cart, and is about to authorise.
      const accepting = jest.spyOn(ledger, "accept").mockImplementationOnce(async (sessionId) => {
        gate.reached = true
        await opened
        return accept(sessionId)
      })
      const locking = store.container.resolve(Modules.LOCKING)
      const completing = store.storefront.request("POST", `/store/carts/${cart.id}/complete`)
      await eventually(() => Promise.resolve(gate.reached || undefined))
      const acquiring = jest.spyOn(locking, "acquire")
      const paying = store.pay(vpsTxId)
      await eventually(async () => {
        const { answer_status } = await ledgerRow(store, vpsTxId)
        return acquiring.mock.calls.length > 0 || answer_status !== null || undefined
      })
      gate.open()
      const { answer } = await paying
      expect((await completing).body).toMatchObject({ type: "order" })
      accepting.mockRestore()
      acquiring.mockRestore()
      expect(answer.status).toBe("OK")
      expect(stateOf(vpsTxId)).toBe("authorised")
      expect(await findings(store)).toEqual([])
    })

    it("rule 7: only the newest claim of a session is accepted; an older one is a dead run's", async () => {
      const { cart, vpsTxId } = await registered()
      const { id, ...row } = await ledgerRow(store, vpsTxId)
      const claimed = (claim: string, minutesAgo: number) => ({
        state: "notified",
        claim,
        claimed_at: new Date(Date.now() - minutesAgo * 60_000),
      })
      const table = () => store.database("sagepay_transaction")
      await table().where({ id }).update(claimed("dead", 5))
      await table().insert({
        ...row,
        ...claimed("alive", 1),
        id: "sptx_second",
        root_id: "sptx_second",
        vendor_tx_code: "second",
        vps_tx_id: "{00000000-0000-0000-0000-000000000002}",
        return_token: "second",
      })
      expect(await ledgerOf(store).accept(cart.sessionId)).toMatchObject({ id: "sptx_second" })
      expect(await ledgerRow(store, vpsTxId)).toMatchObject({ accepted_claim: null })
      expect(await ledgerOf(store).accept(cart.sessionId)).toBeUndefined()
    })

    it("rule 7: an order that counts a payment which was refused is raised by the sweep, once", async () => {
      const { vpsTxId, orderId } = await store.buy()
      await store
        .database("sagepay_transaction")
        .where({ vps_tx_id: vpsTxId })
        .update({
          answer_status: "INVALID",
          state: "failed",
          answered_at: new Date(Date.now() - 600_000),
        })
      await sweep(store.container)
      await sweep(store.container)
      expect((await findings(store)).map(({ kind, order_id }) => [kind, order_id])).toEqual([
        ["order_without_payment", orderId],
      ])
    })

    it("rule 7: the gateway gives up while the order is being placed: INVALID stands, and the order is raised", async () => {
      const { cart, vpsTxId } = await registered()
      const { answer } = await payWhileRecordingWaits(vpsTxId, async () => {
        const gaveUp = await gateway().notify({ vps_tx_id: vpsTxId, status: "ABORT" })
        expect(gaveUp.answer.status).toBe("OK")
      })
      expect(answer.status).toBe("INVALID")
      expect(stateOf(vpsTxId)).toBe("failed")
      const order = await store.orderOf(cart.id)
      const kinds = (await findings(store)).map(({ kind, order_id }) => [kind, order_id])
      expect(kinds).toContainEqual(["order_without_payment", order?.id])
      const paymentId = (await store.payment(order!.id)).id
      const captured = await store.admin.request("POST", `/admin/payments/${paymentId}/capture`, {})
      expect(captured.status).toBe(400)
    })

    it.each(["DEFERRED", "PAYMENT"] as const)(
      "rule 7: %s rolled back after it was accepted: INVALID, and no order can be placed on the cancelled payment",
      async (type) => {
        const { cart, vpsTxId } = await registered({ providerId: PROVIDERS[type] })
        const locking = store.container.resolve(Modules.LOCKING)
        const release = locking.release.bind(locking)
        const broken = jest
          .spyOn(locking, "release")
          .mockRejectedValueOnce(new Error("the last step fails"))
        const { answer, redirect_url } = await store.pay(vpsTxId)
        const [[key, owner] = []] = broken.mock.calls
        broken.mockRestore()
        if (key) await release(key, owner)

        expect(answer.status).toBe("INVALID")
        expect(stateOf(vpsTxId)).toBe("failed")
        await notPlaced(redirect_url)
        expect(await ledgerRow(store, vpsTxId)).toMatchObject({ state: "failed", taken_minor: 0 })
        // Core made a new session for the captured payment, and ours was ended for the other.
        expect(await sessionStatus(cart)).not.toBe("authorized")
        const completed = await store.storefront.request("POST", `/store/carts/${cart.id}/complete`)
        expect(completed.body).not.toMatchObject({ type: "order" })
        expect(await store.orderOf(cart.id)).toBeUndefined()
        const again = await gateway().notify({ vps_tx_id: vpsTxId })
        expect(again.answer.status).toBe("INVALID")
        expect(
          gateway().money({ vendor_tx_code: gateway().transaction(vpsTxId).vendor_tx_code })
        ).toMatchObject([{ held: 0, taken: 0, refunded: 0 }])

        const session = await store.placePaymentSession(cart.id, { providerId: PROVIDERS[type] })
        const { vpsTxId: second } = await store.register(session)
        expect((await store.pay(second)).answer.status).toBe("OK")
        expect(await store.orderOf(cart.id)).toBeDefined()
      }
    )

    it("Pay pressed while the order is being placed: refused, nothing registered", async () => {
      const { cart, vpsTxId } = await registered()
      await ledgerOf(store).receiveNotification(await payUnnotified(store, vpsTxId))
      const before = gateway().transactions().length
      const { status, body } = await pressPay(store, cart)
      expect(status).toBe(409)
      expect(body).toMatchObject({
        code: "sagepay_busy",
        message: expect.stringMatching(/being completed. Nothing more was charged/),
      })
      expect(gateway().transactions()).toHaveLength(before)
    })

    it("the process died while placing the order: the repeated notification places it", async () => {
      const { cart, vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      const { do: what } = await ledgerOf(store).receiveNotification(fields)
      expect(what).toBe("complete")
      await forgetClaim(vpsTxId)
      expect((await postNotification(store, fields)).fields.Status).toBe("OK")
      expect(await store.orderOf(cart.id)).toBeDefined()
    })

    it("the process died between the order and the answer: the repeated notification confirms it", async () => {
      const { cart, vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      await ledgerOf(store).receiveNotification(fields)
      const placed = await store.storefront.post(`/store/carts/${cart.id}/complete`)
      expect(placed).toMatchObject({ type: "order" })
      await forgetClaim(vpsTxId)
      expect((await postNotification(store, fields)).fields.Status).toBe("OK")
      expect(await ledgerRow(store, vpsTxId)).toMatchObject({
        state: "deferred",
        answer_status: "OK",
      })
    })

    it("an order whose total differs from what was paid is raised", async () => {
      const { cart, vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      await ledgerOf(store).receiveNotification(fields)
      // Between our check and the order, the cart changes behind the session's back.
      await reprice(store, cart, 30)
      await store.storefront.post(`/store/carts/${cart.id}/complete`)
      await forgetClaim(vpsTxId)
      expect((await postNotification(store, fields)).fields.Status).toBe("OK")
      expect(await findings(store)).toMatchObject([
        { kind: "order_total_differs", message: expect.stringMatching(/GBP 35\.00.*GBP 30\.00/) },
      ])
    })

    it("our OK is lost: the gateway asks again and keeps the money", async () => {
      const { cart, vpsTxId } = await registered()
      const { vendor_tx_code } = gateway().transaction(vpsTxId)
      gateway().fault({ fault: "answer_lost", match: { vendorTxCode: vendor_tx_code } })
      expect((await store.pay(vpsTxId)).page).toBe("no_answer")
      const { answer } = await gateway().notify({ vps_tx_id: vpsTxId })
      expect(answer.status).toBe("OK")
      expect(stateOf(vpsTxId)).toBe("deferred")
      expect(await store.orderOf(cart.id)).toBeDefined()
    })

    it("a surcharge that nobody asked for is raised", async () => {
      const { cart, vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      await postNotification(store, { ...fields, Surcharge: "1.00" })
      expect(await store.orderOf(cart.id)).toBeDefined()
      expect(await findings(store)).toMatchObject([{ kind: "surcharge" }])
    })
  })
}
