/** A person asks for one finding what the sweep would do for all, now. The ledger's rules decide as they always do. */
import type { MedusaContainer } from "@medusajs/framework/types"
import {
  attentionList,
  transactionOf,
  type AttentionItem,
} from "../../modules/sagepay/attention-list"
import { LedgerError } from "../../modules/sagepay/errors"
import { resolveById, type FindingRow } from "../../modules/sagepay/findings"
import { assertHome } from "../../modules/sagepay/installation"
import { loadFamily } from "../../modules/sagepay/store"
import { compareOne } from "../compare"
import { renewAgain } from "../holds"
import { fulfilOrder } from "../fulfil"
import { level } from "../level"
import { settleCharge } from "../settle-order"
import { refundCancelledOrders } from "../sweep/cancelled"
import { endHoldsOfCancelledOrders, endHoldsWithoutOwner } from "../sweep/holds"
import { completeRow } from "../sweep/rows"
import { toolsOf, type Tools } from "../tools"
import { resolveSettled } from "./settled"

type Retry = (tools: Tools, finding: FindingRow, by: string) => Promise<void>

export type Retried = {
  /** Still open, as it is now; null when it holds no more. */
  readonly attention: AttentionItem | null
  readonly message: string
}

const RETRIES: Readonly<Record<string, Retry>> = {
  hold_not_ended: endAgain,
  cancelled_order_not_refunded: async (tools, { order_id }) => {
    if (order_id !== null) await refundCancelledOrders(tools, order_id)
  },
  hold_not_renewed: renewAgain,
  row_without_movement: completeAgain,
  unsettled_charge: async (tools, { subject_id }) => {
    await settleCharge(tools, subject_id)
  },
  capture_failed: fulfilAgain,
  fulfilment_cancelled: fulfilAgain,
}

/** What is due for the order's fulfilments now, or is too much: asked for once more (rule 12). */
async function fulfilAgain({ container }: Tools, { id, subject_id, order_id }: FindingRow) {
  if (order_id === null) return
  await fulfilOrder(container, order_id, { rootId: subject_id, findingId: id })
}

/** All other kinds: is it so at the gateway, and does Medusa know of it? */
async function lookAgain({ container, ledger }: Tools, { id }: FindingRow): Promise<void> {
  const subject = await ledger.inTransaction((knex) => transactionOf(knex, id))
  if (!subject) return
  await compareOne(container, subject.id)
  await level(container, subject.root_id, { impatient: true })
}

export async function retryFinding(
  container: MedusaContainer,
  id: string,
  by: string
): Promise<Retried> {
  const tools = toolsOf(container)
  const { ledger } = tools
  const finding = await ledger.inTransaction(async (knex) => {
    const row: unknown = await knex("sagepay_finding").where({ id, status: "open" }).first()
    if (!row) throw new LedgerError("not_found", `There is no open finding ${id}.`)
    const found = row as FindingRow
    const subject = await transactionOf(knex, id)
    await assertHome(knex, ledger.context, subject?.account ?? null)
    return found
  })
  await (RETRIES[finding.kind] ?? lookAgain)(tools, finding, by)
  await resolveSettled(ledger)
  return result(tools, finding)
}

/** What it is now: itself, or the one that was raised in its place. */
async function result({ ledger }: Tools, { kind, subject_id }: FindingRow): Promise<Retried> {
  const attention = await ledger.inTransaction(async (knex) => {
    const open: unknown = await knex("sagepay_finding")
      .where({ kind, subject_id, status: "open" })
      .first("id")
    if (!open) return undefined
    const { id } = open as { id: string }
    return (await attentionList(knex, { id, limit: 1, offset: 0 })).attention[0]
  })
  return attention
    ? { attention, message: `It still needs a person: ${attention.message}` }
    : { attention: null, message: "It is settled, and off the list." }
}

/** While it is on the list it is not asked for again, so it leaves the list first. Refused again, it comes back. */
async function endAgain(tools: Tools, { id, subject_id, order_id }: FindingRow, by: string) {
  const { ledger } = tools
  const isCancelled = await ledger.inTransaction(async (knex) => {
    const order: unknown = await knex("order")
      .where({ id: order_id, status: "canceled" })
      .first("id")
    return order !== undefined
  })
  if (isCancelled && order_id !== null) return endHoldsOfCancelledOrders(tools, order_id)
  await ledger.inTransaction(async (knex) => {
    await loadFamily(knex, subject_id)
    await resolveById(knex, id, "It was asked for again.", by)
    // After its finding: what has changed since is asked for again.
    await knex("sagepay_transaction")
      .where({ id: subject_id })
      .update({ updated_at: knex.raw("clock_timestamp()") })
  })
  await endHoldsWithoutOwner(tools)
}

async function completeAgain(tools: Tools, { id, subject_id, facts }: FindingRow, by: string) {
  const { ledger } = tools
  const table = await ledger.inTransaction(async (knex) => {
    const row: unknown = await knex("capture").where({ id: subject_id }).first("id")
    return row ? "capture" : "refund"
  })
  const code = facts?.vendor_tx_code
  const root =
    typeof code === "string" ? await ledger.transactionBy({ vendor_tx_code: code }) : undefined
  if (!root) return
  if (await completeRow(tools, table, { id: subject_id, root_id: root.id })) {
    await ledger.inTransaction((knex) => resolveById(knex, id, "It was sent after all.", by))
  }
}
