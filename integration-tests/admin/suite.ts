import { deskOf } from "../helpers/books"
import { ledgerOf, ledgerRow } from "../helpers/checkout"
import type { Json } from "../helpers/http"
import { PROVIDERS } from "../helpers/shopper"
import type { Store } from "../helpers/store"

export type Listed = Json & { id: string; kind: string; display_id: number | null }
export type List = { transactions: Listed[]; count: number; limit: number; offset: number }
export type Suite = ReturnType<typeof suiteOf>

/** What the parts of the suite share: one booted store, and short words for what they do to it. */
export function suiteOf(store: Store) {
  const desk = deskOf(store)
  const gateway = () => store.simulator.control
  const list = (query = "") => store.admin.get<List>(`/admin/sagepay/transactions${query}`)
  const buy = (type: keyof typeof PROVIDERS) => store.buy({ providerId: PROVIDERS[type] })
  const get = (path: string) => store.admin.request("GET", `/admin/sagepay/${path}`)

  /** What a person presses on a transaction of the ledger. */
  const press = (id: string, action: string, amount_minor?: number, more: object = {}) =>
    store.admin.request("POST", `/admin/sagepay/transactions/${id}/actions`, {
      action,
      amount_minor,
      key: `key_${Math.random().toString(36).slice(2).padEnd(12, "0")}`,
      reason: "because of a test",
      ...more,
    })

  const row = (vpsTxId: string) => ledgerRow(store, vpsTxId)
  const displayId = async (orderId: string) => {
    const { order } = await store.admin.get<{ order: { display_id: number } }>(
      `/admin/orders/${orderId}?fields=display_id`
    )
    return order.display_id
  }

  /** Refused for staff without a token, and with a query that is none, naming what is wrong. */
  const guarded = (path: string, wrong: readonly (readonly [string, string])[]) => {
    it(`${path}: no token 401; a wrong query 400, which names the parameter`, async () => {
      for (const client of [store.stranger, store.storefront]) {
        expect((await client.request("GET", `/admin/sagepay/${path}`)).status).toBe(401)
      }
      for (const [query, name] of wrong) {
        const { status, body } = await get(`${path}?${query}`)
        expect([status, body.type, body.message]).toEqual([
          400,
          "sagepay_invalid",
          expect.stringContaining(name),
        ])
      }
    })
  }

  return { store, desk, gateway, list, buy, get, press, row, displayId, guarded, ledgerOf }
}
