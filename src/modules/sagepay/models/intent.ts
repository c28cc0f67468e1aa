import { model } from "@medusajs/framework/utils"
import { ALSO_DELETED } from "./indexes"

export const INTENT_KINDS = ["capture", "refund", "cancel", "repeat"] as const
export const INTENT_SOURCES = [
  "medusa_capture",
  "medusa_refund",
  "medusa_cancel",
  "sweep",
  /** A button of ours: unique by the key that was made when its form opened. */
  "press",
  /** Done in the gateway's own console, found by comparing: unique by what it made or ended there. */
  "console",
] as const
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
    /** When a job brought Medusa level with it (rule 5). */
    levelled_at: model.dateTime().nullable(),
    /** When a request equal to it was refused once, because it came from a stale page (rule 5). */
    warned_at: model.dateTime().nullable(),
    /** The order that it is to settle (rule 11), and the Medusa payment made of it. */
    order_id: model.text().nullable(),
    payment_id: model.text().nullable(),
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
    /** The unique one above leaves out what was refused, and begins with the source. */
    { name: "IDX_sagepay_intent_source_id", on: ["source_id"], where: null },
    /** Of all rows, empty ones too: a partial one would say "deleted_at is null", which our queries do not. */
    { name: "IDX_sagepay_intent_charge", on: ["order_id", "levelled_at"], where: null },
  ])
