/** The queries of the admin's lists, by Medusa's conventions: `kind[]=REFUND`, `created_at[$gte]=2026-11-01`. */
import { z } from "@medusajs/framework/zod"
import { STATES, TRANSACTION_KINDS, type TransactionState } from "../../../protocol/life"
import type { TransactionFilter, TransactionOrder } from "../../../shop/transaction-list"
import { plainText } from "./form-fields"
import { MAX_OFFSET } from "./validators"

/** One value, or several in brackets. */
const several = <T extends Record<string, string>>(values: T) =>
  z.preprocess(
    (given) => (given === undefined || Array.isArray(given) ? given : [given]),
    z.array(z.enum(values)).optional()
  )

const named = <T extends string>(names: readonly T[]) =>
  Object.fromEntries(names.map((name) => [name, name])) as { [N in T]: N }

const flag = z.enum(["true", "false"]).transform((text) => text === "true")

const date = z
  .string()
  .refine((text) => /^\d{4}-\d{2}-\d{2}([T ].+)?$/.test(text) && !Number.isNaN(Date.parse(text)), {
    message: "must be a date as 2026-11-21, or a time as 2026-11-21T09:30:00Z",
  })
  .transform((text) => new Date(text))

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

const ORDERS = ["-created_at", "created_at", "-amount_minor", "amount_minor"] as const

const filters = {
  q: plainText.optional(),
  kind: several(named(TRANSACTION_KINDS)),
  state: several(named(Object.keys(STATES) as TransactionState[])),
  account: plainText.optional(),
  order_id: plainText.optional(),
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/, "must be three letters")
    .optional(),
  created_at: z
    .strictObject({
      $gt: date.optional(),
      $gte: date.optional(),
      $lt: date.optional(),
      $lte: date.optional(),
    })
    .optional(),
  lapsing_within_days: whole(0, 92).optional(),
  roots_only: flag.default(false),
  order: z.enum(ORDERS).default("-created_at"),
}

export const exportQuery = z.strictObject(filters)
export const transactionsQuery = z.strictObject({
  ...filters,
  limit: whole(1, 200).default(50),
  offset: whole(0, MAX_OFFSET).default(0),
})

export const overviewQuery = z.strictObject({
  days: whole(7, 92).default(30),
  lapsing_within_days: whole(1, 92).default(5),
})

type Filters = z.output<typeof exportQuery>

export function filterOf(query: Filters): TransactionFilter {
  return {
    q: query.q === "" ? undefined : query.q,
    kinds: query.kind,
    states: query.state,
    // The account without a name is written "default".
    account: query.account === "default" ? null : query.account,
    orderId: query.order_id,
    currency: query.currency,
    createdAt: query.created_at,
    lapsingWithinDays: query.lapsing_within_days,
    rootsOnly: query.roots_only,
  }
}

export function orderOf({ order }: Filters): TransactionOrder {
  return order.startsWith("-")
    ? { by: order.slice(1) as TransactionOrder["by"], descending: true }
    : { by: order as TransactionOrder["by"], descending: false }
}
