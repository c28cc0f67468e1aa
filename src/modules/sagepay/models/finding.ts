import { model } from "@medusajs/framework/utils"

/** What a person must know; the attention list is the open ones. One open finding per kind and subject. */
export const SagepayFinding = model
  .define("SagepayFinding", {
    id: model.id({ prefix: "spfind" }).primaryKey(),
    kind: model.text(),
    subject_id: model.text(),
    order_id: model.text().nullable(),
    message: model.text(),
    facts: model.json().nullable(),
    status: model.enum(["open", "resolved"]).default("open"),
    resolution: model.text().nullable(),
    resolved_by: model.text().nullable(),
    resolved_at: model.dateTime().nullable(),
  })
  .indexes([
    {
      name: "IDX_sagepay_finding_one_open",
      on: ["kind", "subject_id"],
      unique: true,
      where: "status = 'open'",
    },
    /** The unique one above leaves out what is resolved. */
    { name: "IDX_sagepay_finding_subject", on: ["subject_id"], where: null },
  ])
