import seeding from "../../scripts/lib/seed.cjs"

/** What a shopper does, over HTTP: from an empty cart to the gateway's page. */
export async function shop(storefront, seeded, { providerId, quantity }) {
  const { cart } = await storefront("POST", "/store/carts", {
    region_id: seeded.regions[0].id,
    email: "ann@example.com",
    shipping_address: seeding.TEST_ADDRESS,
    billing_address: seeding.TEST_ADDRESS,
    items: [{ variant_id: seeded.products[0].variantId, quantity }],
  })
  await storefront("POST", `/store/carts/${cart.id}/shipping-methods`, {
    option_id: seeded.shippingOptionId,
  })
  const { payment_collection: collection } = await storefront(
    "POST",
    "/store/payment-collections",
    { cart_id: cart.id }
  )
  const { payment_collection: withSession } = await storefront(
    "POST",
    `/store/payment-collections/${collection.id}/payment-sessions`,
    { provider_id: providerId }
  )
  const [session] = withSession.payment_sessions
  const { next_url } = await storefront(
    "POST",
    `/store/sagepay/payment-sessions/${session.id}/register`,
    {}
  )
  return { cartId: cart.id, total: withSession.amount, nextUrl: next_url }
}

/** The gateway's id of the payment that its page is for. */
export function vpsTxIdOf(nextUrl) {
  const query = new URL(nextUrl).searchParams
  return query.get("vpstxid") ?? query.get("VPSTxId")
}
