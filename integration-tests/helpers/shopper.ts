import type { HttpTypes } from "@medusajs/framework/types"
import type { Simulator } from "../../src/simulator"
import type { Client } from "./http"
import type { SeededShop } from "./store"

/** The three payment types as the test's store offers them. */
export const PROVIDERS = {
  DEFERRED: "pp_sagepay_sagepay",
  AUTHENTICATE: "pp_sagepay_authenticate",
  PAYMENT: "pp_sagepay_payment",
} as const

export type Cart = { id: string; collectionId: string; sessionId: string; total: number }

export type CartOptions = {
  quantity?: number
  email?: string
  providerId?: string
  /** Laid over the test address. */
  address?: Record<string, string>
  /** What the shopper sends along as session data. */
  sessionData?: Record<string, unknown>
  /** What happens to the cart before its payment session is made: promotions, store credit. */
  prepare?: (cartId: string) => Promise<unknown>
}

export type PayOutcome = Parameters<Simulator["control"]["pay"]>[0]

export type Shopper = {
  /** A cart with address and shipping, 25.00 a piece and 5.00 shipping; no payment yet. */
  makeCart(options?: CartOptions): Promise<{ id: string; total: number }>
  /** The payment session of that cart. */
  placePaymentSession(cartId: string, options?: CartOptions): Promise<Cart>
  /** The two steps above in one. */
  readyCart(options?: CartOptions): Promise<Cart>
  /** The shopper presses Pay: where to go next, and the gateway's id of it. */
  register(cart: Cart): Promise<{ nextUrl: string; vpsTxId: string }>
  /** The shopper pays on the hosted page, headlessly; the notification is answered on return. */
  pay(vpsTxId: string, outcome?: Omit<PayOutcome, "vps_tx_id">): Promise<PayAnswer>
  /** From nothing to the order. */
  buy(options?: CartOptions): Promise<Bought>
  order(orderId: string): Promise<HttpTypes.AdminOrder>
  /** The order of a cart, undefined while there is none. */
  orderOf(cartId: string): Promise<HttpTypes.AdminOrder | undefined>
  payment(orderId: string): Promise<HttpTypes.AdminPayment>
}

export type PayAnswer = Awaited<ReturnType<Simulator["control"]["pay"]>>
export type Bought = {
  cart: Cart
  vpsTxId: string
  orderId: string
  paymentId: string
  answer: PayAnswer
}

type Parts = {
  readonly simulator: Simulator
  readonly shop: SeededShop
  readonly admin: Client
  readonly storefront: Client
}

const ORDER_FIELDS =
  "id,status,total,payment_status,summary,*payment_collections,*payment_collections.payments," +
  "*payment_collections.payments.captures,*payment_collections.payments.refunds,*transactions"

export function createShopper(parts: Parts, testAddress: Record<string, string>): Shopper {
  const makeCart: Shopper["makeCart"] = async (options = {}) => {
    const address = { ...testAddress, ...options.address }
    const { cart } = await parts.storefront.post<HttpTypes.StoreCartResponse>("/store/carts", {
      region_id: parts.shop.regions[0]?.id,
      sales_channel_id: parts.shop.salesChannelId,
      email: options.email ?? "ann@shopper.test",
      shipping_address: address,
      billing_address: address,
      items: [{ variant_id: parts.shop.products[0]?.variantId, quantity: options.quantity ?? 1 }],
    })
    const { cart: shipped } = await parts.storefront.post<HttpTypes.StoreCartResponse>(
      `/store/carts/${cart.id}/shipping-methods`,
      { option_id: parts.shop.shippingOptionId }
    )
    return { id: shipped.id, total: shipped.total }
  }

  const placePaymentSession: Shopper["placePaymentSession"] = async (cartId, options = {}) => {
    const { payment_collection: collection } =
      await parts.storefront.post<HttpTypes.StorePaymentCollectionResponse>(
        "/store/payment-collections",
        { cart_id: cartId }
      )
    const providerId = options.providerId ?? PROVIDERS.DEFERRED
    const { payment_collection: withSession } =
      await parts.storefront.post<HttpTypes.StorePaymentCollectionResponse>(
        `/store/payment-collections/${collection.id}/payment-sessions`,
        { provider_id: providerId, data: options.sessionData }
      )
    const session = withSession.payment_sessions?.find(
      (candidate) => candidate.provider_id === providerId
    )
    if (!session) throw new Error(`No payment session of ${providerId} was made`)
    return {
      id: cartId,
      collectionId: collection.id,
      sessionId: session.id,
      total: withSession.amount,
    }
  }

  const readyCart: Shopper["readyCart"] = async (options) => {
    const { id } = await makeCart(options)
    await options?.prepare?.(id)
    return placePaymentSession(id, options)
  }

  const register: Shopper["register"] = async (cart) => {
    const { next_url: nextUrl } = await parts.storefront.post<{ next_url: string }>(
      `/store/sagepay/payment-sessions/${cart.sessionId}/register`
    )
    const query = new URL(nextUrl).searchParams
    return { nextUrl, vpsTxId: query.get("vpstxid") ?? query.get("VPSTxId") ?? "" }
  }

  const pay: Shopper["pay"] = (vpsTxId, outcome) =>
    parts.simulator.control.pay({ ...outcome, vps_tx_id: vpsTxId })

  const order: Shopper["order"] = async (orderId) => {
    const path = `/admin/orders/${orderId}?fields=${ORDER_FIELDS}`
    return (await parts.admin.get<HttpTypes.AdminOrderResponse>(path)).order
  }

  const orderOf: Shopper["orderOf"] = async (cartId) => {
    const { orders } = await parts.admin.get<{ orders: { id: string; cart?: { id: string } }[] }>(
      "/admin/orders?limit=200&fields=id,cart.id"
    )
    const found = orders.find((candidate) => candidate.cart?.id === cartId)
    return found ? order(found.id) : undefined
  }

  const payment: Shopper["payment"] = async (orderId) => {
    const found = (await order(orderId)).payment_collections[0]?.payments?.[0]
    if (!found) throw new Error(`The order ${orderId} has no payment`)
    return found as HttpTypes.AdminPayment
  }

  const buy: Shopper["buy"] = async (options) => {
    const cart = await readyCart(options)
    const { vpsTxId } = await register(cart)
    const answer = await pay(vpsTxId)
    const placed = await orderOf(cart.id)
    if (!placed) throw new Error(`No order was placed: ${JSON.stringify(answer)}`)
    const { id: paymentId } = await payment(placed.id)
    return { cart, vpsTxId, orderId: placed.id, paymentId, answer }
  }

  return { makeCart, placePaymentSession, readyCart, register, pay, buy, order, orderOf, payment }
}
