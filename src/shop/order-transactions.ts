/** Captures and refunds that the order's own list of transactions lacks: the process died between the two. */
import BigNumber from "bignumber.js"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { isOfFulfilment } from "../modules/sagepay/fulfilment"
import type { TransactionRow } from "../modules/sagepay/rows"
import { TAKEN_AT_ONCE } from "../modules/sagepay/takings"
import { NOT_BUSY } from "./holds"

export type MissingTransaction = {
  readonly order_id: string
  /** Signed, as the order counts it: a refund is negative. */
  readonly amount: string
  readonly currency_code: string
  readonly reference: "capture" | "refund"
  readonly reference_id: string
}

export type Missing = {
  /** Lost: core's own workflow would have written them long ago, and what they stand for has happened. */
  readonly lost: readonly MissingTransaction[]
  /**
   * What they stand for did not happen, and a person knows (rule 6). Nobody books them; but core would, with the amount
   * of the next movement, so before one they get their own.
   */
  readonly neverMoved: readonly MissingTransaction[]
  /** Perhaps still on their way through it, or to the gateway. */
  readonly young: boolean
}

type Found = MissingTransaction & {
  readonly root_id: string
  readonly young: boolean
  readonly moved: boolean
  readonly given_up: boolean
}

type InHand = Found & { readonly before_refund: boolean; readonly levels_capture: boolean }

/** Core's own workflow takes less. */
const YOUNG = `m.created_at > now() - interval '3 minutes'`

/** A job of ours wrote it, naming an intent, and died before it claimed that one: the row stands for nothing. */
const DEAD = `(coalesce(m.created_by, '') like 'spint\\_%' and not ${YOUNG} and not exists (
    select 1 from sagepay_intent i where i.id = m.created_by and i.claimed_by = m.id))`

const AT_ONCE = TAKEN_AT_ONCE.map((kind) => `'${kind}'`).join()

/** The ledger knows what became of it. The capture of a PAYMENT or REPEAT is its authorisation. */
const moved = (table: "capture" | "refund") =>
  `(${table === "capture" ? `t.kind in (${AT_ONCE}) or ` : ""}exists (
    select 1 from sagepay_intent i
    where i.root_id = t.id and i.status = 'done' and (i.source_id = m.id or i.claimed_by = m.id)))`

const GIVEN_UP = `exists (
    select 1 from sagepay_finding f where f.kind = 'row_without_movement' and f.subject_id = m.id)`

/** Of live orders only: a cancelled one counts its refunds by the payment and not by their rows. */
const missing = (table: "capture" | "refund", sign: "" | "-") =>
  `select t.id as root_id, o.id as order_id,
     (${sign}(m.raw_amount ->> 'value')::numeric)::text as amount,
     p.currency_code, '${table}' as reference, m.id as reference_id, m.created_at,
     ${moved(table)} as moved, ${GIVEN_UP} as given_up,
     (${YOUNG} or not ${NOT_BUSY}) as young
   from sagepay_transaction t
   join payment p
     on (p.id = t.payment_id or p.payment_session_id = t.session_id) and p.deleted_at is null
   join order_payment_collection l
     on l.payment_collection_id = p.payment_collection_id and l.deleted_at is null
   join "order" o on o.id = l.order_id and o.deleted_at is null and o.status <> 'canceled'
   join ${table} m on m.payment_id = p.id and m.deleted_at is null
   where coalesce(t.id = t.root_id, false) and t.answer_status = 'OK' and t.claim is not null
     and not ${DEAD}
     and not exists (
       select 1 from order_transaction x
       where x.order_id = o.id and x.reference = '${table}'
         and x.reference_id in (m.id, p.id) and x.deleted_at is null
     )`

const MISSING = `(${missing("capture", "")} union all ${missing("refund", "-")})`

/**
 * Of one payment, but for the row in hand, which core writes by itself. `levels`: what a job is about to bring level;
 * the provider knows it by the row in hand.
 */
export async function missingTransactions(
  knex: Knex,
  root: TransactionRow,
  inHand: string | null,
  levels?: "capture" | "refund"
): Promise<Missing> {
  const found: unknown = await knex.raw(
    `select *, exists (select 1 from refund r where r.id = :inHand) as before_refund, exists (
       select 1 from capture c where c.id = :inHand and c.created_by like 'spint\\_%') as levels_capture
     from ${MISSING} missing where root_id = :root and reference_id <> :inHand order by created_at`,
    { root: root.id, inHand: inHand ?? "" }
  )
  const all = (found as { rows: InHand[] }).rows
  // A refund may be there to undo it; else the sweep takes it to the gateway first.
  const isKnown = ({ moved, given_up, reference, before_refund }: InHand) =>
    moved || given_up || (reference === "capture" && before_refund)
  // One that was never sent waits for the capture that it is to give back; core writes none of it with a capture.
  const isWaiting = (row: InHand) =>
    row.reference === "refund" &&
    !row.young &&
    !isKnown(row) &&
    (levels === "capture" || row.levels_capture)
  const rows = all.filter((row) => !isWaiting(row))
  const old = rows.filter((row) => !row.young && isKnown(row))
  return {
    lost: old.filter((row) => row.moved).map(transactionOf),
    neverMoved: old.filter((row) => !row.moved).map(transactionOf),
    young: old.length < rows.length,
  }
}

function transactionOf(row: Found): MissingTransaction {
  const { order_id, amount, currency_code, reference, reference_id } = row
  return { order_id, amount, currency_code, reference, reference_id }
}

export type DeadRow = { readonly table: "capture" | "refund"; readonly id: string }

export async function deadRows(knex: Knex, root: TransactionRow): Promise<DeadRow[]> {
  const dead = (table: DeadRow["table"]) =>
    `select '${table}' as "table", m.id from ${table} m join payment p on p.id = m.payment_id
     where (p.id = :payment or p.payment_session_id = :session) and m.deleted_at is null and ${DEAD}`
  const found: unknown = await knex.raw(`${dead("capture")} union all ${dead("refund")}`, {
    payment: root.payment_id ?? "",
    session: root.session_id ?? "",
  })
  return (found as { rows: DeadRow[] }).rows
}

/** The payments whose order lacks some for good. */
export async function rootsLackingTransactions(knex: Knex): Promise<string[]> {
  const found: unknown = await knex.raw(
    `select distinct root_id from ${MISSING} missing where not young and moved
     limit 50`
  )
  return (found as { rows: Found[] }).rows.map(({ root_id }) => root_id)
}

/**
 * What core credits to the order with this refund, so that it does not ask for the money again: the refund, less what
 * the customer was owed before it. Nothing with a capture.
 */
export async function creditFor(
  knex: Knex,
  { order_id, amount, reference, reference_id }: MissingTransaction
): Promise<number> {
  if (reference !== "refund") return 0
  // Of what a cancelled fulfilment gave back nothing is forgiven (rule 12).
  const refund: unknown = await knex("refund").where({ id: reference_id }).first("created_by")
  if (isOfFulfilment((refund as { created_by: string | null } | undefined)?.created_by)) return 0
  // Credited already, by a process that died before it wrote the transaction.
  const credited: unknown = await knex("order_credit_line")
    .where({ order_id, reference, reference_id, deleted_at: null })
    .first("id")
  if (credited) return 0
  const found: unknown = await knex.raw(
    `select coalesce(s.totals -> 'raw_pending_difference' ->> 'value', s.totals ->> 'pending_difference') as pending
     from "order" o
     join order_summary s on s.order_id = o.id and s.version = o.version and s.deleted_at is null
     where o.id = ? order by s.created_at desc limit 1`,
    [order_id]
  )
  const [order] = (found as { rows: { pending: string | null }[] }).rows
  const owedBefore = BigNumber.min(order?.pending ?? 0, 0)
  return BigNumber.max(new BigNumber(amount).negated().plus(owedBefore), 0).toNumber()
}
