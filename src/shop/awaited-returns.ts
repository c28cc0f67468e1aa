/**
 * What of an order is on its way back. Core takes it off what the order waits for as soon as a return, an exchange or a
 * claim asks for it, and off the order's total only when it has arrived.
 */
import { BigNumber as Amount, getLineItemsTotals } from "@medusajs/framework/utils"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import BigNumber from "bignumber.js"

export type ReturningItem = {
  readonly id: string
  readonly quantity: string
  readonly returning: string
  readonly unit_price: string
  readonly is_tax_inclusive: boolean
  readonly tax_rates: readonly string[]
  readonly adjustments: readonly { readonly amount: string; readonly is_tax_inclusive: boolean }[]
}

export async function awaitedReturns(knex: Knex, orderId: string): Promise<BigNumber> {
  const found: unknown = await knex.raw(
    `select li.id, oi.quantity::text, oi.return_requested_quantity::text as returning,
       coalesce(oi.raw_unit_price ->> 'value', li.raw_unit_price ->> 'value') as unit_price,
       li.is_tax_inclusive,
       (select coalesce(json_agg(x.raw_rate ->> 'value'), '[]') from order_line_item_tax_line x
         where x.item_id = li.id and x.deleted_at is null) as tax_rates,
       (select coalesce(json_agg(json_build_object(
           'amount', a.raw_amount ->> 'value', 'is_tax_inclusive', a.is_tax_inclusive)), '[]')
         from order_line_item_adjustment a
         where a.item_id = li.id and a.version = oi.version and a.deleted_at is null) as adjustments
     from "order" o
     join order_item oi on oi.order_id = o.id and oi.version = o.version and oi.deleted_at is null
     join order_line_item li on li.id = oi.item_id
     where o.id = ? and oi.return_requested_quantity > 0`,
    [orderId]
  )
  return returningTotal((found as { rows: ReturningItem[] }).rows)
}

type Totals = Record<string, { readonly return_requested_total?: Amount }>

const EXTRA = { "detail.return_requested_quantity": "return_requested_total" }

/** In major units, exactly, by core's own sums: with each line's discount and tax. */
export function returningTotal(items: readonly ReturningItem[]): BigNumber {
  const totals: Totals = getLineItemsTotals(items.map(lineOf), { extraQuantityFields: EXTRA })
  return Object.values(totals).reduce(
    (sum, { return_requested_total: total }) => sum.plus(total?.raw?.value ?? 0),
    new BigNumber(0)
  )
}

function lineOf({ id, quantity, returning, unit_price, ...item }: ReturningItem) {
  const none = new Amount(0)
  return {
    id,
    quantity: new Amount(quantity),
    unit_price: new Amount(unit_price),
    is_tax_inclusive: item.is_tax_inclusive,
    tax_lines: item.tax_rates.map((rate) => ({ rate: Number(rate) })),
    adjustments: item.adjustments.map(({ amount, is_tax_inclusive }) => ({
      amount: new Amount(amount).numeric,
      is_tax_inclusive,
    })),
    detail: {
      fulfilled_quantity: none,
      delivered_quantity: none,
      shipped_quantity: none,
      return_requested_quantity: new Amount(returning),
      return_received_quantity: none,
      return_dismissed_quantity: none,
      written_off_quantity: none,
    },
  }
}
