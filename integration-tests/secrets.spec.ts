import { retrieveTransformQueryConfig as cartConfig } from "@medusajs/medusa/api/store/carts/query-config"
import { retrieveTransformQueryConfig as orderConfig } from "@medusajs/medusa/api/store/orders/query-config"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { ledgerOf, payUnnotified, PLUGIN, postNotification } from "./helpers/checkout"
import type { Answer } from "./helpers/http"
import { PROVIDERS, type Cart } from "./helpers/shopper"
import { describeStore, TEST_KEY } from "./helpers/store"

const CARD = { card_number: "5186150660000009", card_type: "MC", cv2: "987", expiry_date: "1138" }

/** Any six digits of the number in a row, but for runs of zeros, which occur everywhere. */
const CARD_DIGITS = Array.from({ length: CARD.card_number.length - 5 }, (_, at) =>
  CARD.card_number.slice(at, at + 6)
).filter((digits) => !digits.includes("0000"))

/** What core lets a shopper select, and what a curious one would try. */
function selections(allowed: readonly string[], curious: readonly string[]): string[] {
  const paths = allowed.filter((path) => path.includes("payment"))
  return [
    "",
    "*",
    `id,${allowed.join(",")}`,
    ...paths.map((path) => `*${path}`),
    paths.map((path) => `+${path}.data`).join(","),
    `id,${paths.map((path) => `${path}.*`).join(",")}`,
    ...curious,
  ]
}

describeStore("secrets", { plugin: PLUGIN }, (store) => {
  const written: string[] = []
  const spies: jest.SpyInstance[] = []

  beforeAll(() => {
    const logger = store.container.resolve(ContainerRegistrationKeys.LOGGER)
    for (const level of ["debug", "info", "warn", "error", "log"] as const) {
      spies.push(
        jest.spyOn(logger, level).mockImplementation((...parts: unknown[]) => {
          written.push(
            parts.map((part) => (part instanceof Error ? part.stack : String(part))).join(" ")
          )
        })
      )
    }
    for (const stream of [process.stdout, process.stderr]) {
      const write = stream.write.bind(stream) as (chunk: string | Uint8Array) => boolean
      spies.push(
        jest.spyOn(stream, "write").mockImplementation((chunk) => {
          written.push(String(chunk))
          return write(chunk)
        })
      )
    }
  })

  afterAll(() => {
    for (const spy of spies) spy.mockRestore()
  })

  it.each(["DEFERRED", "PAYMENT", "AUTHENTICATE"] as const)(
    "%s: no public route shows the SecurityKey or more of the card than its last four digits, and no log does",
    async (type) => {
      const seen: { where: string; text: string; ok: boolean }[] = []
      const customer = await signUp()
      const guest = { "x-publishable-api-key": store.shop.publishableKey }
      const visitors = { guest, member: { ...guest, authorization: `Bearer ${customer}` } }

      const ask = async (
        who: keyof typeof visitors,
        method: string,
        path: string,
        body?: unknown
      ): Promise<Answer> => {
        const response = await fetch(store.url + path, {
          method,
          redirect: "manual",
          headers: { ...visitors[who], "content-type": "application/json" },
          body: body === undefined ? null : JSON.stringify(body),
        })
        const text = `${response.headers.get("location")} ${await response.text()}`
        seen.push({ where: `${who} ${method} ${path}`, text, ok: response.ok })
        return { status: response.status, headers: response.headers, text, body: {} }
      }

      const walk = async (cart: Cart, orderId?: string) => {
        const cartSelections = selections(cartConfig.allowed, [
          "*payment_collection.payments",
          "+payment_collection.payments.data",
          "*payment_collection.payment_sessions.payment",
          "*sagepay_transaction",
          "*order",
        ])
        const orderSelections = selections(orderConfig.allowed, [
          "+payment_collections.payments.data",
          "*payment_collections.payments.captures",
          "*payment_collections.payments.refunds",
          "*payment_collections.payment_sessions.payment",
          "*cart",
          "*cart.payment_collection.payment_sessions",
          "*transactions",
          "*sagepay_transactions",
        ])
        for (const who of ["guest", "member"] as const) {
          for (const fields of cartSelections) {
            await ask(who, "GET", `/store/carts/${cart.id}?fields=${encodeURIComponent(fields)}`)
          }
          await ask(who, "POST", `/store/carts/${cart.id}`, {})
          await ask(who, "POST", "/store/payment-collections", { cart_id: cart.id })
          await ask(who, "POST", "/store/payment-collections?fields=*payment_sessions", {
            cart_id: cart.id,
          })
          for (const path of [
            "/store/orders?fields=*payment_collections",
            "/store/orders?fields=*payment_collections.payments,*payment_collections.payment_sessions",
            "/store/customers/me?fields=*",
            "/store/customers/me?fields=*account_holders,*orders,*carts",
            `/store/regions/${store.shop.regions[0]?.id}?fields=*payment_providers`,
            `/store/payment-providers?region_id=${store.shop.regions[0]?.id}&fields=*`,
            "/store/sagepay",
            "/store/sagepay/transactions",
            "/hooks/sagepay/notification",
            "/hooks/sagepay/return/nobody",
          ]) {
            await ask(who, "GET", path)
          }
          for (const fields of orderId === undefined ? [] : orderSelections) {
            await ask(who, "GET", `/store/orders/${orderId}?fields=${encodeURIComponent(fields)}`)
          }
        }
      }

      const cart = await store.readyCart({ providerId: PROVIDERS[type] })
      await ask("member", "POST", `/store/carts/${cart.id}/customer`)
      if (type === "DEFERRED") await walk(cart)

      await ask("guest", "POST", `/store/sagepay/payment-sessions/${cart.sessionId}/register`)
      const row = await ledgerOf(store).transactionBy({ session_id: cart.sessionId })
      const vpsTxId = row?.vps_tx_id ?? ""
      const { security_key: securityKey } = store.simulator.control.transaction(vpsTxId)

      // Paid at the gateway, and the shop does not know yet.
      const fields = await payUnnotified(store, vpsTxId, CARD)
      await ask("guest", "POST", `/store/carts/${cart.id}/complete`)
      if (type === "DEFERRED") await walk(cart)
      const answers = [
        await postNotification(store, { ...fields, VPSSignature: "0".repeat(32) }),
        await postNotification(store, fields),
        await postNotification(store, fields),
      ]
      expect(answers.map(({ fields: { Status } }) => Status)).toEqual(["INVALID", "OK", "OK"])
      for (const { text } of answers) seen.push({ where: "notification", text, ok: true })
      await ask("guest", "GET", new URL(answers[1]?.fields.RedirectURL ?? "").pathname)

      const order = await store.orderOf(cart.id)
      await walk(cart, order?.id)
      const pressed = `/store/sagepay/payment-sessions/${cart.sessionId}/register`
      await ask("guest", "POST", pressed)
      await ask("guest", "POST", pressed, { return_url: "https://evil.test" })
      await ask("guest", "POST", `/store/carts/${cart.id}/complete`)
      await ask(
        "guest",
        "POST",
        `/store/payment-collections/${cart.collectionId}/payment-sessions`,
        {
          provider_id: PROVIDERS[type],
        }
      )
      await walk(cart, order?.id)

      expect(securityKey).toMatch(/^\w{10}$/)
      const secrets = [securityKey, TEST_KEY.key, CARD.card_number, ...CARD_DIGITS]
      const shows = (text: string) => secrets.filter((secret) => text.includes(secret))
      expect(seen.filter(({ text }) => shows(text).length > 0).map(({ where }) => where)).toEqual(
        []
      )
      expect(written.filter((line) => shows(line).length > 0)).toEqual([])
      expect(await tablesThatShow(secrets)).toEqual([])

      // The walk did reach the payment, and the log was listened to.
      const reached = seen.filter(({ text, ok }) => ok && text.includes(vpsTxId))
      expect(reached.map(({ where }) => where)).toEqual(
        expect.arrayContaining([
          expect.stringContaining(encodeURIComponent("*payment_collections.payments")),
          expect.stringContaining(encodeURIComponent("*payment_collections.payment_sessions")),
        ])
      )
      expect(written.some((line) => line.includes(row?.vendor_tx_code ?? "-"))).toBe(true)
      expect(written.some((line) => line.includes("wrong signature"))).toBe(true)
    }
  )

  /** A customer's token. */
  async function signUp(): Promise<string> {
    const account = { email: `member-${Date.now()}@shopper.test`, password: "supersecret" }
    const { token } = await store.stranger.post<{ token: string }>(
      "/auth/customer/emailpass/register",
      account
    )
    await fetch(`${store.url}/store/customers`, {
      method: "POST",
      headers: {
        "x-publishable-api-key": store.shop.publishableKey,
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ email: account.email }),
    })
    const signedIn = await store.stranger.post<{ token: string }>(
      "/auth/customer/emailpass",
      account
    )
    return signedIn.token
  }

  /** Every table, core's own included: workflow runs keep what went through them. */
  async function tablesThatShow(secrets: string[]): Promise<string[]> {
    const tables = (await store
      .database("information_schema.tables")
      .where({ table_schema: "public", table_type: "BASE TABLE" })
      .pluck("table_name")) as string[]
    const shown: string[] = []
    for (const table of tables) {
      const found: unknown = await store
        .database(table)
        .whereRaw(`"${table}"::text like any(?)`, [secrets.map((secret) => `%${secret}%`)])
        .first()
      if (found !== undefined) shown.push(table)
    }
    return shown
  }
})
