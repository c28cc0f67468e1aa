import { until } from "../helpers/books"
import { ledgerRow } from "../helpers/checkout"
import type { Suite } from "./suite"

/** What staff read, and what comes of what they choose. */
export function lists({ store, desk, gateway, list, post, words, choose, raise }: Suite): void {
  /** A RELEASE that happened, and of which nobody here knows. */
  async function lost() {
    const bought = await store.buy()
    gateway().fault({ fault: "act_then_reset", match: { txType: "RELEASE" } })
    await desk.capture(bought)
    await desk.age()
    await desk.sweep()
    return bought
  }

  it("is for staff only, and says what is wrong with a request", async () => {
    const paths = [
      ["GET", "attention"],
      ["GET", "installation"],
      ["POST", "installation/confirm"],
      ["POST", "findings/spfind_1/retry"],
      ["POST", "findings/spfind_1/resolve"],
    ] as const
    for (const [method, path] of paths) {
      for (const client of [store.stranger, store.storefront]) {
        expect((await client.request(method, `/admin/sagepay/${path}`)).status).toBe(401)
      }
    }
    const bad = [
      ["GET", "attention?limit=0", undefined, "limit"],
      ["GET", "attention?offset=-1", undefined, "offset"],
      ["GET", "attention?order=order_1", undefined, "order"],
      ["POST", "installation/confirm", {}, "backend_url"],
      ["POST", "installation/confirm", { backend_url: store.url }, "note"],
      ["POST", "installation/confirm", { backend_url: store.url, note: "ok then", x: 1 }, "x"],
      [
        "POST",
        "installation/confirm",
        { backend_url: "http://a.test", note: "moved" },
        "backend_url",
      ],
      ["POST", "findings/spfind_1/retry", { force: true }, "force"],
      ["POST", "findings/spfind_1/resolve", {}, "note"],
    ] as const
    for (const [method, path, body, field] of bad) {
      const refused = await store.admin.request(method, `/admin/sagepay/${path}`, body)
      expect(words(refused)).toEqual([400, expect.stringContaining(field)])
    }
    expect((await post("findings/spfind_none/retry", {})).status).toBe(404)
    expect((await post("findings/spfind_none/resolve", { note: "seen to" })).status).toBe(404)
  })

  it("shows an open operation with what it means and what can be done, and a choice settles it", async () => {
    const bought = await lost()
    const { attention, count } = await list()
    expect(count).toBe(1)
    const intent = await desk.openIntent(bought)
    expect(attention).toEqual([
      {
        id: expect.stringMatching(/^spfind_/),
        kind: "open_operation",
        transaction_id: expect.stringMatching(/^sptx_/),
        currency_code: "gbp",
        title: "Nobody knows whether it happened",
        meaning: expect.stringContaining("never repeated"),
        message: expect.stringMatching(/^RELEASE of GBP 30\.00 was sent/),
        facts: expect.objectContaining({ verb: "RELEASE", amount_minor: 3_000 }),
        subject_id: intent,
        order_id: bought.orderId,
        since: expect.any(String),
        choices: expect.any(Array),
      },
    ])
    const [item] = attention
    expect(item?.choices.map(({ id }) => id)).toEqual([
      "ask",
      "settle_happened",
      "settle_did_not_happen",
      "resolve",
    ])
    expect(item?.choices[1]).toMatchObject({
      method: "POST",
      path: `/admin/sagepay/intents/${intent}/settle`,
      body: {
        required: ["happened", "note"],
        properties: { happened: { const: true }, note: { type: "string" } },
      },
    })
    const settled = await choose(item, "settle_happened", { note: "it is in the console" })
    expect(settled.status).toBe(200)
    expect((await list()).attention).toEqual([])
  })

  it("newest first, in pages, by kind and by order", async () => {
    const bought = await store.buy()
    const { id: root } = await ledgerRow(store, bought.vpsTxId)
    await raise("books_apart", root, { order_id: bought.orderId })
    await raise("order_total_differs", root, { order_id: bought.orderId })
    await raise("unknown_at_gateway", "{A}", { facts: { vps_tx_id: "{A}" } })
    const kinds = async (query = "") => {
      const { attention, count } = await list(query)
      return [count, ...attention.map(({ kind }) => kind)]
    }
    expect(await kinds()).toEqual([3, "unknown_at_gateway", "order_total_differs", "books_apart"])
    expect(await kinds("?limit=1&offset=1")).toEqual([3, "order_total_differs"])
    expect(await kinds("?kind=books_apart")).toEqual([1, "books_apart"])
    expect(await kinds(`?order_id=${bought.orderId}`)).toEqual([
      2,
      "order_total_differs",
      "books_apart",
    ])
    // With the order and the payment of the transaction that it is about.
    const [item] = (await list("?kind=order_total_differs")).attention
    expect(item?.choices.map(({ path }) => path)).toEqual([
      `/admin/payments/${bought.paymentId}/refund`,
      `/admin/orders/${bought.orderId}/cancel`,
      `/admin/sagepay/findings/${item?.id}/resolve`,
    ])
    const { findings } = await store.admin.get<{ findings: object[] }>("/admin/sagepay/findings")
    expect(findings).toHaveLength(3)
  })

  it("what cannot be filled in is not offered", async () => {
    await raise("order_without_payment", "sptx_gone")
    await raise("hold_without_order", (await ledgerRow(store, (await store.buy()).vpsTxId)).id)
    await raise("from_the_future", "whatever")
    const { attention } = await list()
    expect(attention.map(({ choices }) => choices.map(({ id }) => id))).toEqual([
      ["resolve"],
      ["abort_at_gateway", "capture", "look_again", "resolve"],
      ["look_again", "resolve"],
    ])
  })

  it("a hold that the gateway would not end: tried again by a choice, it ends", async () => {
    const bought = await store.buy()
    gateway().fault({ fault: "refuse", times: 0, match: { txType: "ABORT" } })
    await desk.cancelOrder(bought)
    await until(async () => {
      await desk.sweep()
      return (await list("?kind=hold_not_ended")).count > 0
    })
    const [item] = (await list("?kind=hold_not_ended")).attention
    const refused = await choose(item, "retry")
    expect(refused.body).toMatchObject({
      attention: { id: item?.id },
      message: expect.stringContaining("still needs a person"),
    })
    gateway().clearFaults()
    expect((await choose(item, "retry")).body).toEqual({
      attention: null,
      message: expect.stringContaining("off the list"),
    })
    expect(gateway().transaction(bought.vpsTxId).state).toBe("aborted")
    expect((await list()).count).toBe(0)
  })

  it("so does one that belongs to nobody, of which the list had given up", async () => {
    const bought = await store.buy()
    const gone = { deleted_at: new Date() }
    await store.database("order").where({ id: bought.orderId }).update(gone)
    await store.database("payment").where({ id: bought.paymentId }).update(gone)
    gateway().fault({ fault: "refuse", times: 0, match: { txType: "ABORT" } })
    await desk.age()
    await desk.sweep()
    const [item] = (await list("?kind=hold_not_ended")).attention
    const asked = desk.sent("ABORT", bought)
    const refused = await choose(item, "retry")
    expect(refused.body.message).toContain("still needs a person")
    expect(desk.sent("ABORT", bought)).toBe(asked + 1)
    gateway().clearFaults()
    const [again] = (await list("?kind=hold_not_ended")).attention
    expect((await choose(again, "retry")).body.attention).toBeNull()
    expect(gateway().transaction(bought.vpsTxId).state).toBe("aborted")
  })

  it("a capture that the gateway refused to the sweep: tried again by a choice, it is sent", async () => {
    const bought = await store.buy({ providerId: "pp_sagepay_authenticate" })
    await store.database("capture").insert({
      id: "capture_of_a_dead_process",
      payment_id: bought.paymentId,
      amount: 10,
      raw_amount: JSON.stringify({ value: "10", precision: 20 }),
      created_at: new Date(Date.now() - 600_000),
    })
    gateway().fault({ fault: "refuse", match: { txType: "AUTHORISE" } })
    await desk.sweep()
    const [item] = (await list("?kind=row_without_movement")).attention
    gateway().clearFaults()
    expect((await choose(item, "retry")).body.attention).toBeNull()
    expect((await choose(item, "retry")).status).toBe(404)
    expect(desk.amounts("AUTHORISE", bought)).toEqual(["10.00", "10.00"])
    expect(await desk.books(bought)).toEqual({ net: 1_000, held: 0 })
  })

  it("looking again at what still holds leaves it on the list, and moves nothing", async () => {
    const bought = await store.buy()
    await raise("differs_at_gateway", (await ledgerRow(store, bought.vpsTxId)).id)
    const [item] = (await list()).attention
    const before = gateway().requests().length
    expect((await choose(item, "look_again")).body).toMatchObject({ attention: { id: item?.id } })
    expect(gateway().requests()).toHaveLength(before)
  })

  it("what has come right leaves the list by itself, and is raised anew should it come back", async () => {
    const bought = await store.buy({ providerId: "pp_sagepay_payment" })
    const count = (value: string) =>
      store
        .database("capture")
        .where({ payment_id: bought.paymentId })
        .update({ amount: value, raw_amount: JSON.stringify({ value, precision: 20 }) })
    const swept = async () => {
      await desk.age()
      await desk.sweep()
      return (await list("?kind=books_apart")).count
    }
    await count("25")
    expect(await swept()).toBe(1)
    await count("30")
    expect(await swept()).toBe(0)
    expect(await store.database("sagepay_finding").first()).toMatchObject({
      resolved_by: "sagepay",
      resolution: "The ledger and Medusa agree.",
    })
    await count("25")
    expect(await swept()).toBe(1)
  })
}
