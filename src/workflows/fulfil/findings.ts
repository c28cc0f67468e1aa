/** What a person must know of an order's fulfilments and its money, each once, and taken back when it holds no more. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import {
  raiseUnlessSeen,
  resolveFinding,
  SETTLED_BY,
  type NewFinding,
} from "../../modules/sagepay/findings"
import type { FulfilmentPlan, Part } from "../../modules/sagepay/fulfilment-plan"
import { showMoney } from "../../protocol/money"
import type { FulfilledOrder } from "../../shop/fulfilled"
import type { Tools } from "../tools"
import type { Step } from "./steps"

export const FAILED = "capture_failed"
export const NOT_HELD = "rest_not_held"
export const WAITS = "split_waits"
export const TOO_MUCH = "fulfilment_cancelled"

/** `root:level`: refused, and not asked for again until somebody says so or the level is another. */
export type Refused = ReadonlySet<string>

/** `except`: a person asks for this one. */
export async function refusedLevels(
  knex: Knex,
  { payments }: FulfilledOrder,
  except?: string
): Promise<Refused> {
  const ids = payments.map(({ id }) => id).filter((id) => id !== except)
  const found: unknown = await knex("sagepay_finding")
    .whereIn("kind", [FAILED, TOO_MUCH])
    .whereIn("subject_id", ids)
    .whereNull("deleted_at")
    .where((open) =>
      open.where({ status: "open" }).orWhereRaw("resolved_by is distinct from ?", [SETTLED_BY])
    )
    .whereRaw("facts ->> 'refused_level_minor' is not null")
    .select("subject_id", knex.raw("facts ->> 'refused_level_minor' as level"))
  const rows = found as { subject_id: string; level: string }[]
  return new Set(rows.map(({ subject_id, level }) => `${subject_id}:${level}`))
}

/** It was asked for and refused. */
export async function raiseFailure(
  tools: Tools,
  order: FulfilledOrder,
  { does, part }: Step,
  reason: string
): Promise<void> {
  await raise(tools, part, (does === "gave back" ? notGivenBack : notCaptured)(order, part, reason))
}

/** Everything about a live order that a person must do or know, as it is now; a cancelled one's is taken off the list. */
export async function sayWhatIsLeft(
  tools: Tools,
  order: FulfilledOrder,
  plan: FulfilmentPlan
): Promise<void> {
  if (order.canceled) return
  const due = [...plan.captures, ...(plan.beyond ? [plan.beyond] : [])]
  // What was refused stays said, with its reason.
  const lacking = plan.noRoom.filter((part) => !due.some(({ id }) => id === part.id))
  for (const part of lacking) await raise(tools, part, noRoom(order, part))
  await settle(tools, order, FAILED, [...due, ...lacking], "What was due is captured.")
  const parts = [
    [NOT_HELD, plan.notHeld, notHeld, "What is fulfilled is paid."],
    [WAITS, plan.waiting, waiting, "All of it is fulfilled, or nothing of it is due."],
    [TOO_MUCH, plan.tooMuch, tooMuch, "No more is captured than is fulfilled."],
  ] as const
  for (const [kind, of, findingOf, resolution] of parts) {
    for (const part of of) {
      if (!(await isRefused(tools, kind, part))) await raise(tools, part, findingOf(order, part))
    }
    await settle(tools, order, kind, of, resolution)
  }
}

/** Said with its reason already. */
function isRefused({ ledger }: Tools, kind: string, { id, levelMinor }: Part): Promise<boolean> {
  return ledger.inTransaction(async (knex) => {
    const open: unknown = await knex("sagepay_finding")
      .where({ kind, subject_id: id, status: "open" })
      .whereRaw("facts ->> 'refused_level_minor' = ?", [String(levelMinor)])
      .first("id")
    return open !== undefined
  })
}

/** Taken off the list by a person it is raised again only for another amount or level. */
async function raise(
  { ledger }: Tools,
  { amountMinor, levelMinor }: Part,
  finding: NewFinding
): Promise<void> {
  const decisive = { amount_minor: amountMinor, level_minor: levelMinor }
  await ledger.inTransaction((knex) => raiseUnlessSeen(knex, finding, decisive))
}

async function settle(
  { ledger }: Tools,
  { payments }: FulfilledOrder,
  kind: string,
  standing: readonly Part[],
  resolution: string
): Promise<void> {
  const gone = payments.filter(({ id }) => !standing.some((part) => part.id === id))
  await ledger.inTransaction(async (knex) => {
    for (const { id } of gone) await resolveFinding(knex, kind, id, resolution, SETTLED_BY)
  })
}

function about(order: FulfilledOrder, part: Part, facts: Record<string, unknown> = {}) {
  const root = order.payments.find(({ id }) => id === part.id)?.root
  return {
    subject_id: part.id,
    order_id: order.id,
    facts: {
      ...facts,
      vendor_tx_code: root?.vendor_tx_code,
      payment_id: root?.owner_payment_id,
      transaction_id: part.id,
    },
  }
}

const moneyOf = ({ currency }: FulfilledOrder, { amountMinor }: Part) =>
  showMoney({ minor: amountMinor, currency })

type FindingOf = (order: FulfilledOrder, part: Part) => NewFinding
type Refusal = (order: FulfilledOrder, part: Part, reason: string) => NewFinding

const notCaptured: Refusal = (order, part, reason) => ({
  ...about(order, part, { refused_level_minor: part.levelMinor }),
  kind: FAILED,
  message:
    `${moneyOf(order, part)} is due for what is fulfilled of this order, and could not be captured: ${reason} It is not ` +
    `tried again by itself until more is fulfilled. Try again, or have it paid in another way.`,
})

const notGivenBack: Refusal = (order, part, reason) => ({
  ...about(order, part, { refused_level_minor: part.levelMinor }),
  kind: TOO_MUCH,
  message:
    `${moneyOf(order, part)} was captured for a fulfilment that is cancelled, and could not be given back: ${reason} It ` +
    `is not tried again by itself.`,
})

const noRoom: FindingOf = (order, part) => ({
  ...about(order, part),
  kind: FAILED,
  message:
    `${moneyOf(order, part)} is due for what is fulfilled of this order, and was not captured: with what was captured and ` +
    `given back before, Medusa's payment or the gateway's 115 % has no room for it. No money moved. Charge it with a ` +
    `REPEAT, or have it paid in another way.`,
})

const notHeld: FindingOf = (order, part) => ({
  ...about(order, part),
  kind: NOT_HELD,
  message:
    `${moneyOf(order, part)} is due for what was fulfilled after the first part of this order, and is not held any more: ` +
    `a DEFERRED payment is released only once. Nothing was taken for it. Charge it with a REPEAT, or have it paid in ` +
    `another way.`,
})

const waiting: FindingOf = (order, part) => ({
  ...about(order, part),
  kind: WAITS,
  message:
    `${moneyOf(order, part)} is due for what is fulfilled of this order so far. It is captured with the last fulfilment, ` +
    `for the payment is released only once and the option deferred_split says so.`,
})

const tooMuch: FindingOf = (order, part) => ({
  ...about(order, part),
  kind: TOO_MUCH,
  message:
    `${moneyOf(order, part)} was captured for a fulfilment that is cancelled. It is still taken: give it back, or fulfil ` +
    `it after all.`,
})
