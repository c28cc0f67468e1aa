import { defineConfig } from "@medusajs/framework/utils"

/** A store as a merchant would write it, but for the values, which the start script passes. */

const provider = (id: string, options: Record<string, unknown>) => ({
  resolve: "medusa-payment-sagepay/providers/sagepay",
  id,
  options,
})

/** Several servers on one database: locks, events and workflows are shared through Redis where there is one. */
const redisUrl = process.env.REDIS_URL
const shared = redisUrl
  ? [
      {
        resolve: "@medusajs/medusa/locking",
        options: {
          providers: [
            {
              resolve: "@medusajs/medusa/locking-redis",
              id: "locking-redis",
              is_default: true,
              options: { redisUrl },
            },
          ],
        },
      },
      { resolve: "@medusajs/medusa/event-bus-redis", options: { redisUrl } },
      { resolve: "@medusajs/medusa/workflow-engine-redis", options: { redis: { redisUrl } } },
    ]
  : []

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    // The demo's database runs on this machine, without TLS.
    databaseDriverOptions: { connection: { ssl: false } },
    http: {
      storeCors: process.env.SHOP_URL ?? "",
      adminCors: process.env.BACKEND_URL ?? "",
      authCors: process.env.BACKEND_URL ?? "",
      jwtSecret: process.env.JWT_SECRET,
      cookieSecret: process.env.COOKIE_SECRET,
    },
    // Started like a production server, but the admin is opened over plain http.
    cookieOptions: { secure: false, sameSite: "lax" },
  },
  admin: { disable: process.env.DEMO_WITHOUT_ADMIN === "1" },
  plugins: [
    {
      resolve: "medusa-payment-sagepay",
      options: {
        vendor: process.env.SAGEPAY_VENDOR,
        gateway_url: process.env.SAGEPAY_GATEWAY_URL,
        backend_url: process.env.BACKEND_URL,
        encryption_keys: [{ id: "demo", key: process.env.SAGEPAY_ENCRYPTION_KEY }],
        storefront: {
          success_url: `${process.env.SHOP_URL}/order/{order_id}`,
          failure_url: `${process.env.SHOP_URL}/checkout?cart_id={cart_id}&message={message}`,
          allowed_origins: [process.env.SHOP_URL],
        },
        allow_repeats: true,
        // What a test of this store wants besides: time-outs, a reporting login.
        ...JSON.parse(process.env.SAGEPAY_EXTRA_OPTIONS ?? "{}"),
      },
    },
  ],
  modules: [
    ...shared,
    {
      resolve: "@medusajs/medusa/payment",
      options: {
        providers: [
          provider("sagepay", { transaction_type: "DEFERRED" }),
          provider("authenticate", { transaction_type: "AUTHENTICATE" }),
          provider("payment", { transaction_type: "PAYMENT" }),
        ],
      },
    },
  ],
})
