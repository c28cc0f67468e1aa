/** Medusa's orders and draft orders, as far as a payment by hand needs them. */
import type { OrderPayments } from "../lib/types"
import type { AddressField } from "./draft"

export type ShopAddress = { readonly [K in AddressField]?: string | null }

export type ShopOrder = {
  readonly id: string
  readonly display_id: number
  readonly status: string
  readonly currency_code: string
  readonly email?: string | null
  readonly is_draft_order?: boolean
  readonly billing_address?: ShopAddress | null
  readonly shipping_address?: ShopAddress | null
}

/** What a reader of Medusa's answer asks for. */
export const ORDER_FIELDS =
  "id,display_id,status,currency_code,email,is_draft_order,*billing_address,*shipping_address"

export type ChosenOrder = {
  readonly id: string
  readonly number: number
  readonly isDraft: boolean
  readonly isCancelled: boolean
  readonly currency: string
  /** Nothing owed is 0. */
  readonly owedMinor: number
  readonly email: string | null
  readonly billing: ShopAddress | null
  readonly delivery: ShopAddress | null
}

/** What it owes the server reckons (rule 11): of what is on its way it alone knows. */
export function chosenOrder(order: ShopOrder, owed: OrderPayments["owed"]): ChosenOrder {
  const isCancelled = order.status === "canceled"
  return {
    id: order.id,
    number: order.display_id,
    isDraft: order.is_draft_order === true,
    isCancelled,
    currency: order.currency_code.toUpperCase(),
    owedMinor: isCancelled ? 0 : (owed?.amount_minor ?? 0),
    email: order.email ?? null,
    billing: order.billing_address ?? null,
    delivery: order.shipping_address ?? null,
  }
}

export type Sought =
  | { readonly by: "nothing" }
  | { readonly by: "id"; readonly id: string }
  | { readonly by: "number"; readonly number: string }
  | { readonly by: "mistake" }

/**
 * By number or id only: what is sought goes into an address and into the cache of answers, and a card's number that was
 * pasted into the wrong field must not.
 */
export function soughtIn(typed: string): Sought {
  const text = typed.trim()
  if (text === "") return { by: "nothing" }
  const [, number] = /^#?(\d{1,9})$/.exec(text) ?? []
  if (number !== undefined) return { by: "number", number }
  return /^order_[0-9A-Za-z]{1,40}$/.test(text) ? { by: "id", id: text } : { by: "mistake" }
}

export type ListedOrder = Pick<ShopOrder, "id" | "display_id" | "email">
export type FoundOrder = ListedOrder & { readonly isDraft: boolean }

const SHOWN = 5

/** Those whose number begins with what was typed, the exact one first. */
export function bestMatches(
  number: string,
  orders: readonly ListedOrder[],
  drafts: readonly ListedOrder[]
): readonly FoundOrder[] {
  return [
    ...orders.map((order) => ({ ...order, isDraft: false })),
    ...drafts.map((order) => ({ ...order, isDraft: true })),
  ]
    .filter(({ display_id }) => String(display_id).startsWith(number))
    .sort((one, other) => one.display_id - other.display_id)
    .slice(0, SHOWN)
}
