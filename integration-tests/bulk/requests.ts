import { Modules } from "@medusajs/framework/utils"
import { captureOrdersWorkflow } from "../../src/workflows"
import { createClient, type Client } from "../helpers/http"
import { giveRole, type Store } from "../helpers/store"
import { ACTOR, freshKey, type Bulk, type BulkSuite } from "./suite"

const PASSWORD = "supersecret"
let made = 0

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

/** Who may ask for what, and what is asked for twice. */
export function requests(suite: BulkSuite): void {
  const { store, buy, post, finished, releases } = suite

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
}
