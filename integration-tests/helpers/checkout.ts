import { request as httpRequest } from "node:http"
import { Modules } from "@medusajs/framework/utils"
import { SAGEPAY_MODULE } from "../../src/modules/sagepay"
import type { TransactionRow } from "../../src/modules/sagepay/rows"
import type { SagepayModuleService } from "../../src/modules/sagepay/service"
import { encodeForm } from "../../src/protocol"
import type { Cart } from "./shopper"
import type { Store } from "./store"

export const SHOP = "http://localhost:8000"

/** Templates that show everything there is to fill in. */
const STOREFRONT = {
  success_url: `${SHOP}/{country_code}/order/{order_id}/confirmed?code={vendor_tx_code}`,
  failure_url: `${SHOP}/checkout?cart={cart_id}&status={status}&message={message}&retry={retry}&order={order_id}`,
  allowed_origins: ["https://app.shop.test"],
}

/** The deadline is far off, so that a busy machine does not decide a test. */
export const PLUGIN = { storefront: STOREFRONT, notification_deadline_ms: 25_000 }

/** The shop's answer to the gateway, as it stands on the wire. */
export type GatewayAnswer = {
  readonly http: number
  readonly contentType: string
  readonly text: string
  readonly fields: Record<string, string>
}

export type Finding = { kind: string; subject_id: string; order_id: string | null; message: string }

export function ledgerOf(store: Store): SagepayModuleService {
  return store.container.resolve<SagepayModuleService>(SAGEPAY_MODULE)
}

export async function ledgerRow(store: Store, vpsTxId: string): Promise<TransactionRow> {
  const row = await ledgerOf(store).transactionBy({ vps_tx_id: vpsTxId })
  if (!row) throw new Error(`The ledger has no ${vpsTxId}`)
  return row
}

export async function findings(store: Store): Promise<Finding[]> {
  const rows: unknown = await store.database("sagepay_finding").where({ status: "open" }).select()
  return rows as Finding[]
}

/** Posts what the gateway would, or would never, post. */
export function postNotification(
  store: Store,
  body: string | Buffer | Record<string, string>,
  headers: Record<string, string> = { "content-type": "application/x-www-form-urlencoded" }
): Promise<GatewayAnswer> {
  const payload = typeof body === "string" || Buffer.isBuffer(body) ? body : encodeForm(body)
  return new Promise((resolve, reject) => {
    const url = `${store.url}/hooks/sagepay/notification`
    const request = httpRequest(url, { method: "POST", agent: false, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on("data", (chunk: Buffer) => chunks.push(chunk))
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("latin1")
        const lines = text.split("\r\n").filter((line) => line !== "")
        resolve({
          http: response.statusCode ?? 0,
          contentType: response.headers["content-type"] ?? "",
          text,
          fields: Object.fromEntries(
            lines.map((line) => {
              const at = line.indexOf("=")
              return [line.slice(0, at), line.slice(at + 1)]
            })
          ),
        })
      })
    })
    request.on("error", reject)
    request.end(payload)
  })
}

/** Follows the shop's own redirect, as the shopper's browser would: where it leads. */
export async function comeBack(
  store: Store,
  redirectUrl: string | null | undefined
): Promise<{ status: number; url: URL; query: Record<string, string> }> {
  if (!redirectUrl) throw new Error("There is no way back")
  const answer = await store.stranger.request("GET", redirectUrl)
  const url = new URL(answer.headers.get("location") ?? "")
  return { status: answer.status, url, query: Object.fromEntries(url.searchParams) }
}

/** Pays, and keeps the notification from the shop: its fields, to be posted by hand. */
export async function payUnnotified(
  store: Store,
  vpsTxId: string,
  how: Parameters<Store["pay"]>[1] = {}
): Promise<Record<string, string>> {
  const { vendor_tx_code } = store.simulator.control.transaction(vpsTxId)
  store.simulator.control.fault({
    fault: "notification_lost",
    match: { vendorTxCode: vendor_tx_code },
  })
  const { notification, page } = await store.pay(vpsTxId, how)
  if (page !== "no_answer") throw new Error("The notification was not lost")
  return notification
}

export type Pressed = {
  status: number
  body: {
    next_url?: string
    vendor_tx_code?: string
    notes?: string[]
    type?: string
    code?: string
    message?: string
  }
}

export function pressPay(store: Store, cart: Cart, body?: unknown): Promise<Pressed> {
  return store.storefront.request<Pressed["body"]>(
    "POST",
    `/store/sagepay/payment-sessions/${cart.sessionId}/register`,
    body
  )
}

/** Waits on a condition; fails after a minute rather than wait for ever. */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + 60_000
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (Date.now() > until) throw new Error("What was waited for did not happen")
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** As a price list or a plugin might: behind the session's back. */
export async function reprice(
  store: Store,
  { id }: Pick<Cart, "id">,
  unitPrice: number
): Promise<void> {
  const carts = store.container.resolve(Modules.CART)
  const [line] = await carts.listLineItems({ cart_id: id })
  await carts.updateLineItems([{ id: line!.id, unit_price: unitPrice }])
}
