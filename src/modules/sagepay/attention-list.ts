/** The open findings as a person reads them: what each means, and what can be done about it, ready to be sent. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { choicesOf, kindOf } from "./attention"
import type { Choice, Field } from "./attention-choices"
import type { FindingRow } from "./findings"
import type { TransactionRow } from "./rows"

export type AttentionFilter = {
  readonly id?: string
  readonly kind?: string
  readonly orderId?: string
  readonly limit: number
  readonly offset: number
}

export type OfferedChoice = Pick<Choice, "id" | "label" | "what" | "method" | "path"> & {
  /** JSON Schema of what to send. */
  readonly body: {
    readonly type: "object"
    readonly properties: Readonly<Record<string, Omit<Field, "required">>>
    readonly required: readonly string[]
    readonly additionalProperties: false
  }
}

export type AttentionItem = Pick<
  FindingRow,
  "id" | "kind" | "message" | "subject_id" | "order_id"
> & {
  readonly title: string
  readonly meaning: string
  readonly facts: Record<string, unknown>
  /** Null: it is about none that the ledger knows. */
  readonly transaction_id: string | null
  /** Of the amounts in the facts. */
  readonly currency_code: string | null
  readonly since: Date
  readonly choices: readonly OfferedChoice[]
}

type Found = FindingRow & {
  readonly intent_id: string | null
  readonly transaction_id: string | null
  readonly transaction_state: string | null
  readonly transaction_currency: string | null
  /** Of a finding about the whole payment: money that an AUTHORISE took. */
  readonly taking_id: string | null
  readonly root_order_id: string | null
  readonly root_payment_id: string | null
}

const ABOUT = "coalesce(f.facts ->> 'transaction_id', op.transaction_id, i.root_id, f.subject_id)"

const TAKING = `left join lateral (
    select c.id from sagepay_transaction c
    where c.root_id = t.id and c.id <> t.id and f.subject_id = t.id and f.facts ->> 'transaction_id' is null
      and c.kind = 'AUTHORISE' and c.state = 'taken' and c.taken_minor > c.refunded_minor
    order by c.created_at desc, c.id limit 1
  ) taking on true`

/** The transaction that a finding is about, as the list sees it. */
export async function transactionOf(
  knex: Knex,
  findingId: string
): Promise<TransactionRow | undefined> {
  const row: unknown = await knex("sagepay_finding as f")
    .where("f.id", findingId)
    .leftJoin("sagepay_operation as op", "op.id", "f.subject_id")
    .leftJoin("sagepay_intent as i", "i.id", knex.raw("coalesce(op.intent_id, f.subject_id)"))
    .join("sagepay_transaction as t", "t.id", knex.raw(ABOUT))
    .first("t.*")
  return row as TransactionRow | undefined
}

/** Newest first. A subject is a payment, an intent or an operation of ours, or something that only the facts explain. */
export async function attentionList(
  knex: Knex,
  filter: AttentionFilter
): Promise<{ attention: AttentionItem[]; count: number }> {
  const { id, kind, orderId, limit, offset } = filter
  const open = knex("sagepay_finding as f").where("f.status", "open").whereNull("f.deleted_at")
  if (id !== undefined) void open.where("f.id", id)
  if (kind !== undefined) void open.where("f.kind", kind)
  if (orderId !== undefined) void open.where("f.order_id", orderId)
  const [counted] = (await open.clone().count("f.id as count")) as { count: string }[]
  const rows: unknown = await open
    .leftJoin("sagepay_operation as op", "op.id", "f.subject_id")
    .leftJoin("sagepay_intent as i", "i.id", knex.raw("coalesce(op.intent_id, f.subject_id)"))
    .leftJoin("sagepay_transaction as t", "t.id", knex.raw(ABOUT))
    .leftJoin("sagepay_transaction as r", "r.id", "t.root_id")
    .joinRaw(TAKING)
    .select("f.*", { intent_id: "i.id", transaction_id: "t.id", transaction_state: "t.state" })
    .select({ transaction_currency: "t.currency" })
    .select({ taking_id: "taking.id" })
    .select({ root_order_id: "r.order_id", root_payment_id: "r.payment_id" })
    .orderBy([
      { column: "f.created_at", order: "desc" },
      { column: "f.id", order: "desc" },
    ])
    .limit(limit)
    .offset(offset)
  return { attention: (rows as Found[]).map(itemOf), count: Number(counted?.count ?? 0) }
}

function itemOf(found: Found): AttentionItem {
  const { title, meaning } = kindOf(found.kind)
  const facts = found.facts ?? {}
  const known: Readonly<Record<string, unknown>> = {
    ...facts,
    finding_id: found.id,
    intent_id: found.intent_id,
    transaction_id: found.transaction_id,
    order_id: found.order_id ?? found.root_order_id,
    payment_id: facts.payment_id ?? found.root_payment_id,
  }
  return {
    id: found.id,
    kind: found.kind,
    title,
    meaning,
    message: found.message,
    facts,
    transaction_id: found.transaction_id,
    currency_code:
      (facts.gateway_currency ?? found.transaction_currency)?.toString().toLowerCase() ?? null,
    subject_id: found.subject_id,
    order_id: found.order_id ?? found.root_order_id,
    since: found.created_at,
    choices: choicesOf(found.kind).flatMap((choice) => offer(choice, found, known)),
  }
}

/** Nothing when the choice does not fit, or something of it is not known. */
function offer(
  choice: Choice,
  found: Found,
  given: Readonly<Record<string, unknown>>
): OfferedChoice[] {
  const { id, label, what, method } = choice
  const about = aboutOf(choice, found)
  if (about === undefined) return []
  const known = { ...given, transaction_id: about }
  const path = filled(choice.path, known, encodeURIComponent)
  const properties: Record<string, Omit<Field, "required">> = {}
  const required: string[] = []
  for (const [name, { required: isRequired, ...field }] of Object.entries(choice.body)) {
    const value = typeof field.const === "string" ? filled(field.const, known) : field.const
    const isUnknown = field.const !== undefined && value === undefined
    if (isUnknown && isRequired) return []
    if (isUnknown) continue
    properties[name] = value === undefined ? field : { ...field, const: value }
    if (isRequired) required.push(name)
  }
  if (path === undefined) return []
  const body = { type: "object", properties, required, additionalProperties: false } as const
  return [{ id, label, what, method, path, body }]
}

/** The transaction that the choice is for; undefined when it fits none. */
function aboutOf({ states }: Choice, found: Found): string | null | undefined {
  const { transaction_id, transaction_state, taking_id } = found
  if (!states || states.some((state) => state === transaction_state)) return transaction_id
  return states.includes("taken") ? (taking_id ?? undefined) : undefined
}

function filled(
  template: string,
  known: Readonly<Record<string, unknown>>,
  write: (value: string) => string = (value) => value
): string | undefined {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "")
  if (names.some((name) => typeof known[name] !== "string" || known[name] === "")) return undefined
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => write(String(known[name])))
}
