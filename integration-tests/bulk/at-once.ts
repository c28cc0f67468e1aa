import { Modules } from "@medusajs/framework/utils"
import { finishItem, renewClaim } from "../../src/modules/sagepay/bulk"
import { captureOrdersWorkflow } from "../../src/workflows"
import { workOnBulk } from "../../src/workflows/bulk"
import { until } from "../helpers/books"
import { ledgerOf } from "../helpers/checkout"
import { ACTOR, freshKey, orderIds, type BulkSuite } from "./suite"

/** Several at the same orders, dead processes among them: each order gets one message. */
export function atOnce(suite: BulkSuite): void {
  const { store, desk, buy, gateway, releases } = suite
  const { look, written, claim, job, pausePassed, claimsDied } = suite

  it("two processes at one bulk, and a second bulk with the same orders: one message each", async () => {
    const all = [await buy("DEFERRED"), await buy("DEFERRED"), await buy("AUTHENTICATE")]
    const [first, second] = [await written(all), await written(all, "user_of_another")]
    const work = (id: string) => workOnBulk(store.container, id, { concurrency: 2 })
    await Promise.all([work(first.id), work(first.id), work(second.id)])
    await pausePassed()
    await job()
    const counts = async (id: string) => (await look(id)).bulk
    const [one, other] = [await counts(first.id), await counts(second.id)]
    expect([one.status, other.status]).toEqual(["done", "done"])
    expect((one.counts.captured ?? 0) + (other.counts.captured ?? 0)).toBe(3)
    expect((one.counts.nothing ?? 0) + (other.counts.nothing ?? 0)).toBe(3)
    for (const bought of all) {
      expect(releases(bought) + desk.sent("AUTHORISE", bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
    }
  })

  it("rules 1, 6: killed in the middle, others go on with it, and nothing is sent twice", async () => {
    const [claimed, unsent, taken, untouched] = [
      await buy("DEFERRED"),
      await buy("DEFERRED"),
      await buy("AUTHENTICATE"),
      await buy("DEFERRED"),
    ]
    const bulk = await written([claimed, unsent, taken, untouched])
    const dead = await claim(bulk.id, "dead")
    await claim(bulk.id, "dead")
    await claim(bulk.id, "dead")
    // It died after core had written its row, and after everything but its own result.
    await suite.insertRow("capture", unsent, "capt_dead", 30, ACTOR)
    await store.container
      .resolve(Modules.PAYMENT)
      .capturePayment({ payment_id: taken.paymentId, amount: 30, captured_by: ACTOR })
    const statuses = async () => (await look(bulk.id)).items.map(({ status }) => status)
    await job()
    // It may be a living process's, for as long as the gateway may take to answer.
    expect(await statuses()).toEqual(["working", "working", "working", "captured"])
    await claimsDied()
    await job()
    expect(await statuses()).toEqual(["captured", "waiting", "captured", "captured"])
    expect(releases(unsent)).toBe(0)
    // Should it be frozen and not dead: it is told, and what it says of its order counts for nothing.
    if (!dead) throw new Error("Nothing was claimed")
    const ledger = ledgerOf(store)
    expect(await ledger.read((knex) => renewClaim(knex, dead))).toBe(false)
    const late = { status: "failed", capturedMinor: 0, currency: null, message: "late" } as const
    await ledger.read((knex) => finishItem(knex, dead, late))
    await suite.quietRows()
    await store.database.raw("update sagepay_bulk set created_at = created_at - interval '1 hour'")
    await desk.sweep()
    await pausePassed()
    await job()
    const { items, bulk: closed } = await look(bulk.id)
    expect(items.map(({ status, captured_minor }) => [status, captured_minor])).toEqual(
      Array.from({ length: 4 }, () => ["captured", 3_000])
    )
    expect(closed.status).toBe("done")
    await job()
    for (const bought of [claimed, unsent, taken, untouched]) {
      expect(releases(bought) + desk.sent("AUTHORISE", bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
    }
  })

  it("rule 1: a person who captures one of them at that moment is waited for", async () => {
    const [theirs, ours] = [await buy("DEFERRED"), await buy("AUTHENTICATE")]
    gateway().fault({ fault: "hold", at: "before", match: { txType: "RELEASE" } })
    const pressed = desk.capture(theirs)
    const [held] = await gateway().untilHeld()
    const { result } = await captureOrdersWorkflow(store.container).run({
      input: { order_ids: orderIds([theirs, ours]), key: freshKey(), captured_by: ACTOR },
    })
    expect(result).toMatchObject({ status: "open", counts: { waiting: 1, captured: 1 } })
    gateway().release(held!.id, "answer")
    expect((await pressed).status).toBe(200)
    await pausePassed()
    await job()
    const { bulk, items } = await look(result.id)
    expect(bulk.status).toBe("done")
    expect(
      items.map(({ status, captured_minor, message }) => [status, captured_minor, message])
    ).toEqual([
      ["nothing", 0, "It is captured already."],
      ["captured", 3_000, null],
    ])
    expect(releases(theirs)).toBe(1)
  })

  it("so many as were asked for are at the gateway, and the next is ready; what waited too long goes anew", async () => {
    const both = [await buy("DEFERRED"), await buy("DEFERRED")]
    const bulk = await written(both)
    gateway().fault({ fault: "hold", at: "before", match: { txType: "RELEASE" } })
    const work = workOnBulk(store.container, bulk.id, { concurrency: 1 })
    const [held] = await gateway().untilHeld()
    const sent = async () =>
      (await store.database("sagepay_operation").where({ verb: "RELEASE", status: "sent" })).length
    await until(async () => (await sent()) === 2)
    expect(both.map(releases).sort()).toEqual([0, 1])
    const next = both.find((bought) => releases(bought) === 0)
    // A process that sleeps here must not send on waking up what others may have taken over meanwhile.
    const { context } = ledgerOf(store)
    const clock = jest.spyOn(context, "now").mockImplementation(() => new Date(Date.now() + 60_000))
    gateway().release(held!.id, "answer")
    const { counts } = await work
    clock.mockRestore()
    expect(counts).toMatchObject({ captured: 2, failed: 0 })
    const operations: unknown = await store
      .database("sagepay_operation as o")
      .join("sagepay_transaction as t", "t.id", "o.transaction_id")
      .where({ "t.vps_tx_id": next?.vpsTxId })
      .orderBy("o.created_at")
      .pluck("o.status")
    expect(operations).toEqual(["not_sent", "done"])
    for (const bought of both) {
      expect(releases(bought)).toBe(1)
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
    }
  })
}
