import { model } from "@medusajs/framework/utils"
import { ALSO_DELETED } from "./indexes"

export const INTENT_KINDS = ["capture", "refund", "cancel"] as const
export const INTENT_SOURCES = ["medusa_capture", "medusa_refund", "medusa_cancel", "sweep"] as const
export const INTENT_STATUSES = ["open", "done", "refused"] as const

/** What was asked for once, by whom and why. One open intent per payment, whatever it wants. */
export const SagepayIntent = model
  .define("SagepayIntent", {
    id: model.id({ prefix: "spint" }).primaryKey(),
    root_id: model.text(),
    kind: model.enum([...INTENT_KINDS]),
    source: model.enum([...INTENT_SOURCES]),
    /** Medusa's capture, refund or payment id, or the key of a press. */
    source_id: model.text(),
    status: model.enum([...INTENT_STATUSES]),
    currency: model.text(),
    amount_minor: model.number(),
    /** The sum of the legs that moved. */
    moved_minor: model.number().default(0),
    /** The Medusa row that this movement is recorded as, when it is not the source's own. */
    claimed_by: model.text().nullable(),
    actor: model.text().nullable(),
    reason: model.text().nullable(),
    decided_by: model.text().nullable(),
    decided_note: model.text().nullable(),
    decided_at: model.dateTime().nullable(),
  })
  .indexes([
    {
      name: "IDX_sagepay_intent_source",
      on: ["source", "source_id"],
      unique: true,
      where: `status <> 'refused' and ${ALSO_DELETED}`,
    },
    {
      name: "IDX_sagepay_intent_one_open",
      on: ["root_id"],
      unique: true,
      where: `status = 'open' and ${ALSO_DELETED}`,
    },
    { name: "IDX_sagepay_intent_root", on: ["root_id", "created_at"], where: null },
  ])
