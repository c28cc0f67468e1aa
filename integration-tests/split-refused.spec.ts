import { createOrderFulfillmentWorkflow } from "@medusajs/medusa/core-flows"
import { readLines } from "../src/shop/fulfilled-leaving"
import { suiteOf } from "./after-order/suite"
import { fulfilmentOf } from "./fulfilment/suite"
import { until } from "./helpers/books"
import { ledgerOf } from "./helpers/checkout"
import type { Answer } from "./helpers/http"
import type { Bought } from "./helpers/shopper"
import { describeStore } from "./helpers/store"

const OPTIONS = { reply_timeout_ms: 2_000, deferred_split: "refuse" }

/** The option deferred_split "refuse", where staff press the buttons: core's own routes say no. */
describeStore("a DEFERRED payment that may not be split", { plugin: OPTIONS }, (store) => {
  const suite = fulfilmentOf(suiteOf(store))
  const { desk, buyTeapots, fulfil, pressFulfil, said, options } = suite
  afterEach(() => {
    store.simulator.control.clearFaults()
    suite.resetOptions()
  })

  const posted = () => store.simulator.control.requests().length
  const fulfilments = async ({ orderId }: Bought): Promise<string[]> => {
    const found: unknown = await store
      .database("order_fulfillment")
      .where({ order_id: orderId, deleted_at: null })
      .select("fulfillment_id as id")
    return (found as { id: string }[]).map(({ id }) => id)
  }
  const itemsOf = async ({ orderId }: Bought) => {
    const { order } = await store.admin.get<{
      order: { items: { id: string; quantity: number; detail: Record<string, number> }[] }
    }>(`/admin/orders/${orderId}?fields=id,*items,*items.detail`)
    return order.items
  }
  const countOf = async (bought: Bought, as: "fulfilled" | "shipped" | "delivered") =>
    (await itemsOf(bought)).reduce((sum, { detail }) => sum + detail[`${as}_quantity`]!, 0)
  /** Of a fulfilment, and without waiting for what it leads to. */
  const mark = async (bought: Bought, id: string, how: "shipments" | "mark-as-delivered") =>
    store.admin.request(
      "POST",
      `/admin/orders/${bought.orderId}/fulfillments/${id}/${how}`,
      how === "shipments" ? { items: [] } : {}
    )
  const refused = ({ status, body }: Answer, nothing: string) =>
    expect({ status, body }).toEqual({
      status: 400,
      body: {
        type: "not_allowed",
        message: expect.stringMatching(
          new RegExp(
            `^${nothing}, and no money moved\\. GBP 55\\.00 .* released only once.*deferred_split`
          )
        ),
      },
    })

  describe("captured as it is fulfilled", () => {
    it("a part is refused: nothing is fulfilled, nothing is posted, nothing is raised", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      const before = posted()
      refused(await pressFulfil(bought, 1), "Nothing was fulfilled")
      await desk.sweep()
      expect(await fulfilments(bought)).toEqual([])
      expect(await countOf(bought, "fulfilled")).toBe(0)
      expect(posted()).toBe(before)
      expect(await said(bought)).toEqual([])
    })

    it("all at once is allowed, and captured", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      refused(await pressFulfil(bought, 1), "Nothing was fulfilled")
      await fulfil(bought, 2)
      expect(desk.amounts("RELEASE", bought)).toEqual(["55.00"])
      expect(await desk.books(bought)).toEqual({ net: 5_500, held: 0 })
    })

    it("AUTHENTICATE may leave in parts, and is captured in parts", async () => {
      const bought = await buyTeapots("AUTHENTICATE", 2)
      await fulfil(bought, 1)
      expect(desk.amounts("AUTHORISE", bought)).toEqual(["30.00"])
    })

    it("PAYMENT may leave in parts", async () => {
      const bought = await buyTeapots("PAYMENT", 2)
      expect((await pressFulfil(bought, 1)).status).toBe(200)
    })

    it("what another provider holds may leave in parts", async () => {
      const { id } = await store.readyCart({ quantity: 2, providerId: "pp_system_default" })
      const { order } = await store.storefront.post<{ order: { id: string } }>(
        `/store/carts/${id}/complete`
      )
      const bought = { orderId: order.id } as Bought
      expect((await pressFulfil(bought, 1)).status).toBe(200)
    })

    it.each([
      ["ask", ["30.00"]],
      ["all", ["55.00"]],
    ] as const)("deferred_split %s: a part may leave, and is captured", async (split, taken) => {
      options({ deferred_split: split })
      const bought = await buyTeapots("DEFERRED", 2)
      await fulfil(bought, 1)
      expect(desk.amounts("RELEASE", bought)).toEqual(taken)
    })

    it.each(["off", "shipment", "delivery"] as const)(
      "auto_capture %s: a part may be packed",
      async (when) => {
        options({ auto_capture: when })
        const bought = await buyTeapots("DEFERRED", 2)
        expect((await pressFulfil(bought, 1)).status).toBe(200)
      }
    )

    it("captured first, it may leave in parts, and nothing more is taken", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      expect((await desk.capture(bought)).status).toBe(200)
      await fulfil(bought, 1)
      await fulfil(bought, 1)
      expect(desk.amounts("RELEASE", bought)).toEqual(["55.00"])
      expect(await said(bought)).toEqual([])
    })

    it("a hold that has lapsed keeps no goods back", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      await store
        .database("sagepay_transaction")
        .where({ vps_tx_id: bought.vpsTxId })
        .update({ authorised_at: new Date(Date.now() - 31 * 86_400_000) })
      await fulfil(bought, 1)
    })

    it("while a capture is undecided, goods are not kept back", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      store.simulator.control.fault({ fault: "act_then_reset", match: { txType: "RELEASE" } })
      expect((await desk.capture(bought)).status).not.toBe(200)
      expect(await suite.openIntents(bought)).toBe(1)
      expect((await pressFulfil(bought, 1)).status).toBe(200)
    })

    it("what only other code could split is raised", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      const [item] = await itemsOf(bought)
      await createOrderFulfillmentWorkflow(store.container).run({
        input: {
          order_id: bought.orderId,
          location_id: store.shop.stockLocationId,
          items: [{ id: item?.id ?? "", quantity: 1 }],
        },
      })
      await until(async () => (await said(bought)).length > 0)
      expect(await said(bought)).toEqual(["split_waits 3000"])
      await fulfil(bought, 1)
      expect(desk.amounts("RELEASE", bought)).toEqual(["55.00"])
      expect(await said(bought)).toEqual([])
    })

    it("what Medusa does not let leave together may leave one after the other", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      await suite.addTeapot(bought)
      const [teapots, voucher] = (await itemsOf(bought)).sort((a, b) => b.quantity - a.quantity)
      await store
        .database("order_line_item")
        .where({ id: voucher?.id })
        .update({ requires_shipping: false })
      const send = (id: string | undefined, quantity: number) =>
        store.admin.request("POST", `/admin/orders/${bought.orderId}/fulfillments`, {
          items: [{ id, quantity }],
          location_id: store.shop.stockLocationId,
        })
      refused(await send(teapots?.id, 1), "Nothing was fulfilled")
      expect((await send(teapots?.id, 2)).status).toBe(200)
      expect(desk.sent("RELEASE", bought)).toBe(0)
      expect((await send(voucher?.id, 1)).status).toBe(200)
      await until(() => desk.sent("RELEASE", bought) > 0)
      expect(desk.amounts("RELEASE", bought)).toEqual(["55.00"])
    })

    it("reads the shipping profile, of which Medusa wants a fulfilment each", async () => {
      const { orderId } = await buyTeapots("DEFERRED", 2)
      const ledger = ledgerOf(store)
      const order = await readLines(store.container, ledger.inTransaction.bind(ledger), orderId)
      const { shipping_profiles } = await store.admin.get<{ shipping_profiles: { id: string }[] }>(
        "/admin/shipping-profiles"
      )
      expect(order?.lines).toMatchObject([
        { total: "50", fulfilled: "0", needsShipping: true, profile: shipping_profiles[0]?.id },
      ])
    })
  })

  describe("core comes first", () => {
    const part = async (bought: Bought) => ({
      items: [{ id: (await itemsOf(bought))[0]?.id, quantity: 1 }],
      location_id: store.shop.stockLocationId,
    })

    it("with who may not, and with what is ill-formed", async () => {
      const bought = await buyTeapots("DEFERRED", 2)
      const path = `/admin/orders/${bought.orderId}/fulfillments`
      const body = await part(bought)
      expect((await store.stranger.request("POST", path, body)).status).toBe(401)
      const unknown = await store.admin.request("POST", path, { ...body, nonsense: 1 })
      expect(unknown).toMatchObject({ status: 400, body: { type: "invalid_data" } })
      for (const ill of [{}, { items: [] }, { items: [{ id: "x" }] }]) {
        const answer = await store.admin.request("POST", path, ill)
        expect(answer).toMatchObject({ status: 400, body: { type: "invalid_data" } })
      }
    })
  })

  describe.each([
    ["shipment", "shipments", "shipped"],
    ["delivery", "mark-as-delivered", "delivered"],
    ["shipment", "mark-as-delivered", "delivered"],
  ] as const)("captured on %s: %s", (when, how, as) => {
    const nothing = `Nothing was marked as ${as}`

    it("of one of two fulfilments it is refused; of all at once it is allowed, and captured", async () => {
      options({ auto_capture: when })
      const bought = await buyTeapots("DEFERRED", 2)
      expect((await pressFulfil(bought, 1)).status).toBe(200)
      const [first = ""] = await fulfilments(bought)
      const before = posted()
      refused(await mark(bought, first, how), nothing)
      expect(await countOf(bought, as)).toBe(0)
      expect(posted()).toBe(before)
      await suite.cancelFulfilment(bought, first)
      await pressFulfil(bought, 2)
      const whole = (await fulfilments(bought)).find((id) => id !== first) ?? ""
      expect((await mark(bought, whole, how)).status).toBe(200)
      await until(() => desk.sent("RELEASE", bought) > 0)
      expect(desk.amounts("RELEASE", bought)).toEqual(["55.00"])
    })
  })

  it("counts a set of goods once, and not each of its parts", async () => {
    const [product] = store.shop.products
    await store
      .database("product_variant_inventory_item")
      .where({ variant_id: product?.variantId })
      .update({ required_quantity: 2 })
    options({ auto_capture: "shipment" })
    const bought = await buyTeapots("DEFERRED", 4)
    await pressFulfil(bought, 2)
    await pressFulfil(bought, 2)
    const [first = ""] = await fulfilments(bought)
    expect(await mark(bought, first, "shipments")).toMatchObject({
      status: 400,
      body: { type: "not_allowed" },
    })
  })
})
