import { model } from "@medusajs/framework/utils"

/** The shop that this database belongs to, and the canary that proves the encryption keys. */
export const SagepayInstallation = model
  .define("SagepayInstallation", {
    id: model.id({ prefix: "spinst" }).primaryKey(),
    account: model.text(),
    vendor: model.text(),
    gateway_url: model.text(),
    backend_url: model.text(),
    canary: model.text(),
  })
  .indexes([
    { name: "IDX_sagepay_installation_account", on: ["account"], unique: true, where: null },
  ])
