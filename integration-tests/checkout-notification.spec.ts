import { Modules } from "@medusajs/framework/utils"
import {
  comeBack,
  eventually,
  findings,
  ledgerOf,
  ledgerRow,
  payUnnotified,
  postNotification,
  pressPay,
  PLUGIN,
} from "./helpers/checkout"
import { sweep } from "../src/workflows/sweep"
import { PROVIDERS, type Cart } from "./helpers/shopper"
import { describeStore } from "./helpers/store"

describeStore("notification", { plugin: PLUGIN }, (store) => {
  const gateway = () => store.simulator.control
  const stateOf = (vpsTxId: string) => gateway().transaction(vpsTxId).state
  const sessionStatus = async (cart: Cart) => {
    const row: unknown = await store
      .database("payment_session")
      .where({ id: cart.sessionId })
      .first("status")
    return (row as { status: string } | undefined)?.status
  }
  const registered = async (options?: Parameters<typeof store.readyCart>[0]) => {
    const cart = await store.readyCart(options)
    return { cart, ...(await store.register(cart)) }
  }
  const notPlaced = async (redirectUrl: string | null | undefined) => {
    const { query } = await comeBack(store, redirectUrl)
    expect(query).toMatchObject({ status: "not_placed" })
    expect(query.message).toMatch(/not placed and nothing was charged/)
    return query
  }

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

  describe("the cart changed", () => {
    it("while the shopper paid: INVALID, the gateway lets the money go, the shop's page says so", async () => {
      const { cart, vpsTxId } = await registered()
      await changeCart(cart)
      const { answer, redirect_url } = await store.pay(vpsTxId)
      expect(answer).toMatchObject({ kind: "answered", status: "INVALID" })
      expect(stateOf(vpsTxId)).toBe("failed")
      expect(await store.orderOf(cart.id)).toBeUndefined()
      expect(await notPlaced(redirect_url)).toMatchObject({ cart: cart.id, retry: "true" })
      const session = await store.placePaymentSession(cart.id)
      const { vpsTxId: second } = await store.register(session)
      expect((await store.pay(second)).answer.status).toBe("OK")
      expect((await store.orderOf(cart.id))?.total).toBe(55)
    })

    it("a session of 30.00 against a cart of 35.00 never becomes an order", async () => {
      const { cart, vpsTxId } = await registered()
      await reprice(cart, 30)
      const { answer, redirect_url } = await store.pay(vpsTxId)
      expect(answer).toMatchObject({ status: "INVALID" })
      expect(answer.status_detail).toMatch(/cart was changed.*GBP 30\.00/)
      expect(stateOf(vpsTxId)).toBe("failed")
      expect(await sessionStatus(cart)).toBe("pending")
      await notPlaced(redirect_url)
    })

    it("told late, when the session is gone: INVALID", async () => {
      const { cart, vpsTxId } = await registered()
      await payUnnotified(store, vpsTxId)
      await store.placePaymentSession(cart.id, { providerId: PROVIDERS.PAYMENT })
      const { answer } = await gateway().notify({ vps_tx_id: vpsTxId })
      expect(answer.status).toBe("INVALID")
      expect(stateOf(vpsTxId)).toBe("failed")
    })

    it("told late, when another method has paid the order: INVALID, and no second Pay", async () => {
      const { cart, vpsTxId } = await registered()
      await payUnnotified(store, vpsTxId)
      await store.placePaymentSession(cart.id, { providerId: "pp_system_default" })
      const placed = await store.storefront.post(`/store/carts/${cart.id}/complete`)
      expect(placed).toMatchObject({ type: "order" })
      const { answer, redirect_url } = await gateway().notify({ vps_tx_id: vpsTxId })
      expect(answer).toMatchObject({
        status: "INVALID",
        status_detail: expect.stringMatching(/another payment/),
      })
      const query = await notPlaced(redirect_url)
      expect(query).toMatchObject({ retry: "false", order: (await store.orderOf(cart.id))?.id })
    })
  })

  describe("two tabs", () => {
    const twoCodes = async () => {
      const { cart, vpsTxId: first } = await registered()
      // Another e-mail address is another registration, but not another session.
      await store.container
        .resolve(Modules.CART)
        .updateCarts(cart.id, { email: "bob@shopper.test" })
      const { vpsTxId: second } = await store.register(cart)
      expect(second).not.toBe(first)
      return { cart, first, second }
    }

    it("rule 13: one session paid under two codes, one after the other: the second is refused", async () => {
      const { cart, first, second } = await twoCodes()
      expect((await store.pay(second)).answer.status).toBe("OK")
      const late = await store.pay(first)
      expect(late.answer).toMatchObject({
        status: "INVALID",
        status_detail: expect.stringMatching(/being paid already/),
      })
      expect([stateOf(first), stateOf(second)]).toEqual(["failed", "deferred"])
      const query = await notPlaced(late.redirect_url)
      expect(query).toMatchObject({ retry: "false", order: (await store.orderOf(cart.id))?.id })
    })

    it("rule 13: both at once: exactly one is kept, and the order lives on it", async () => {
      const { cart, first, second } = await twoCodes()
      const paid = await Promise.all([store.pay(first), store.pay(second)])
      expect(paid.map(({ answer }) => answer.status).sort()).toEqual(["INVALID", "OK"])
      const kept = paid[0]!.answer.status === "OK" ? first : second
      expect([stateOf(first), stateOf(second)].sort()).toEqual(["deferred", "failed"])
      const payment = await store.payment((await store.orderOf(cart.id))!.id)
      expect(payment.data).toMatchObject({ vps_tx_id: kept })
    })

    it("rule 13: two sessions of a cart: the one that was replaced is refused", async () => {
      const { cart, vpsTxId: old } = await registered()
      const replaced = await store.placePaymentSession(cart.id)
      const { vpsTxId: current } = await store.register(replaced)
      const paid = await Promise.all([store.pay(old), store.pay(current)])
      expect(paid.filter(({ answer }) => answer.status === "OK")).toHaveLength(
        (await store.orderOf(cart.id)) ? 1 : 0
      )
      expect(paid[0]!.answer.status).toBe("INVALID")
      expect(stateOf(old)).toBe("failed")
    })
  })

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
      await reprice(cart, 30)
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

  describe("bad input", () => {
    const expectInvalid = (answer: Awaited<ReturnType<typeof postNotification>>) => {
      expect(answer.http).toBe(200)
      expect(answer.contentType).toMatch(/^text\/plain/)
      expect(answer.text).toMatch(/^Status=INVALID\r\n/)
      expect(answer.fields.RedirectURL).toMatch(/^http:\/\/.+\/hooks\/sagepay\/return\/unknown$/)
      expect(answer.fields.StatusDetail).toMatch(/\.$/)
    }

    it.each([
      ["nothing", ""],
      ["no fields", "&&&==&"],
      ["binary", Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 89) % 256))],
      ["JSON", '{"Status":"OK"}'],
      ["arrays", "Status[]=OK&Status[]=OK&VPSTxId[a][b]=1"],
      [
        "an unknown code",
        "Status=OK&VendorTxCode=nobody&VPSTxId={00000000-0000-4000-8000-000000000000}",
      ],
      ["a prototype", "__proto__=1&constructor=2&VendorTxCode=__proto__&VPSTxId=toString"],
    ])("garbage (%s): INVALID in the gateway's dialect", async (_, body) => {
      expectInvalid(await postNotification(store, body))
    })

    it("1 MB: INVALID, also of the true message with a megabyte behind it", async () => {
      const { cart, vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      expectInvalid(await postNotification(store, "A=".padEnd(1_048_576, "x")))
      expectInvalid(await postNotification(store, { ...fields, Padding: "x".repeat(1_048_576) }))
      expect(await store.orderOf(cart.id)).toBeUndefined()
      expect((await postNotification(store, fields)).fields.Status).toBe("OK")
    })

    it("a repeated field, another content type: INVALID, nothing changed", async () => {
      const { vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      const body = new URLSearchParams(fields).toString()
      const row = await ledgerRow(store, vpsTxId)
      expectInvalid(await postNotification(store, `${body}&Status=OK`))
      expectInvalid(await postNotification(store, body, { "content-type": "application/json" }))
      expectInvalid(await postNotification(store, body, { "content-type": "multipart/form-data" }))
      expect(await ledgerRow(store, vpsTxId)).toEqual(row)
    })

    it("a bad signature: INVALID, nothing changed, and the true one is still taken", async () => {
      const { vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      const row = await ledgerRow(store, vpsTxId)
      const { answers } = await gateway().notify({ vps_tx_id: vpsTxId, forged: true })
      expect(answers).toMatchObject([{ kind: "answered", status: "INVALID" }])
      expectInvalid(await postNotification(store, { ...fields, Status: "AUTHENTICATED" }))
      expectInvalid(await postNotification(store, { ...fields, VPSSignature: "" }))
      expect(await ledgerRow(store, vpsTxId)).toEqual(row)
      expect((await postNotification(store, fields)).fields.Status).toBe("OK")
    })

    it("a code with another transaction's id: INVALID", async () => {
      const [one, two] = [await registered(), await registered()]
      const fields = await payUnnotified(store, one.vpsTxId)
      expectInvalid(await postNotification(store, { ...fields, VPSTxId: two.vpsTxId }))
    })

    it.each(["PENDING", "WONDERFUL"])("%s, truly signed: INVALID, no order", async (status) => {
      const { cart, vpsTxId } = await registered()
      const { answer } = await gateway().notify({ vps_tx_id: vpsTxId, status })
      expect(answer).toMatchObject({ kind: "answered", status: "INVALID" })
      expect(await store.orderOf(cart.id)).toBeUndefined()
      expect(await ledgerRow(store, vpsTxId)).toMatchObject({ state: "failed" })
    })

    it("our own keys cannot be read: ERROR, raised, and no order", async () => {
      const { cart, vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      const { id, security_key } = await ledgerRow(store, vpsTxId)
      await ledgerOf(store).change(id, { security_key: security_key!.replace(".test.", ".lost.") })
      const answer = await postNotification(store, fields)
      expect(answer).toMatchObject({ http: 200, fields: { Status: "ERROR" } })
      expect(answer.fields.RedirectURL).toMatch(/^http/)
      expect(await store.orderOf(cart.id)).toBeUndefined()
      expect(await findings(store)).toMatchObject([{ kind: "cannot_unseal" }])
    })

    it("a sender that hangs up in the middle disturbs nobody", async () => {
      const { vpsTxId } = await registered()
      const fields = await payUnnotified(store, vpsTxId)
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": "100000",
      }
      const half = fetch(`${store.url}/hooks/sagepay/notification`, {
        method: "POST",
        headers,
        body: new ReadableStream({
          start: (stream) => {
            stream.enqueue(new TextEncoder().encode("Status=OK&"))
            stream.error(new Error("hung up"))
          },
        }),
        duplex: "half",
      } as RequestInit)
      await expect(half).rejects.toThrow()
      expect((await postNotification(store, fields)).fields.Status).toBe("OK")
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

  async function changeCart(cart: Cart): Promise<void> {
    const { cart: whole } = await store.storefront.get<{ cart: { items: { id: string }[] } }>(
      `/store/carts/${cart.id}`
    )
    const path = `/store/carts/${cart.id}/line-items/${whole.items[0]?.id}`
    await store.storefront.post(path, { quantity: 2 })
  }

  /** As a price list or a plugin might: behind the session's back. */
  async function reprice(cart: Cart, unitPrice: number): Promise<void> {
    const carts = store.container.resolve(Modules.CART)
    const [line] = await carts.listLineItems({ cart_id: cart.id })
    await carts.updateLineItems([{ id: line!.id, unit_price: unitPrice }])
  }

  async function setStock(quantity: number): Promise<void> {
    const { inventoryItemId } = store.shop.products[0]!
    await store.admin.post(
      `/admin/inventory-items/${inventoryItemId}/location-levels/${store.shop.stockLocationId}`,
      { stocked_quantity: quantity }
    )
  }

  async function withDeadline<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
    const options = ledgerOf(store).options as { notification_deadline_ms: number }
    const usual = options.notification_deadline_ms
    options.notification_deadline_ms = milliseconds
    try {
      return await work()
    } finally {
      options.notification_deadline_ms = usual
    }
  }

  /** Pays; `meanwhile` runs when authorizePayment has accepted and core has not recorded it yet. */
  async function payWhileRecordingWaits(vpsTxId: string, meanwhile: () => Promise<void>) {
    const held = await store.database.transaction()
    await held.raw("lock table payment in share mode")
    const paying = store.pay(vpsTxId)
    try {
      await eventually(async () => {
        const { accepted_claim, answer_status } = await ledgerRow(store, vpsTxId)
        expect(answer_status).toBeNull()
        return accepted_claim ?? undefined
      })
      await meanwhile()
    } finally {
      await held.rollback()
    }
    return paying
  }

  /** As if the process that had claimed it had died three minutes ago. */
  async function forgetClaim(vpsTxId: string): Promise<void> {
    const { id } = await ledgerRow(store, vpsTxId)
    await ledgerOf(store).change(id, { claimed_at: new Date(Date.now() - 180_000) })
  }
})
