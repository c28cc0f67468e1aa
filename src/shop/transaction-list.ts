/** The ledger's transactions as staff look for them, each with the number of its order. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { TransactionRow } from "../modules/sagepay/rows"
import { canonicalVpsTxId } from "../protocol"
import { RULES, type TransactionKind, type TransactionState } from "../protocol/life"
import { currencyDigits, NO_MINOR_UNIT, parseWireAmount } from "../protocol/money"

export type TransactionFilter = {
  readonly q?: string | undefined
  readonly kinds?: readonly TransactionKind[] | undefined
  readonly states?: readonly TransactionState[] | undefined
  /** Null is the account without a name. */
  readonly account?: string | null | undefined
  readonly orderId?: string | undefined
  readonly currency?: string | undefined
  readonly createdAt?: { readonly [O in keyof typeof COMPARE]?: Date | undefined } | undefined
  /** Holds that end by themselves within so many days, overdue ones too. */
  readonly lapsingWithinDays?: number | undefined
  /** Payments only, without what was made from them. */
  readonly rootsOnly?: boolean | undefined
}

export type TransactionOrder = {
  readonly by: "created_at" | "amount_minor"
  readonly descending: boolean
}

export type ListedRow = TransactionRow & { readonly display_id: number | null }
type Placed = TransactionRow & { readonly place: string }

const COMPARE = { $gt: ">", $gte: ">=", $lt: "<", $lte: "<=" } as const
const TABLE = "sagepay_transaction"
const MAX_INTEGER = 2_147_483_647

export async function listTransactions(
  knex: Knex,
  filter: TransactionFilter,
  order: TransactionOrder,
  { limit, offset }: { readonly limit: number; readonly offset: number }
): Promise<{ rows: ListedRow[]; count: number }> {
  const [counted] = (await filtered(knex, filter).count("t.id as count")) as { count: string }[]
  const rows: unknown = await sorted(filtered(knex, filter), order)
    .select("t.*")
    .limit(limit)
    .offset(offset)
  return {
    rows: await withOrderNumbers(knex, rows as TransactionRow[]),
    count: Number(counted?.count ?? 0),
  }
}

/**
 * All of them, a few at a time, each batch a query of its own: a slow reader keeps no connection. The place is kept as
 * the database writes it, for its times are finer than ours.
 */
export async function* everyTransaction(
  read: <T>(query: (knex: Knex) => Promise<T>) => Promise<T>,
  filter: TransactionFilter,
  order: TransactionOrder,
  batch = 500
): AsyncGenerator<ListedRow[]> {
  const column = `t.${order.by}`
  const type = order.by === "created_at" ? "timestamptz" : "integer"
  let place: { at: string; id: string } | undefined
  for (;;) {
    const after = place
    const found = await read(async (knex) => {
      const query = sorted(filtered(knex, filter), order)
        .select("t.*", knex.raw("??::text as place", [column]))
        .limit(batch)
      if (after) {
        const beyond = order.descending ? "<" : ">"
        void query.whereRaw(`(??, t.id) ${beyond} (?::${type}, ?)`, [column, after.at, after.id])
      }
      return withOrderNumbers(knex, (await query) as Placed[])
    })
    const last = found.at(-1)
    if (last) yield found
    if (!last || found.length < batch) return
    place = { at: last.place, id: last.id }
  }
}

function sorted(query: Knex.QueryBuilder, { by, descending }: TransactionOrder) {
  const order = descending ? "desc" : "asc"
  return query.orderBy([
    { column: `t.${by}`, order },
    { column: "t.id", order },
  ])
}

/**
 * What finds few rows by an index of its own is found first, so that no plan looks for it along the order of the list.
 */
function filtered(knex: Knex, filter: TransactionFilter): Knex.QueryBuilder {
  const narrow = narrowing(knex, filter)
  const query = knex(`${TABLE} as t`)
  narrow.forEach((ids, at) => {
    void query.withMaterialized(`found_${at}`, ids).join(`found_${at}`, `found_${at}.id`, "t.id")
  })
  const { kinds, states, account, currency, createdAt, rootsOnly } = filter
  if (kinds) void query.whereIn("t.kind", [...kinds])
  if (states) void query.whereIn("t.state", [...states])
  if (account !== undefined) void query.where("t.account", account)
  if (currency !== undefined) void query.where("t.currency", currency.toUpperCase())
  if (rootsOnly) void query.whereRaw("t.id = t.root_id")
  for (const [name, operator] of Object.entries(COMPARE)) {
    const at = createdAt?.[name as keyof typeof COMPARE]
    if (at) void query.where("t.created_at", operator, at)
  }
  return query
}

function narrowing(knex: Knex, filter: TransactionFilter): Knex.QueryBuilder[] {
  const { q, orderId, lapsingWithinDays } = filter
  return [
    ...(q === undefined ? [] : [matching(knex, q)]),
    ...(orderId === undefined ? [] : [knex(TABLE).select("id").where({ order_id: orderId })]),
    ...(lapsingWithinDays === undefined ? [] : [lapsing(knex, lapsingWithinDays)]),
  ]
}

/** Holds that the gateway ends by then, or should have ended. */
export function lapsing(knex: Knex, withinDays: number): Knex.QueryBuilder {
  const held = (state: "deferred" | "authenticated", days = 0) =>
    knex(TABLE)
      .select("id")
      .where({ state })
      .whereRaw("authorised_at <= now() + make_interval(days => ?::int)", [withinDays - days])
  return held("deferred", RULES.RELEASE.days).unionAll([
    held("authenticated", RULES.AUTHORISE.days),
  ])
}

/** Everything that the text may be the name of; each part has an index. */
function matching(knex: Knex, q: string): Knex.QueryBuilder {
  const ids = () => knex(TABLE).select("id")
  const vpsTxId = canonicalVpsTxId(q)
  const number = /^#?(\d{1,9})$/.exec(q)?.[1]
  const orders = knex("order").select("id").whereNull("deleted_at")
  const named = q.replace(/^#/, "")
  const parts = [
    ids().where({ id: q }),
    ids().where({ vendor_tx_code: q }),
    ids().where({ order_id: q }),
    ids().where({ payment_id: q }),
    ids().whereIn("order_id", orders.clone().where({ custom_display_id: named })),
    ...(vpsTxId ? [ids().where({ vps_tx_id: vpsTxId })] : []),
    ...(number ? [ids().whereIn("order_id", orders.clone().where({ display_id: number }))] : []),
    ...(/^\d{4}$/.test(q) ? [ids().whereRaw("results ->> 'Last4Digits' = ?", [q])] : []),
    ...amounts(knex, q),
  ]
  // Not "all": one transaction may bear the text in two ways.
  return knex.union(parts)
}

/** Written as people write money: with decimals where the currency has them, without where it has none. */
function amounts(knex: Knex, q: string): Knex.QueryBuilder[] {
  const sample = q.includes(".") ? "GBP" : "JPY"
  const minor = parseWireAmount(q, sample)
  if (minor === undefined || minor > MAX_INTEGER) return []
  const found = knex(TABLE).select("id").where({ amount_minor: minor })
  return [
    currencyDigits(sample) === 0
      ? found.whereIn("currency", [...NO_MINOR_UNIT])
      : found.whereNotIn("currency", [...NO_MINOR_UNIT]),
  ]
}

export async function withOrderNumbers<R extends TransactionRow>(
  knex: Knex,
  rows: readonly R[]
): Promise<(R & ListedRow)[]> {
  const ids = [...new Set(rows.flatMap(({ order_id }) => (order_id === null ? [] : [order_id])))]
  const found: unknown = ids.length
    ? await knex("order").whereIn("id", ids).select("id", "display_id")
    : []
  const numbers = new Map(
    (found as { id: string; display_id: number }[]).map((row) => [row.id, row.display_id])
  )
  return rows.map((row) => ({ ...row, display_id: numbers.get(row.order_id ?? "") ?? null }))
}
