import { model } from "@medusajs/framework/utils"

export const OPERATION_STATUSES = [
  "planned",
  "sent",
  "unknown",
  "done",
  "refused",
  "not_sent",
  "skipped",
] as const

/** One POST that carries an intent out. All legs are written before the first is sent. */
export const SagepayOperation = model
  .define("SagepayOperation", {
    id: model.id({ prefix: "spop" }).primaryKey(),
    intent_id: model.text(),
    root_id: model.text(),
    /** The transaction acted upon. */
    transaction_id: model.text(),
    leg: model.number(),
    /** Sent only if the leg before it was refused: a REFUND behind a VOID. */
    fallback: model.boolean().default(false),
    verb: model.text(),
    /** The code of the transaction that this makes; empty for verbs that make none. */
    vendor_tx_code: model.text().nullable(),
    amount_minor: model.number(),
    status: model.enum([...OPERATION_STATUSES]),
    process: model.text().nullable(),
    sent_at: model.dateTime().nullable(),
    reply_status: model.text().nullable(),
    reply_detail: model.text().nullable(),
    made_transaction_id: model.text().nullable(),
    /** How often the gateway was asked what became of it, and when it is to be asked again. */
    asks: model.number().default(0),
    ask_after: model.dateTime().nullable(),
    /** Since when the gateway says that it knows nothing of it; counts only the second time (rule 2). */
    absent_at: model.dateTime().nullable(),
    /** What the gateway's report last said of it, for the person who may have to decide. */
    evidence: model.json().nullable(),
  })
  .indexes([
    {
      name: "IDX_sagepay_operation_code",
      on: ["vendor_tx_code"],
      unique: true,
      where: null,
    },
    { name: "IDX_sagepay_operation_leg", on: ["intent_id", "leg"], unique: true, where: null },
    { name: "IDX_sagepay_operation_root", on: ["root_id"], where: null },
    { name: "IDX_sagepay_operation_status", on: ["status", "sent_at"], where: null },
    { name: "IDX_sagepay_operation_ask", on: ["ask_after"], where: null },
    { name: "IDX_sagepay_operation_made", on: ["made_transaction_id"], where: null },
  ])
