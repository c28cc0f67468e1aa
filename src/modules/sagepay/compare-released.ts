/** A RELEASE that was found in a report: whether it was one of ours, and whether the report says how much was released. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { TransactionDetail } from "../../gateway"
import { showMoney } from "../../protocol/money"
import type { Verdict } from "./compare-verdict"
import { raise } from "./findings"
import { nameOf } from "./installation"
import type { OperationRow, TransactionRow } from "./rows"
import { find, findAll } from "./store"

type ConsoleVerdict = Extract<Verdict, { is: "console" }>

/** A part was released by us, the gateway said OK, and its report shows the whole hold: remembered for the account. */
export async function noteHoldShown(
  knex: Knex,
  row: TransactionRow,
  { amountMinor }: TransactionDetail
): Promise<void> {
  const isPart = row.state === "taken" && row.taken_minor < row.amount_minor
  if (!isPart || amountMinor !== row.amount_minor) return
  if (!(await releasedByUs(knex, row)) || (await showsHolds(knex, row))) return
  const show = (minor: number) => showMoney({ minor, currency: row.currency })
  await raise(knex, {
    kind: "reports_hold_amount",
    subject_id: nameOf(row.account),
    message:
      `Of ${row.vendor_tx_code}, ${show(row.taken_minor)} was released, and the gateway's report shows ${show(amountMinor)}: its reports ` +
      `show what was held, not what was released. No money is wrong by that. A RELEASE that is made in the gateway's ` +
      `console is from now on not taken over by itself: a person is asked. Check those that were taken over before.`,
    facts: {
      account: nameOf(row.account),
      transaction_id: row.id,
      vendor_tx_code: row.vendor_tx_code,
      taken_minor: row.taken_minor,
      gateway_minor: amountMinor,
    },
  })
}

/** Not what a person or a report said of it, nor what was found in the console: the gateway's own OK. */
async function releasedByUs(knex: Knex, { id, taken_minor }: TransactionRow): Promise<boolean> {
  const found: unknown = await knex("sagepay_operation as op")
    .join("sagepay_intent as i", "i.id", "op.intent_id")
    .where({ "op.transaction_id": id, "op.verb": "RELEASE", "op.status": "done" })
    .where({ "op.reply_status": "OK", "op.amount_minor": taken_minor })
    .whereNull("i.decided_by")
    .first("op.id")
  return found !== undefined
}

/** Also when somebody took it off the list: what was seen once stays so. */
async function showsHolds(knex: Knex, { account }: TransactionRow): Promise<boolean> {
  const found: unknown = await knex("sagepay_finding")
    .where({ kind: "reports_hold_amount", subject_id: nameOf(account) })
    .first("id")
  return found !== undefined
}

/** A sentence's end, when it was released and nobody can tell from the report how much of it. */
export async function unknownAmount(
  knex: Knex,
  row: TransactionRow,
  { verb, amountMinor }: ConsoleVerdict
): Promise<string | undefined> {
  if (verb !== "RELEASE") return undefined
  const shown = showMoney({ minor: amountMinor, currency: row.currency })
  const released = `the gateway says that it was released, with ${shown}`
  if (await showsHolds(knex, row)) {
    return `${released}; but its reports show what was held, so only its console tells how much was released`
  }
  if (amountMinor !== row.amount_minor) return undefined
  const ours = (await notDone(knex, row, verb)).find((leg) => leg.amount_minor < row.amount_minor)
  if (!ours) return undefined
  const part = showMoney({ minor: ours.amount_minor, currency: row.currency })
  return `${released}; or it was our own RELEASE of ${part}, which was settled as not done, and the report shows what was held`
}

/** A request of ours with that effect, which a person or a report had settled as not done. */
export async function settledAsNotDone(
  knex: Knex,
  row: TransactionRow,
  { verb, amountMinor }: ConsoleVerdict
): Promise<OperationRow | undefined> {
  const settled = await notDone(knex, row, verb)
  return settled.find((leg) => verb !== "RELEASE" || leg.amount_minor === amountMinor)
}

/** The latest first. */
async function notDone(
  knex: Knex,
  { id }: TransactionRow,
  verb: ConsoleVerdict["verb"]
): Promise<OperationRow[]> {
  const refused = await findAll(knex, "operation", { transaction_id: id, verb, status: "refused" })
  const settled: OperationRow[] = []
  for (const operation of refused.reverse()) {
    const intent = await find(knex, "intent", { id: operation.intent_id })
    // The decision may have been about the REFUND behind a VOID that never went. That one has moved what was asked for,
    // so whoever voids it now pays back twice, and no row of Medusa's may have moved both.
    const behind = {
      intent_id: operation.intent_id,
      leg: operation.leg + 1,
      fallback: true,
    } as const
    if (await find(knex, "operation", { ...behind, status: "done" })) continue
    if (intent?.decided_by || operation.asks > 0) settled.push(operation)
  }
  return settled
}
