/** An order beside its payments: what is fulfilled, what is captured, and what every payment can still give (rule 12). */
import BigNumber from "bignumber.js"
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MathBN } from "@medusajs/framework/utils"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { z } from "@medusajs/framework/zod"
import { capturesOnTheirWay, unclaimed } from "../modules/sagepay/claims"
import { capturedByFulfilment, capturedOf, FULFILMENT } from "../modules/sagepay/fulfilment"
import { levelOf, type When } from "../modules/sagepay/fulfilment-level"
import type { CancelledFulfilments, DueOrder, DuePayment } from "../modules/sagepay/fulfilment-plan"
import type { Family } from "../modules/sagepay/rows"
import { lifeFacts } from "../modules/sagepay/rules"
import { loadFamily } from "../modules/sagepay/store"
import { TAKEN_AT_ONCE } from "../modules/sagepay/takings"
import { mayBeDone } from "../protocol/life"
import { computedToMinor } from "../protocol/money"
import { readShop } from "./facts"
import { refundCreditsOf } from "./fulfilled-credits"
import { once } from "./fulfilled-once"
import { rootsOfOrder, type OwnedRoot } from "./holds"
import { readOwed } from "./owed"

/** Core gives amounts as numbers, strings, BigNumbers or their raw form. */
const amount = z
  .unknown()
  .transform((value) => MathBN.convert((value ?? 0) as BigNumberInput).toFixed())

const detailSchema = z.object({
  fulfilled_quantity: amount,
  shipped_quantity: amount,
  delivered_quantity: amount,
  return_received_quantity: amount,
  return_dismissed_quantity: amount,
})

const orderSchema = z.object({
  id: z.string(),
  status: z.string(),
  currency_code: z.string(),
  total: amount,
  shipping_total: amount,
  credit_line_total: amount,
  items: z.array(
    z.object({
      id: z.string(),
      quantity: amount,
      fulfilled_total: amount,
      requires_shipping: z.boolean().nullish(),
      detail: detailSchema,
    })
  ),
})
type Order = z.output<typeof orderSchema>

const FIELDS = [
  "id",
  "status",
  "currency_code",
  "total",
  "shipping_total",
  "credit_line_total",
  "credit_lines.*",
  "items.*",
  "items.fulfilled_total",
  "items.detail.*",
]

export type FulfilledPayment = DuePayment & {
  readonly root: OwnedRoot
  readonly family: Family
}

export type FulfilledOrder = Omit<DueOrder, "payments"> & {
  readonly id: string
  readonly currency: string
  readonly canceled: boolean
  readonly payments: readonly FulfilledPayment[]
  /** Something of it is undecided, or Medusa is yet to count it: nothing is asked for before that. */
  readonly isBusy: boolean
  /** By the database's clock, before anything was read: what changes after it is looked at again. */
  readonly readAt: Date
}

/** Undefined without a payment of ours that is captured after the order. */
export async function readFulfilled(
  container: MedusaContainer,
  read: <T>(work: (knex: Knex) => Promise<T>) => Promise<T>,
  orderId: string,
  when: When
): Promise<FulfilledOrder | undefined> {
  const roots = await read((knex) => rootsOfOrder(knex, orderId))
  if (!roots.some(isCapturedLater)) return undefined
  const readAt = await read(clock)
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const found: { data: unknown[] } = await query.graph({
    entity: "order",
    fields: FIELDS,
    filters: { id: orderId },
  })
  if (!found.data[0]) return undefined
  const order = once(orderSchema.parse(found.data[0]))
  return read(async (knex) => {
    const all = roots.filter(isCapturedLater)
    // Another currency's is nobody's to add up.
    const same = all.filter(({ currency }) => currency.toLowerCase() === order.currency_code)
    const payments: FulfilledPayment[] = []
    let isBusy = same.length < all.length || (await isCharging(knex, orderId))
    for (const root of same) {
      const payment = await readPayment(knex, root)
      payments.push(payment)
      isBusy ||= await isUndecided(knex, payment)
    }
    const level = levelOf(await valueOf(knex, order), when)
    const others = await readOthers(knex, order, roots)
    const holds = payments.some(({ authorisableMinor }) => authorisableMinor > 0)
    return {
      id: orderId,
      currency: order.currency_code.toUpperCase(),
      canceled: order.status === "canceled",
      readAt,
      isBusy,
      level,
      payments,
      ...others,
      owedMinor: holds && level.isAny ? ((await readOwed(knex, orderId))?.minor ?? 0) : 0,
      cancelled: await readCancelled(knex, orderId, payments),
    }
  })
}

/** What is captured since its authorisation counts as paid, and is not ours to capture. */
function isCapturedLater({ kind, owner_payment_id }: OwnedRoot): boolean {
  return !TAKEN_AT_ONCE.includes(kind) && owner_payment_id !== null
}

async function clock(knex: Knex): Promise<Date> {
  const found: unknown = await knex.raw("select date_trunc('milliseconds', now()) as now")
  const [row] = (found as { rows: { now: Date }[] }).rows
  return row?.now ?? new Date(0)
}

async function valueOf(knex: Knex, order: Order) {
  return {
    currency: order.currency_code,
    total: order.total,
    credits: order.credit_line_total,
    refundCredits: await refundCreditsOf(knex, order.id),
    shipping: order.shipping_total,
    lines: order.items.map(({ quantity, fulfilled_total, requires_shipping, detail }) => ({
      quantity,
      fulfilled: detail.fulfilled_quantity,
      shipped: detail.shipped_quantity,
      delivered: detail.delivered_quantity,
      returned: new BigNumber(detail.return_received_quantity).plus(
        detail.return_dismissed_quantity
      ),
      fulfilledTotal: fulfilled_total,
      needsShipping: requires_shipping !== false,
    })),
  }
}

async function readPayment(knex: Knex, root: OwnedRoot): Promise<FulfilledPayment> {
  const family = await loadFamily(knex, root.id)
  const found: unknown = await knex.raw(
    `select (p.raw_amount ->> 'value')::numeric - coalesce((
       select sum((c.raw_amount ->> 'value')::numeric)
       from capture c where c.payment_id = p.id and c.deleted_at is null), 0) as room
     from payment p where p.id = ?`,
    [root.owner_payment_id ?? ""]
  )
  const [row] = (found as { rows: { room: string }[] }).rows
  const authorise = mayBeDone("AUTHORISE", lifeFacts(root), new Date())
  return {
    id: root.id,
    root,
    family,
    deferred: root.kind !== "AUTHENTICATE",
    released: root.taken_minor > 0,
    amountMinor: root.amount_minor,
    capturedMinor: capturedOf(family),
    netMinor: root.ours_minor,
    byFulfilmentMinor: capturedByFulfilment(family),
    roomMinor: Math.max(0, computedToMinor(row?.room ?? "0", root.currency)),
    authorisableMinor: authorise.allowed ? (authorise.limitMinor ?? 0) : 0,
  }
}

/** Undecided at the gateway, moved and not counted by Medusa yet, or counted and not sent yet: it may be dead. */
async function isUndecided(knex: Knex, { family }: FulfilledPayment): Promise<boolean> {
  if (family.intents.some(({ status }) => status === "open")) return true
  const shop = await readShop(knex, family.root)
  return unclaimed(family, shop).length + capturesOnTheirWay(family, shop).length > 0
}

/** A charge that is to settle this order is under way, or has no payment in Medusa yet (rule 11). */
async function isCharging(knex: Knex, orderId: string): Promise<boolean> {
  const found: unknown = await knex("sagepay_intent")
    .where({ kind: "repeat", order_id: orderId })
    .whereNull("levelled_at")
    .whereNot({ status: "refused" })
    .first("id")
  return found !== undefined
}

/** Everything else that pays for the order: our PAYMENTs and charges, other providers, and what somebody booked by hand. */
async function readOthers(knex: Knex, order: Order, roots: readonly OwnedRoot[]) {
  const atOnce = roots.filter((root) => !isCapturedLater(root))
  const ours = roots.flatMap(({ owner_payment_id }) => owner_payment_id ?? [])
  const sum = (table: "capture" | "refund") =>
    `coalesce((select sum((m.raw_amount ->> 'value')::numeric) from ${table} m
       join payment p on p.id = m.payment_id and p.deleted_at is null and not p.id = any(:ours)
       join order_payment_collection l
         on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
       where l.order_id = :orderId and m.deleted_at is null), 0)`
  const found: unknown = await knex.raw(
    `select captured + booked as gross, captured + booked - refunded as net from (
       select ${sum("capture")} as captured, ${sum("refund")} as refunded, coalesce((
         select sum((x.raw_amount ->> 'value')::numeric) from order_transaction x
         where x.order_id = :orderId and x.deleted_at is null
           and coalesce(x.reference, '') not in ('capture', 'refund')), 0) as booked) others`,
    { orderId: order.id, ours }
  )
  const [row] = (found as { rows: { gross: string; net: string }[] }).rows
  const minorOf = (of: string | undefined) => computedToMinor(of ?? "0", order.currency_code)
  const taken = (of: (root: OwnedRoot) => number) => atOnce.reduce((all, root) => all + of(root), 0)
  return {
    othersMinor: minorOf(row?.gross) + taken(({ taken_minor }) => taken_minor),
    othersNetMinor: minorOf(row?.net) + taken(({ ours_minor }) => ours_minor),
  }
}

/** Whether a fulfilment was cancelled, and what people gave back since the last one and since the first. */
async function readCancelled(
  knex: Knex,
  orderId: string,
  payments: readonly FulfilledPayment[]
): Promise<CancelledFulfilments> {
  const since = (at: "first" | "last") =>
    `coalesce(sum((r.raw_amount ->> 'value')::numeric) filter (where r.created_at >= c.${at}), 0)`
  const found: unknown = await knex.raw(
    `select c.first is not null as is_cancelled, ${since("last")} as since_last, ${since("first")} as since_first
     from (
       select min(f.canceled_at) as first, max(f.canceled_at) as last
       from order_fulfillment l join fulfillment f on f.id = l.fulfillment_id
       where l.order_id = :orderId and l.deleted_at is null) c
     left join refund r on r.payment_id = any(:ids) and r.deleted_at is null
       and coalesce(r.created_by, '') not like '${FULFILMENT}:%'
     group by c.first, c.last`,
    { orderId, ids: payments.flatMap(({ root }) => root.owner_payment_id ?? []) }
  )
  type Row = { is_cancelled: boolean; since_last: string; since_first: string }
  const [row] = (found as { rows: Row[] }).rows
  const minorOf = (sum: string | undefined) =>
    computedToMinor(sum ?? "0", payments[0]?.root.currency ?? "GBP")
  const refundedSinceMinor = minorOf(row?.since_last)
  return {
    isAny: row?.is_cancelled ?? false,
    refundedSinceMinor,
    refundedBetweenMinor: minorOf(row?.since_first) - refundedSinceMinor,
  }
}
