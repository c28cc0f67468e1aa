/** What the comparison tells people of, once for each: what a person has seen to is not raised again as it is. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { TransactionDetail } from "../../gateway"
import { showMoney } from "../../protocol/money"
import { raise, raiseUnlessSeen } from "./findings"
import type { TransactionRow } from "./rows"

export function moneyOf(row: TransactionRow): string {
  return showMoney({ minor: row.taken_minor || row.amount_minor, currency: row.currency })
}

/** What the gateway has: the facts of a difference. */
export function reported({ stateId, status, amountMinor, currency }: TransactionDetail) {
  return { state: stateId, words: status, gateway_minor: amountMinor, gateway_currency: currency }
}

/** Facts that decide whether a difference is still the one that a person has seen: all but words. */
export async function raiseDifference(
  knex: Knex,
  row: TransactionRow,
  why: string,
  { words, ...decisive }: Record<string, unknown> = {},
  subjectId = row.id
): Promise<void> {
  const finding = {
    kind: "differs_at_gateway",
    subject_id: subjectId,
    order_id: row.order_id,
    message:
      `The ledger has ${row.vendor_tx_code} as ${row.state}, and ${why}. Nothing was changed. Compare it with the ` +
      `gateway's console before anything is shipped, captured or refunded.`,
    facts: {
      transaction_id: row.id,
      vendor_tx_code: row.vendor_tx_code,
      vps_tx_id: row.vps_tx_id,
      ...(words === undefined ? {} : { words }),
    },
  }
  await raiseUnlessSeen(knex, finding, { ...decisive, ...bookedOf(row) })
}

function bookedOf({ state, amount_minor, taken_minor, refunded_minor }: TransactionRow) {
  return { ledger_state: state, amount_minor, taken_minor, refunded_minor }
}

export async function raiseMissing(knex: Knex, row: TransactionRow): Promise<void> {
  const finding = {
    kind: "missing_at_gateway",
    subject_id: row.id,
    order_id: row.order_id,
    message:
      `The ledger has ${moneyOf(row)} as ${row.state} under ${row.vendor_tx_code}, and the gateway says that it knows no such ` +
      `transaction. Do not ship for it. Look it up in the gateway's console: is this the right account?`,
    facts: { vendor_tx_code: row.vendor_tx_code, vps_tx_id: row.vps_tx_id },
  }
  await raiseUnlessSeen(knex, finding, bookedOf(row))
}

export async function raiseUnsettled(
  knex: Knex,
  row: TransactionRow,
  detail: TransactionDetail
): Promise<void> {
  const refund = row.state === "credited"
  const finding = {
    kind: "settlement_failed",
    subject_id: row.id,
    order_id: row.order_id,
    message: refund
      ? `The refund of ${moneyOf(row)} (${row.vendor_tx_code}) failed at the bank: the shopper does not get it, while the ` +
        `store and the ledger count it as paid back. Pay it back in another way, then take this off the list.`
      : `${moneyOf(row)} of ${row.vendor_tx_code} could not be settled: the bank does not pay it, while the store and the ` +
        `ledger count it as taken. The books were left as they are. Ask the bank; if it stays so, get the money in ` +
        `another way or cancel the order, and take this off the list.`,
    facts: { vendor_tx_code: row.vendor_tx_code, words: detail.status },
  }
  const { taken_minor, amount_minor } = row
  await raiseUnlessSeen(knex, finding, { state: detail.stateId, taken_minor, amount_minor })
}

/** A VOID gives back the whole, also what was refunded before; Medusa cannot count less than nothing. */
export async function raisePaidBackTwice(
  knex: Knex,
  row: TransactionRow,
  minor: number
): Promise<void> {
  await raise(knex, {
    kind: "paid_back_twice",
    subject_id: row.id,
    order_id: row.order_id,
    message:
      `${showMoney({ minor, currency: row.currency })} of ${row.vendor_tx_code} was refunded, and the whole was voided ` +
      `besides: the shopper has that money twice. The ledger counts it so; Medusa cannot. Ask the ` +
      `gateway's support, or the shopper.`,
    facts: {
      transaction_id: row.id,
      vendor_tx_code: row.vendor_tx_code,
      twice_minor: minor,
    },
  })
}

export async function raiseRefundVoided(knex: Knex, row: TransactionRow): Promise<void> {
  await raise(knex, {
    kind: "refund_voided",
    subject_id: row.id,
    order_id: row.order_id,
    message: row.kind === "DIRECTREFUND" ? directRefundVoided(row) : refundVoided(row),
    facts: {
      // What is refunded again is the taking; a direct refund has none.
      transaction_id: row.related_id ?? row.id,
      vendor_tx_code: row.vendor_tx_code,
      amount_minor: row.amount_minor,
    },
  })
}

function directRefundVoided(row: TransactionRow): string {
  return (
    `The direct refund of ${moneyOf(row)} (${row.vendor_tx_code}) was voided in the gateway's console: the shopper does not ` +
    `get it. The ledger counts it so, and nothing in Medusa counted it. Make another one if the shopper is still owed it.`
  )
}

function refundVoided(row: TransactionRow): string {
  return (
    `The refund of ${moneyOf(row)} (${row.vendor_tx_code}) was voided in the gateway's console: the shopper does not get ` +
    `it. The ledger counts it so; Medusa cannot take a refund back and still counts it. Refund it again, or note ` +
    `that the store's books are too low by that much.`
  )
}
