/**
 * What happened to a transaction, told to the rest of the shop (docs/events.md). Whoever writes the fact writes its
 * event, in the same database transaction and one statement: one for each fact, none for what is rolled back.
 */
import { generateEntityId } from "@medusajs/framework/utils"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { ActionType } from "../../protocol"
import type { TransactionKind, TransactionState } from "../../protocol/life"
import { noteEvents } from "./outbox"
import type { IntentSource, TransactionRow } from "./rows"

const AUTHORISED = "sagepay.transaction_authorised"
const RELEASED = "sagepay.transaction_released"
const VOIDED = "sagepay.transaction_voided"
const REFUNDED = "sagepay.transaction_refunded"
const REPEATED = "sagepay.transaction_repeated"
/** Whatever it was that the bank, or the account's rules, declined. */
export const DECLINED = "sagepay.transaction_declined"

export type EventVerb = TransactionKind | ActionType

/** What is told once it is done. */
export const TOLD_AS = {
  PAYMENT: AUTHORISED,
  DEFERRED: AUTHORISED,
  AUTHENTICATE: AUTHORISED,
  MANUAL: AUTHORISED,
  RELEASE: RELEASED,
  AUTHORISE: RELEASED,
  ABORT: VOIDED,
  CANCEL: VOIDED,
  VOID: VOIDED,
  REFUND: REFUNDED,
  DIRECTREFUND: REFUNDED,
  REPEAT: REPEATED,
  REPEATDEFERRED: REPEATED,
} as const satisfies Readonly<Record<EventVerb, string>>

/** `gateway`: nobody asked for it. It let a payment go by itself, or its books had what the ledger had not. */
export type Origin = "shopper" | "medusa" | "admin" | "console" | "job" | "gateway"

/** The data of these events, beside the `event_id` of every delivery. Amounts are minor units. */
export type TransactionEvent = {
  /** Null where the bank declined what would have made one. */
  transaction_id: string | null
  root_id: string
  related_transaction_id: string | null
  vendor_tx_code: string
  vps_tx_id: string | null
  order_id: string | null
  cart_id: string | null
  payment_id: string | null
  kind: TransactionKind
  verb: EventVerb | null
  amount_minor: number
  currency_code: string
  state: TransactionState
  origin: Origin
  occurred_at: string
}

/**
 * Where each comes from: t is the transaction and r its root; o is the operation that did it, or tried to, and i its
 * intent. Nothing else of those rows is ever told: no key, no card, no name, no address.
 */
const PAYLOAD: Readonly<Record<keyof TransactionEvent, string>> = {
  transaction_id: "t.id",
  root_id: "r.id",
  related_transaction_id: "case when t.id is null then o.transaction_id else t.related_id end",
  vendor_tx_code: "coalesce(t.vendor_tx_code, o.vendor_tx_code)",
  vps_tx_id: "t.vps_tx_id",
  order_id: "coalesce(t.order_id, i.order_id, r.order_id)",
  cart_id: "coalesce(t.cart_id, r.cart_id)",
  payment_id: "r.payment_id",
  kind: "coalesce(t.kind, o.verb)",
  verb: ":verb::text",
  // What is voided is given back whole; the operation has what of it Medusa could still count.
  amount_minor: `case when :verb::text = 'VOID' and t.taken_minor > 0 then t.taken_minor
    else :amountMinor::bigint end`,
  currency_code: "lower(coalesce(t.currency, i.currency))",
  state: "coalesce(:declined::text, t.state)",
  // What a job of ours has Medusa do, it signs with a name of ours.
  origin: `coalesce(:origin::text, case when i.actor like 'sagepay-%' then 'job' end, :origins::jsonb ->> i.source)`,
  occurred_at: `to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
}

export const EVENT_FIELDS = Object.keys(PAYLOAD)

const ORIGINS: Readonly<Record<IntentSource, Origin>> = {
  medusa_capture: "medusa",
  medusa_refund: "medusa",
  medusa_cancel: "medusa",
  sweep: "job",
  press: "admin",
  console: "console",
}

const INSERT = `
  insert into sagepay_outbox (id, name, payload)
  select :eventId, :name, jsonb_build_object(${Object.entries(PAYLOAD)
    .map(([field, value]) => `'${field}', ${value}`)
    .join(", ")})
  from (values (1)) as one
    left join sagepay_transaction t on t.id = :transactionId
    left join sagepay_operation o on o.id = :operationId
    left join sagepay_intent i on i.id = o.intent_id
    left join sagepay_transaction r on r.id = coalesce(t.root_id, o.root_id)`

export type Declined = Extract<TransactionState, "declined" | "rejected">

export type Fact = {
  /** Null: the gateway let it go without any. */
  readonly verb: EventVerb | null
  /** As it is now, with what was made of it. */
  readonly transactionId: string | null
  readonly operationId?: string
  readonly amountMinor: number
  /** Of the operation's intent, where there is one. */
  readonly origin?: Origin
  readonly declined?: Declined
}

/** To be called once for each fact, behind whatever makes the fact itself count once. */
export async function tell(knex: Knex, fact: Fact): Promise<void> {
  const { verb, transactionId, operationId, amountMinor, origin, declined } = fact
  await knex.raw(INSERT, {
    eventId: generateEntityId(undefined, "spev"),
    name: declined ? DECLINED : verb === null ? VOIDED : TOLD_AS[verb],
    transactionId,
    operationId: operationId ?? null,
    verb,
    amountMinor,
    declined: declined ?? null,
    origin: origin ?? null,
    origins: JSON.stringify(ORIGINS),
  })
  noteEvents(knex)
}

/** The shopper's payment, as the gateway's notification and our answer have left it. */
export async function tellCheckout(
  knex: Knex,
  { id, kind, state, amount_minor }: TransactionRow
): Promise<void> {
  if (!isDecline(state) && !isThere(state)) return
  const declined = isDecline(state) ? { declined: state } : {}
  const fact = { verb: kind, transactionId: id, amountMinor: amount_minor, ...declined }
  await tell(knex, { ...fact, origin: "shopper" })
}

/** What the shop counted on is gone, though nobody ended it; nothing is told of what was never told as authorised. */
export async function tellLetGo(knex: Knex, before: TransactionRow): Promise<void> {
  if (!isThere(before.state)) return
  const { id, amount_minor } = before
  await tell(knex, {
    verb: null,
    transactionId: id,
    amountMinor: amount_minor,
    origin: "gateway",
  })
}

function isDecline(state: TransactionState): state is Declined {
  return state === "declined" || state === "rejected"
}

function isThere(state: TransactionState): boolean {
  return state === "deferred" || state === "authenticated" || state === "taken"
}
