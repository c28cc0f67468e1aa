import { randomUUID } from "node:crypto"
import type { HttpTypes } from "@medusajs/framework/types"
import { chargeOf, type Charge } from "../../src/modules/sagepay/charges"
import { press } from "../../src/modules/sagepay/press"
import { readPressFacts } from "../../src/shop/owed"
import { deskOf, type Desk } from "../helpers/books"
import { ledgerOf, ledgerRow } from "../helpers/checkout"
import type { Answer } from "../helpers/http"
import { PROVIDERS, type Bought } from "../helpers/shopper"
import type { Store } from "../helpers/store"

type Line = { id: string; state: string; vps_tx_id: string; vendor_tx_code: string }
export type Pressed = {
  made: Line
  transaction: Line
  medusa_is_level: boolean | null
  message?: string
}
export type Form = {
  action: string
  amount_minor?: number
  key?: string | undefined
  settles_order?: boolean
  description?: string
  delivery?: object
  cv2?: string
}

/** What the parts of the suite share: one booted store, orders that owe something, and the buttons. */
export type Suite = {
  readonly store: Store
  readonly desk: Desk
  gateway(): Store["simulator"]["control"]
  /** Paid 30.00, and an edit added 25.00. */
  owing(type?: keyof typeof PROVIDERS): Promise<Bought>
  push(bought: Bought, form: Form): Promise<Answer<Pressed>>
  /** The money moves, and the process dies before Medusa hears of it. */
  chargeAndDie(bought: Bought, amountMinor?: number): Promise<Charge>
  summaryOf(bought: Bought): Promise<Summary>
  /** The REPEATs that the gateway got in this test. */
  sent(): number
}

export type Summary = {
  paid_total: number
  pending_difference: number
  payments: HttpTypes.AdminPayment[]
  /** Collections that still ask for money. */
  open: number
  order: HttpTypes.AdminOrder
}

/** Nothing is owed any more. */
export const SETTLED = { paid_total: 55, pending_difference: 0, open: 0 }

export function suiteOf(store: Store): Suite {
  const gateway = () => store.simulator.control
  const repeats = () => gateway().requests({ tx_type: "REPEAT" }).length
  let before = 0
  beforeEach(() => {
    before = repeats()
  })
  return {
    store,
    desk: deskOf(store),
    gateway,
    sent: () => repeats() - before,
    owing: async (type = "PAYMENT") => {
      const bought = await store.buy({ providerId: PROVIDERS[type] })
      await store.admin.post("/admin/order-edits", { order_id: bought.orderId })
      const edit = `/admin/order-edits/${bought.orderId}`
      const items = [{ variant_id: store.shop.products[0]?.variantId, quantity: 1 }]
      await store.admin.post(`${edit}/items`, { items })
      await store.admin.post(`${edit}/request`)
      await store.admin.post(`${edit}/confirm`)
      return bought
    },
    push: async ({ vpsTxId }, form) => {
      const { id } = await ledgerRow(store, vpsTxId)
      return store.admin.request<Pressed>("POST", `/admin/sagepay/transactions/${id}/actions`, {
        reason: "the edit is to be paid",
        ...form,
        key: form.key ?? `key_${randomUUID()}`,
      })
    },
    chargeAndDie: async ({ vpsTxId }, amountMinor = 2_500) => {
      const { id } = await ledgerRow(store, vpsTxId)
      const { intent } = await press(ledgerOf(store).context, {
        transactionId: id,
        action: "REPEAT",
        amountMinor,
        key: `key_${randomUUID()}`,
        actor: "user_1",
        reason: "the edit is to be paid",
        readFacts: readPressFacts,
      })
      const charge = await chargeOf(ledgerOf(store).context, intent.id)
      if (!charge) throw new Error("Nothing was charged")
      return charge
    },
    summaryOf: async ({ orderId }) => {
      const order = await store.order(orderId)
      const payments = order.payment_collections.flatMap((row) => row.payments ?? [])
      const open = order.payment_collections.filter(({ status }) => status === "not_paid")
      const { paid_total, pending_difference } = order.summary
      return { paid_total, pending_difference, payments, open: open.length, order }
    },
  }
}
