/** The lines of an order and of one of its fulfilments, to see what the order would be once they have left (rule 12). */
import BigNumber from "bignumber.js"
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MathBN } from "@medusajs/framework/utils"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { z } from "@medusajs/framework/zod"
import type { Leaving, SplitOrder } from "../modules/sagepay/fulfilment-split"
import { refundCreditsOf } from "./fulfilled-credits"
import { once } from "./fulfilled-once"

/** Core gives amounts as numbers, strings, BigNumbers or their raw form. */
const amount = z
  .unknown()
  .transform((value) => MathBN.convert((value ?? 0) as BigNumberInput).toFixed())

const profile = z.object({ shipping_profile: z.object({ id: z.string() }).nullish() }).nullish()

const orderSchema = z.object({
  currency_code: z.string(),
  total: amount,
  shipping_total: amount,
  credit_line_total: amount,
  items: z.array(
    z.object({
      id: z.string(),
      quantity: amount,
      total: amount,
      fulfilled_total: amount,
      requires_shipping: z.boolean().nullish(),
      variant: z.object({ product: profile }).nullish(),
      detail: z.object({
        fulfilled_quantity: amount,
        shipped_quantity: amount,
        delivered_quantity: amount,
        return_received_quantity: amount,
        return_dismissed_quantity: amount,
      }),
    })
  ),
})

const FIELDS = [
  "id",
  "currency_code",
  "total",
  "shipping_total",
  "credit_line_total",
  "credit_lines.*",
  "items.*",
  "items.total",
  "items.fulfilled_total",
  "items.detail.*",
  "items.variant.product.shipping_profile.id",
]

/** Undefined if there is no such order. */
export async function readLines(
  container: MedusaContainer,
  read: <T>(work: (knex: Knex) => Promise<T>) => Promise<T>,
  orderId: string
): Promise<SplitOrder | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const found: { data: unknown[] } = await query.graph({
    entity: "order",
    fields: FIELDS,
    filters: { id: orderId },
  })
  if (!found.data[0]) return undefined
  const order = once(orderSchema.parse(found.data[0]))
  return {
    currency: order.currency_code,
    total: order.total,
    credits: order.credit_line_total,
    refundCredits: await read((knex) => refundCreditsOf(knex, orderId)),
    shipping: order.shipping_total,
    lines: order.items.map(({ id, quantity, total, detail, ...line }) => ({
      id,
      quantity,
      total,
      fulfilled: detail.fulfilled_quantity,
      shipped: detail.shipped_quantity,
      delivered: detail.delivered_quantity,
      returned: new BigNumber(detail.return_received_quantity).plus(
        detail.return_dismissed_quantity
      ),
      fulfilledTotal: line.fulfilled_total,
      needsShipping: line.requires_shipping !== false,
      profile: line.variant?.product?.shipping_profile?.id,
    })),
  }
}

/** All of a fulfilment, as core counts it. Of a set of goods it has a row for each part, and so many times as many. */
export async function readFulfilment(
  knex: Knex,
  orderId: string,
  fulfilmentId: string
): Promise<Leaving["items"]> {
  const found: unknown = await knex.raw(
    `select f.line_item_id as id,
       min((f.raw_quantity ->> 'value')::numeric / coalesce(s.required_quantity, 1))::text as quantity
     from order_fulfillment o
     join fulfillment_item f on f.fulfillment_id = o.fulfillment_id and f.deleted_at is null
     join order_line_item l on l.id = f.line_item_id
     left join product_variant_inventory_item s on s.variant_id = l.variant_id
       and s.inventory_item_id = f.inventory_item_id and s.deleted_at is null
     where o.order_id = ? and o.fulfillment_id = ? and o.deleted_at is null
     group by f.line_item_id`,
    [orderId, fulfilmentId]
  )
  return (found as { rows: { id: string; quantity: string }[] }).rows
}
