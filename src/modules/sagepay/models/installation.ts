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
    /** Who said that the shop has moved here (rule 14). */
    confirmed_by: model.text().nullable(),
    confirmed_at: model.dateTime().nullable(),
    /** Up to when the gateway's list of transactions was compared. */
    compared_until: model.dateTime().nullable(),
    /** The reporting login that the gateway refused, as a keyed hash: it is not tried again, for users get locked. */
    reporting_refused: model.text().nullable(),
    reporting_refused_at: model.dateTime().nullable(),
  })
  .indexes([
    { name: "IDX_sagepay_installation_account", on: ["account"], unique: true, where: null },
  ])
