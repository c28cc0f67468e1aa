"use strict"

/**
 * Furnishes an empty Medusa store through its admin API, for the tests and the demo alike.
 *
 * @typedef {(method: string, path: string, body?: unknown) => Promise<any>} Send
 * @typedef {{ title: string, sku: string, price: number, stock: number, description?: string }} Product
 * @typedef {{ name: string, currency: string, countries: string[], providers: string[] }} Region
 * @typedef {{ regions: Region[], products: Product[], shipping: number }} Shop
 */

/** The shop of the tests: one product at 25.00, shipping at 5.00, no tax. */
const TEST_SHOP = {
  regions: [
    {
      name: "United Kingdom",
      currency: "gbp",
      countries: ["gb"],
      providers: [
        "pp_sagepay_sagepay",
        "pp_sagepay_authenticate",
        "pp_sagepay_payment",
        "pp_system_default",
      ],
    },
  ],
  products: [{ title: "Teapot", sku: "TEAPOT", price: 25, stock: 1000 }],
  shipping: 5,
}

/**
 * @param {Send} admin
 * @param {Shop} shop
 */
async function seedShop(admin, shop = TEST_SHOP) {
  const currencies = [...new Set(shop.regions.map((region) => region.currency))]
  const countries = [...new Set(shop.regions.flatMap((region) => region.countries))]
  const priced = (/** @type {number} */ amount) =>
    currencies.map((currency_code) => ({ currency_code, amount }))

  const { stores } = await admin("GET", "/admin/stores")
  const { sales_channel } = await admin("POST", "/admin/sales-channels", { name: "Web shop" })
  await admin("POST", `/admin/stores/${stores[0].id}`, {
    name: "Sage Pay shop",
    default_sales_channel_id: sales_channel.id,
    supported_currencies: currencies.map((currency_code, index) => ({
      currency_code,
      is_default: index === 0,
    })),
  })
  const { api_key } = await admin("POST", "/admin/api-keys", { title: "Shop", type: "publishable" })
  await admin("POST", `/admin/api-keys/${api_key.id}/sales-channels`, { add: [sales_channel.id] })

  const regions = []
  for (const region of shop.regions) {
    const answer = await admin("POST", "/admin/regions", {
      name: region.name,
      currency_code: region.currency,
      countries: region.countries,
      payment_providers: region.providers,
      automatic_taxes: false,
    })
    regions.push(answer.region)
  }

  const { stock_location } = await admin("POST", "/admin/stock-locations", { name: "Warehouse" })
  const location = `/admin/stock-locations/${stock_location.id}`
  await admin("POST", `${location}/sales-channels`, { add: [sales_channel.id] })
  await admin("POST", `${location}/fulfillment-providers`, { add: ["manual_manual"] })
  const withSets = await admin(
    "POST",
    `${location}/fulfillment-sets?fields=id,fulfillment_sets.id`,
    { name: "Parcels", type: "shipping" }
  )
  const setId = withSets.stock_location.fulfillment_sets[0].id
  const { fulfillment_set } = await admin(
    "POST",
    `/admin/fulfillment-sets/${setId}/service-zones`,
    {
      name: "Everywhere",
      geo_zones: countries.map((country_code) => ({ type: "country", country_code })),
    }
  )
  const { shipping_profiles } = await admin("GET", "/admin/shipping-profiles")
  const profile =
    shipping_profiles[0] ??
    (await admin("POST", "/admin/shipping-profiles", { name: "Default", type: "default" }))
      .shipping_profile
  const { shipping_option } = await admin("POST", "/admin/shipping-options", {
    name: "Standard",
    service_zone_id: fulfillment_set.service_zones[0].id,
    shipping_profile_id: profile.id,
    provider_id: "manual_manual",
    price_type: "flat",
    type: { label: "Standard", description: "In two to three days", code: "standard" },
    prices: priced(shop.shipping),
    rules: [
      { attribute: "enabled_in_store", operator: "eq", value: "true" },
      { attribute: "is_return", operator: "eq", value: "false" },
    ],
  })

  const products = []
  for (const { title, sku, price, stock, description } of shop.products) {
    const { product } = await admin("POST", "/admin/products", {
      title,
      description,
      status: "published",
      shipping_profile_id: profile.id,
      sales_channels: [{ id: sales_channel.id }],
      options: [{ title: "Kind", values: ["One"] }],
      variants: [
        {
          title: "One",
          sku,
          manage_inventory: true,
          options: { Kind: "One" },
          prices: priced(price),
        },
      ],
    })
    const { inventory_items } = await admin("GET", `/admin/inventory-items?sku=${sku}`)
    await admin("POST", `/admin/inventory-items/${inventory_items[0].id}/location-levels`, {
      location_id: stock_location.id,
      stocked_quantity: stock,
    })
    products.push({
      id: product.id,
      variantId: product.variants[0].id,
      inventoryItemId: inventory_items[0].id,
      title,
      sku,
      price,
    })
  }

  return {
    publishableKey: api_key.token,
    salesChannelId: sales_channel.id,
    stockLocationId: stock_location.id,
    shippingOptionId: shipping_option.id,
    regions: regions.map((region) => ({
      id: region.id,
      name: region.name,
      currency: region.currency_code,
    })),
    products,
  }
}

/** Whoever lives here passes the address checks of the gateway's test system. */
const TEST_ADDRESS = {
  first_name: "Ann",
  last_name: "Shopper",
  address_1: "88 Test Street",
  city: "London",
  postal_code: "412",
  country_code: "gb",
  phone: "02079460000",
}

module.exports = { seedShop, TEST_SHOP, TEST_ADDRESS }
