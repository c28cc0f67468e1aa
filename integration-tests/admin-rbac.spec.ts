import { Modules } from "@medusajs/framework/utils"
import { createClient, type Client } from "./helpers/http"
import { deskOf } from "./helpers/books"
import { ledgerRow } from "./helpers/checkout"
import { PROVIDERS } from "./helpers/shopper"
import { describeStore, giveRole, type Store } from "./helpers/store"

/** With Medusa's roles switched on: each action has a policy, and nobody without a role may do anything. */

const PASSWORD = "supersecret"
let made = 0

/** Somebody with a role of these policies; without any: somebody without a role. */
async function somebody(
  store: Store,
  policies: readonly string[],
  email = `staff${++made}@shop.test`
): Promise<Client> {
  const login = { email, password: PASSWORD }
  const registered = await store.stranger.post<{ token: string }>(
    "/auth/user/emailpass/register",
    login
  )
  const [, claims] = registered.token.split(".")
  const { auth_identity_id } = JSON.parse(Buffer.from(claims ?? "", "base64url").toString())
  const user = await store.container.resolve(Modules.USER).createUsers({ email })
  await store.container.resolve(Modules.AUTH).updateAuthIdentities({
    id: auth_identity_id,
    app_metadata: { user_id: user.id },
  })
  if (policies.length > 0) await giveRole(store.container, user.id, await roleOf(store, policies))
  const { token } = await store.stranger.post<{ token: string }>("/auth/user/emailpass", login)
  return createClient(
    () => store.url,
    () => ({ authorization: `Bearer ${token}` })
  )
}

async function roleOf(store: Store, policies: readonly string[]): Promise<string> {
  const id = `role_test_${made}`
  const { database } = store
  await database("rbac_role").insert({ id, name: `Role ${made}` })
  for (const policy of policies) {
    const [resource, operation] = policy.split(":")
    const found: { id: string } | undefined = await database("rbac_policy")
      .where({ resource, operation })
      .first("id")
    if (!found) throw new Error(`There is no policy ${policy}`)
    await database("rbac_role_policy").insert({
      id: `${id}_${found.id}`,
      role_id: id,
      policy_id: found.id,
    })
  }
  return id
}

const STAFF = { manual: ["Phones@shop.test"] }

describeStore("roles", { rbac: true, plugin: { staff: STAFF } }, (store) => {
  const press = (by: Client, id: string, action: string, amount_minor?: number, more = {}) =>
    by.request("POST", `/admin/sagepay/transactions/${id}/actions`, {
      action,
      amount_minor,
      key: `key_${++made}_of_this_test`,
      reason: "because of a test",
      ...more,
    })
  const READ = [
    "transactions",
    "transactions/export",
    "transactions/sptx_1",
    "orders/order_1",
    "overview",
    "settings",
    "attention",
    "findings",
    "operations",
    "installation",
  ]
  const CHANGE = [
    "self-test",
    "installation/confirm",
    "transactions/adopt",
    "intents/spint_1/settle",
    "intents/spint_1/ask",
    "findings/spfind_1/resolve",
    "findings/spfind_1/retry",
    "manual",
    "direct-refunds",
  ]

  it("nobody without a token, nobody without a role, nobody with another role", async () => {
    const [none, other] = [await somebody(store, []), await somebody(store, ["order:read"])]
    const routes = [...READ.map((at) => ["GET", at]), ...CHANGE.map((at) => ["POST", at])]
    for (const [method = "", at = ""] of routes) {
      const path = `/admin/sagepay/${at}`
      expect([at, (await store.stranger.request(method, path)).status]).toEqual([at, 401])
      for (const person of [none, other]) {
        expect([at, (await person.request(method, path)).status]).toEqual([at, 403])
      }
    }
  })

  it("sagepay:read reads everything and changes nothing", async () => {
    const reader = await somebody(store, ["sagepay:read"])
    for (const at of READ) {
      const { status } = await reader.request("GET", `/admin/sagepay/${at}`)
      expect([at, status === 200 || status === 404]).toEqual([at, true])
    }
    for (const at of CHANGE) {
      const { status, body } = await reader.request("POST", `/admin/sagepay/${at}`, {})
      expect([at, status, body.message]).toEqual([
        at,
        403,
        expect.stringMatching(/Required policies: sagepay_\w+:\w+/),
      ])
    }
    const { may } = await reader.get<{ may: object }>("/admin/sagepay/settings")
    expect(may).toEqual({
      read: true,
      capture: false,
      refund: false,
      void: false,
      repeat: false,
      manual: false,
      direct_refund: false,
      settle: false,
    })
  })

  it("each action of the one route needs its own policy", async () => {
    const bought = await store.buy()
    const { id } = await ledgerRow(store, bought.vpsTxId)
    const [capturer, refunder] = [
      await somebody(store, ["sagepay_capture:create"]),
      await somebody(store, ["sagepay_refund:create"]),
    ]
    const refused = await press(refunder, id, "RELEASE", 3_000)
    expect([refused.status, refused.body.message]).toEqual([
      403,
      "Insufficient permissions. Required policies: sagepay_capture:create",
    ])
    expect((await press(await somebody(store, []), id, "RELEASE", 3_000)).status).toBe(403)
    expect(deskOf(store).sent("RELEASE", bought)).toBe(0)
    expect((await press(capturer, id, "RELEASE", 3_000)).status).toBe(200)
    for (const action of ["REFUND", "VOID", "REPEAT"]) {
      const amount = action === "VOID" ? undefined : 100
      expect([action, (await press(capturer, id, action, amount)).status]).toEqual([action, 403])
    }
    expect((await press(refunder, id, "REFUND", 500)).status).toBe(200)
    expect((await press(refunder, "sptx_none", "REFUND", 500)).status).toBe(404)
    expect((await refunder.request("GET", "/admin/sagepay/transactions")).status).toBe(403)
  })

  it("sagepay_settle:update decides, and is asked what is missing in its body", async () => {
    const decider = await somebody(store, ["sagepay_settle:update"])
    const { status, body } = await decider.request(
      "POST",
      "/admin/sagepay/intents/spint_1/settle",
      {}
    )
    expect([status, body.message]).toEqual([400, expect.stringContaining("happened")])
    const tested = await decider.request("POST", "/admin/sagepay/self-test", {})
    expect(tested.status).toBe(200)
  })

  it("a card is typed in by somebody with the policy whom the option names too", async () => {
    const type = (by: Client) => by.request("POST", "/admin/sagepay/manual", {})
    const unnamed = await type(await somebody(store, ["sagepay_manual:create"]))
    expect([unnamed.status, unnamed.body.message]).toEqual([
      403,
      expect.stringMatching(/option staff\.manual names\. Nothing was sent/),
    ])
    made++
    const named = await somebody(store, ["sagepay_manual:create"], STAFF.manual[0])
    expect((await type(named)).status).toBe(400)
    expect((await named.request("POST", "/admin/sagepay/direct-refunds", {})).status).toBe(403)
  })

  it("a security code is of a card too: a REPEAT with one needs what a card needs", async () => {
    const bought = await store.buy({ providerId: PROVIDERS.PAYMENT })
    const { id } = await ledgerRow(store, bought.vpsTxId)
    const repeat = (by: Client, more: object = {}) =>
      press(by, id, "REPEAT", 100, { settles_order: false, ...more })
    const repeater = await somebody(store, ["sagepay_repeat:create"])
    const refused = await repeat(repeater, { cv2: "123" })
    expect([refused.status, refused.body.message]).toEqual([
      403,
      "cv2: Insufficient permissions. Required policies: sagepay_manual:create",
    ])
    const both = ["sagepay_repeat:create", "sagepay_manual:create"]
    const unnamed = await repeat(await somebody(store, both), { cv2: "123" })
    expect([unnamed.status, unnamed.body.message]).toEqual([
      403,
      expect.stringMatching(/^cv2: You are not among those whom the option staff\.manual names/),
    ])
    expect(deskOf(store).sent("REPEAT", bought)).toBe(0)
    expect((await repeat(repeater)).status).toBe(200)
    made++
    const named = await somebody(store, both, STAFF.manual[0])
    expect((await repeat(named, { cv2: "123" })).status).toBe(200)
    expect(deskOf(store).sent("REPEAT", bought)).toBe(2)
  })
})
