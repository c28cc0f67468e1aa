/** The storefront's way to the Medusa store: plain store API with the publishable key. */

export const config = await (await fetch("/config.json")).json()

export async function store(method, path, body) {
  const response = await fetch(config.backendUrl + path, {
    method,
    headers: {
      "x-publishable-api-key": config.publishableKey,
      ...(body ? { "content-type": "application/json" } : {}),
    },
    body: body ? JSON.stringify(body) : undefined,
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message ?? `The shop answered ${response.status}`)
  return answer
}

const CART = "cart_id"
const CART_FIELDS = "+completed_at,+items.total,+shipping_total,+shipping_methods.id"
export const forgetCart = () => localStorage.removeItem(CART)

/** The visitor's cart; a new one when there is none or the old one was bought. */
export async function currentCart({ make = false } = {}) {
  const id = localStorage.getItem(CART)
  if (id) {
    const found = await store("GET", `/store/carts/${id}?fields=${CART_FIELDS}`).catch(() => ({}))
    if (found.cart && !found.cart.completed_at) return found.cart
    forgetCart()
  }
  if (!make) return undefined
  const { cart } = await store("POST", "/store/carts", {
    region_id: config.regionId,
    shipping_address: { country_code: "gb" },
  })
  localStorage.setItem(CART, cart.id)
  return cart
}

/** The cart with its shipping, so that the total is what will be paid. */
export async function withShipping(cart) {
  if (cart.shipping_methods?.length) return cart
  const { shipping_options } = await store("GET", `/store/shipping-options?cart_id=${cart.id}`)
  await store("POST", `/store/carts/${cart.id}/shipping-methods`, {
    option_id: shipping_options[0].id,
  })
  return currentCart()
}

/** Address, payment session, and then the plugin's own route: the page to go to. */
export async function startPayment(cart, { email, address, providerId, consent }) {
  await store("POST", `/store/carts/${cart.id}`, {
    email,
    shipping_address: address,
    billing_address: address,
  })
  const { payment_collection } = await store("POST", "/store/payment-collections", {
    cart_id: cart.id,
  })
  const { payment_collection: withSession } = await store(
    "POST",
    `/store/payment-collections/${payment_collection.id}/payment-sessions`,
    { provider_id: providerId }
  )
  const session = withSession.payment_sessions.find((each) => each.provider_id === providerId)
  const { next_url } = await store(
    "POST",
    `/store/sagepay/payment-sessions/${session.id}/register`,
    consent ? { repeat_consent: { text: consent } } : {}
  )
  return next_url
}
