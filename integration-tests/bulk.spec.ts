import { Modules } from "@medusajs/framework/utils"
import {
  claimLastsMs,
  claimNext,
  finishItem,
  openBulk,
  renewClaim,
} from "../src/modules/sagepay/bulk"
import { captureOrdersWorkflow } from "../src/workflows"
import { carryBulksOn, workOnBulk } from "../src/workflows/bulk"
import { suiteOf } from "./after-order/suite"
import { until } from "./helpers/books"
import { ledgerOf, ledgerRow } from "./helpers/checkout"
import { createClient, type Client } from "./helpers/http"
import type { Bought } from "./helpers/shopper"
import { describeStore, giveRole, type Store } from "./helpers/store"
import { levelSuiteOf } from "./level/suite"

/** Many orders captured at once: each at most once, whoever else is at it and whatever dies in between. */

type Bulk = {
  id: string
  status: string
  total: number
  counts: Record<string, number>
  actor: string
  finished_at: string | null
}
type Item = {
  order_id: string
  display_id: number
  status: string
  captured_minor: number
  currency: string | null
  message: string | null
}

const PASSWORD = "supersecret"
const ACTOR = "user_of_the_bulk"
let made = 0
const freshKey = () => `bulk_key_${++made}`

/** Somebody of the staff with this one policy. */
async function staffWith(store: Store, resource: string, operation: string): Promise<Client> {
  const { container, database, stranger } = store
  const login = { email: `staff${++made}@shop.test`, password: PASSWORD }
  const { token } = await stranger.post<{ token: string }>("/auth/user/emailpass/register", login)
  const [, claims] = token.split(".")
  const { auth_identity_id: id } = JSON.parse(Buffer.from(claims ?? "", "base64url").toString())
  const user = await container.resolve(Modules.USER).createUsers({ email: login.email })
  const app_metadata = { user_id: user.id }
  await container.resolve(Modules.AUTH).updateAuthIdentities({ id, app_metadata })
  const role_id = `role_test_${made}`
  await database("rbac_role").insert({ id: role_id, name: role_id })
  const policy = await database("rbac_policy").where({ resource, operation }).first("id")
  await database("rbac_role_policy").insert({ id: `rp_${made}`, role_id, policy_id: policy.id })
  await giveRole(container, user.id, role_id)
  const answer = await stranger.post<{ token: string }>("/auth/user/emailpass", login)
  return createClient(
    () => store.url,
    () => ({ authorization: `Bearer ${answer.token}` })
  )
}

describeStore("bulk", { rbac: true, plugin: { reply_timeout_ms: 2_000 } }, (store) => {
  const suite = levelSuiteOf(suiteOf(store))
  const { desk, buy, gateway } = suite
  const releases = (bought: Bought) => desk.sent("RELEASE", bought)
  const orderIds = (all: readonly Bought[]) => all.map(({ orderId }) => orderId)

  afterEach(() => gateway().clearFaults())

  const post = (all: readonly { orderId: string }[], key = freshKey(), by = store.admin) =>
    by.request<{ bulk: Bulk; message: string; type: string }>("POST", "/admin/sagepay/bulk", {
      order_ids: all.map(({ orderId }) => orderId),
      key,
    })
  const look = (id: string) =>
    store.admin.get<{ bulk: Bulk; items: Item[]; count: number }>(`/admin/sagepay/bulk/${id}`)
  const finished = async (id: string) => {
    await until(async () => (await look(id)).bulk.status === "done")
    return look(id)
  }
  /** Written down by somebody, and not begun. */
  const written = (all: readonly Bought[], actor = ACTOR) =>
    openBulk(ledgerOf(store).context, { orderIds: orderIds(all), key: freshKey(), actor })
  const claim = (bulkId: string, worker: string) =>
    ledgerOf(store).read((knex) => claimNext(knex, ledgerOf(store).context, bulkId, worker))
  const job = () => carryBulksOn(store.container)
  /** As if claims and pauses were that much older. */
  const later = (seconds: number) =>
    store.database.raw(
      `update sagepay_bulk_item set claimed_at = claimed_at - make_interval(secs => :seconds),
         updated_at = updated_at - make_interval(secs => :seconds)`,
      { seconds }
    )
  const pausePassed = () => later(6)
  const claimsDied = () => later(claimLastsMs(ledgerOf(store).context) / 1_000 + 1)

  /** From two pieces to one: 55.00 become 30.00. */
  async function boughtAndEditedDown(): Promise<Bought> {
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

  async function boughtElsewhere(): Promise<string> {
    const { id } = await store.readyCart({ providerId: "pp_system_default" })
    const { order } = await store.storefront.post<{ order: { id: string } }>(
      `/store/carts/${id}/complete`
    )
    return order.id
  }

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
    const less = await boughtAndEditedDown()
    const elsewhere = await boughtElsewhere()
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

  it("the same key is the same bulk; for other orders it is refused", async () => {
    const [one, other] = [await buy("DEFERRED"), await buy("DEFERRED")]
    const key = freshKey()
    const answers = await Promise.all([post([one], key), post([one], key), post([one], key)])
    expect(new Set(answers.map(({ body }) => body.bulk.id)).size).toBe(1)
    expect((await finished(answers[0].body.bulk.id)).bulk.counts.captured).toBe(1)
    const { status, body } = await post([one], key)
    expect([status, body.bulk.status]).toEqual([202, "done"])
    const refused = await post([one, other], key)
    expect([refused.status, refused.body.type]).toEqual([409, "sagepay_not_allowed"])
    expect([releases(one), releases(other)]).toEqual([1, 0])
  })

  it("who may not, what is wrong, what is not there", async () => {
    const reader = await staffWith(store, "sagepay", "read")
    const captures = await staffWith(store, "sagepay_capture", "create")
    const none = [{ orderId: "order_none" }]
    expect((await post(none, freshKey(), store.stranger)).status).toBe(401)
    expect((await post(none, freshKey(), reader)).status).toBe(403)
    expect((await reader.request("GET", "/admin/sagepay/bulk")).status).toBe(200)
    expect((await captures.request("GET", "/admin/sagepay/bulk")).status).toBe(403)
    const nobody = await post(none, freshKey(), captures)
    expect([nobody.status, nobody.body.message]).toEqual([
      400,
      expect.stringMatching(/^order_ids: there is no order order_none/),
    ])
    const key = freshKey()
    const tooMany = Array.from({ length: 1_001 }, (_, index) => `order_${index}`)
    const bad: readonly (readonly [object, string])[] = [
      [{ key }, "order_ids"],
      [{ key, order_ids: [] }, "order_ids"],
      [{ key, order_ids: tooMany }, "order_ids"],
      [{ key, order_ids: ["order\u0000"] }, "order_ids"],
      [{ order_ids: ["order_1"] }, "key"],
      [{ key: "short", order_ids: ["order_1"] }, "key"],
      [{ key, order_ids: ["order_1"], amount: 5 }, "amount"],
    ]
    for (const [body, field] of bad) {
      const refused = await store.admin.request("POST", "/admin/sagepay/bulk", body)
      expect([refused.status, refused.body.message]).toEqual([400, expect.stringContaining(field)])
    }
    expect((await store.admin.request("GET", "/admin/sagepay/bulk/spbulk_none")).status).toBe(404)
    const page = await store.admin.request("GET", "/admin/sagepay/bulk/spbulk_none?limit=x")
    expect([page.status, page.body.message]).toEqual([400, expect.stringMatching(/^limit/)])
    const run = captureOrdersWorkflow(store.container).run({
      input: { order_ids: ["order_none"], key, captured_by: ACTOR, concurrency: 17 },
    })
    await expect(run).rejects.toMatchObject({ message: expect.stringMatching(/^concurrency/) })
    expect((await store.admin.get<{ bulks: Bulk[] }>("/admin/sagepay/bulk")).bulks).toEqual([])
  })

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
})
