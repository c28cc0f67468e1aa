import { model } from "@medusajs/framework/utils"

/** Facts for the rest of the shop, written with the movement that they tell of; the id stays the same on every delivery. */
export const SagepayOutbox = model
  .define("SagepayOutbox", {
    id: model.id({ prefix: "spev" }).primaryKey(),
    name: model.text(),
    payload: model.json(),
    delivered_at: model.dateTime().nullable(),
    attempts: model.number().default(0),
  })
  .indexes([
    { name: "IDX_sagepay_outbox_waiting", on: ["created_at"], where: "delivered_at is null" },
  ])
