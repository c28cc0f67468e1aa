import { model } from "@medusajs/framework/utils"

/** Many orders that somebody asked to capture at once. What became of each stands in its items. */
export const SagepayBulk = model
  .define("SagepayBulk", {
    id: model.id({ prefix: "spbulk" }).primaryKey(),
    status: model.enum(["open", "done"]).default("open"),
    /** Made when the dialog opened: pressed twice it is the same bulk. */
    key: model.text(),
    actor: model.text(),
    total: model.number(),
    finished_at: model.dateTime().nullable(),
  })
  .indexes([
    { name: "IDX_sagepay_bulk_key", on: ["key"], unique: true, where: null },
    { name: "IDX_sagepay_bulk_open", on: ["created_at"], where: "status = 'open'" },
  ])

export const BULK_ITEM_STATUSES = ["waiting", "working", "captured", "nothing", "failed"] as const

/** One order of it: at most once per request, whoever works on it. */
export const SagepayBulkItem = model
  .define("SagepayBulkItem", {
    id: model.id({ prefix: "spbi" }).primaryKey(),
    bulk_id: model.text(),
    order_id: model.text(),
    position: model.number(),
    status: model.enum([...BULK_ITEM_STATUSES]).default("waiting"),
    /** Which process is at it, and since when: one that died is known by its age. */
    process: model.text().nullable(),
    claimed_at: model.dateTime().nullable(),
    captured_minor: model.number().default(0),
    currency: model.text().nullable(),
    /** What happened, what it means for the money, what to do. */
    message: model.text().nullable(),
  })
  .indexes([
    { name: "IDX_sagepay_bulk_item_order", on: ["bulk_id", "order_id"], unique: true, where: null },
    { name: "IDX_sagepay_bulk_item_position", on: ["bulk_id", "position"], where: null },
  ])
