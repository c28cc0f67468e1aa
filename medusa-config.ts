import { defineConfig } from "@medusajs/framework/utils"

/** The store that the tests boot: this plugin from its sources, options from the environment. */

const options = JSON.parse(process.env.SAGEPAY_TEST_OPTIONS ?? "{}") as Record<string, unknown>

const provider = (id: string, providerOptions: Record<string, unknown>) => ({
  resolve: "./src/providers/sagepay",
  id,
  options: providerOptions,
})

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: {
      storeCors: process.env.SHOP_URL ?? "http://localhost:8000",
      adminCors: "http://localhost:9000",
      authCors: "http://localhost:9000",
      jwtSecret: "a secret for tests only",
      cookieSecret: "a secret for tests only",
      jwtExpiresIn: "1d",
    },
  },
  admin: { disable: true },
  modules: [
    { resolve: "./src/modules/sagepay", options },
    {
      resolve: "@medusajs/medusa/payment",
      options: {
        providers: [
          provider("sagepay", {}),
          provider("authenticate", { transaction_type: "AUTHENTICATE" }),
          provider("payment", { transaction_type: "PAYMENT" }),
        ],
      },
    },
    ...(process.env.MEDUSA_FF_RBAC === "true" ? [{ resolve: "@medusajs/medusa/rbac" }] : []),
  ],
})
