import { until } from "../helpers/books"
import { ledgerRow } from "../helpers/checkout"
import type { Bought } from "../helpers/shopper"
import type { Store } from "../helpers/store"
import type { Bulk, BulkSuite } from "./suite"

/** From two pieces to one: 55.00 become 30.00. */
async function boughtAndEditedDown(store: Store): Promise<Bought> {
  const bought = await store.buy({ quantity: 2 })
  const { order } = await store.admin.get<{ order: { items: { id: string }[] } }>(
    `/admin/orders/${bought.orderId}?fields=items.id`
  )
  const edit = `/admin/order-edits/${bought.orderId}`
  await store.admin.post("/admin/order-edits", { order_id: bought.orderId })
  await store.admin.post(`${edit}/items/item/${order.items[0]?.id}`, { quantity: 1 })
  await store.admin.post(`${edit}/request`)
  await store.admin.post(`${edit}/confirm`)
  return bought
}

async function boughtElsewhere(store: Store): Promise<string> {
  const { id } = await store.readyCart({ providerId: "pp_system_default" })
  const { order } = await store.storefront.post<{ order: { id: string } }>(
    `/store/carts/${id}/complete`
  )
  return order.id
}

/** What is captured of each order, and what is said of it. */
export function results(suite: BulkSuite): void {
  const { store, desk, buy, gateway, post, finished, releases } = suite

  it("each kind of order gets what is held for it and its own result; nothing goes out twice", async () => {
    const [whole, refused, lost] = [
      await buy("DEFERRED"),
      await buy("DEFERRED"),
      await buy("DEFERRED"),
    ]
    const [rest, paid, canceled] = [
      await buy("AUTHENTICATE"),
      await buy("PAYMENT"),
      await buy("DEFERRED"),
    ]
    const less = await boughtAndEditedDown(store)
    const elsewhere = await boughtElsewhere(store)
    expect((await desk.capture(rest, 12.5)).status).toBe(200)
    expect((await desk.cancelOrder(canceled)).status).toBe(200)
    // Its ABORT is an event's; a bulk that meets it on its way would wait for it.
    await until(async () => (await ledgerRow(store, canceled.vpsTxId)).state === "aborted")
    const code = ({ vpsTxId }: Bought) => gateway().transaction(vpsTxId).vendor_tx_code
    const only = (bought: Bought) => ({ txType: "RELEASE", vendorTxCode: code(bought) }) as const
    gateway().fault({ fault: "refuse", match: only(refused) })
    gateway().fault({ fault: "act_then_reset", match: only(lost) })
    const all = [whole, rest, less, refused, lost, paid, canceled]
    const asked = await post([...all, whole, { orderId: elsewhere }])
    expect([asked.status, asked.headers.get("cache-control")]).toEqual([202, "no-store"])
    expect(asked.body.bulk).toMatchObject({ status: "open", total: 8, finished_at: null })
    const { bulk, items, count } = await finished(asked.body.bulk.id)
    expect(bulk).toMatchObject({
      counts: { waiting: 0, working: 0, captured: 3, nothing: 3, failed: 2 },
      actor: expect.stringMatching(/^user_/),
      finished_at: expect.any(String),
    })
    expect(count).toBe(8)
    const seen = items.map(({ order_id, status, captured_minor, currency, message }) => [
      order_id,
      status,
      captured_minor,
      currency,
      message,
    ])
    const unknown = new RegExp(`money may have moved.*Look up ${code(lost)}.*\\(spint_`)
    expect(seen).toEqual([
      [whole.orderId, "captured", 3_000, "GBP", null],
      [rest.orderId, "captured", 1_750, "GBP", null],
      [
        less.orderId,
        "captured",
        3_000,
        "GBP",
        expect.stringMatching(/comes to less.*25\.00.*not captured/),
      ],
      [refused.orderId, "failed", 0, "GBP", expect.stringMatching(/refused.*no money moved/)],
      [lost.orderId, "failed", 0, "GBP", expect.stringMatching(unknown)],
      [paid.orderId, "nothing", 0, "GBP", "It is captured already."],
      [canceled.orderId, "nothing", 0, "GBP", expect.stringMatching(/is cancelled/)],
      [elsewhere, "nothing", 0, "GBP", "It has no payment by Sage Pay."],
    ])
    expect(items.every(({ display_id }) => display_id > 0)).toBe(true)
    expect([desk.amounts("RELEASE", less), desk.amounts("AUTHORISE", rest)]).toEqual([
      ["30.00"],
      ["12.50", "17.50"],
    ])
    for (const bought of [whole, rest]) {
      expect(await desk.books(bought)).toEqual({ net: 3_000, held: 0 })
      expect((await store.order(bought.orderId)).summary).toMatchObject({ pending_difference: 0 })
    }
    const captures = await suite.rows("capture", whole)
    expect(captures.map(({ created_by }) => created_by)).toEqual([bulk.actor])
    // Asked for once more: what is unknown stays so, and says what to decide first.
    const again = await finished((await post([lost, whole])).body.bulk.id)
    expect(again.items.map(({ status, message }) => [status, message])).toEqual([
      ["failed", expect.stringMatching(/not decided yet.*settle it/)],
      ["nothing", "It is captured already."],
    ])
    expect([releases(lost), releases(whole), releases(refused)]).toEqual([1, 1, 1])
    const { bulks } = await store.admin.get<{ bulks: Bulk[] }>("/admin/sagepay/bulk")
    expect(bulks.map(({ id }) => id)).toEqual([again.bulk.id, bulk.id])
  })

  it("rule 11: what core has twice is not captured, for nobody can say what it comes to", async () => {
    const twice = await buy("DEFERRED")
    const id = { orderId: twice.orderId }
    await store.database.raw(
      `insert into order_item
       select (jsonb_populate_record(i, jsonb_build_object('id', i.id || '_twice'))).*
       from order_item i where i.order_id = :orderId`,
      id
    )
    const result = async () => (await finished((await post([twice])).body.bulk.id)).items[0]
    expect(await result()).toMatchObject({
      status: "failed",
      captured_minor: 0,
      message: expect.stringMatching(/no total of this order that is certain.*30\.00.*stays held/),
    })
    expect(releases(twice)).toBe(0)
    await store.database.raw(
      `delete from order_item where order_id = :orderId and id like '%\\_twice'`,
      id
    )
    expect(await result()).toMatchObject({ status: "captured", captured_minor: 3_000 })
  })
}
