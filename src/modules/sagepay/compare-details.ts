/** Compares the gateway's report of one transaction after the other with its row, and acts upon the difference. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { TransactionDetail } from "../../gateway"
import { claim, dueIds } from "./compare-due"
import {
  moneyOf,
  raiseDifference,
  raiseMissing,
  raiseRefundVoided,
  raiseUnsettled,
  reported,
} from "./compare-findings"
import { noteHoldShown, settledAsNotDone, unknownAmount } from "./compare-released"
import { judge, saying, type Verdict } from "./compare-verdict"
import {
  ask,
  assertMayAsk,
  isQuiet,
  note,
  QUIET_MS,
  snapshotOf,
  underLock,
  type Run,
  type Told,
} from "./compare-run"
import { CONSOLE, writeConsoleAct } from "./console"
import { tellLetGo } from "./events"
import { record } from "./recording"
import { raise, resolveFinding } from "./findings"
import type { Family, OperationRow, TransactionRow } from "./rows"
import { find, update } from "./store"

export async function compareDetails(run: Run): Promise<void> {
  // Each is asked about by one process: whoever marks it as compared.
  for (const id of await dueIds(run)) {
    assertMayAsk(run)
    const row = await claim(run, id)
    if (row) await compareRow(run, row)
  }
}

export async function compareRow(run: Run, row: TransactionRow): Promise<void> {
  const vpsTxId = row.vps_tx_id
  if (vpsTxId === null) return
  const before = await snapshotOf(run.context, row.root_id)
  if (before.open) return
  const detail = await ask(run, (reporting) => reporting.transactionDetail({ vpsTxId }))
  const ours = await underLock(run, before, (knex, family) => {
    const current = family.transactions.find(({ id }) => id === row.id)
    if (!current) return Promise.resolve(undefined)
    return detail ? compareWith(run, knex, family, current, detail) : missing(run, knex, current)
  })
  // What somebody settled as not done, and was done after all: written as a late reply would be.
  if (ours && detail) {
    await record(run.context, ours, {
      status: "done",
      ids: { vpsTxId: null, securityKey: null, txAuthNo: null },
      words: { reply_status: null, reply_detail: saying(detail) },
    })
    run.moved.add(row.root_id)
  }
}

/** Not found counts the second time, a quiet period after the first. */
async function missing(run: Run, knex: Knex, row: TransactionRow): Promise<undefined> {
  const now = run.context.now()
  if (row.missing_at === null) {
    await note(knex, row.id, { missing_at: now })
    return
  }
  if (now.getTime() < row.missing_at.getTime() + QUIET_MS) return
  await raiseMissing(knex, row)
}

/** Returns an operation of ours that was settled as not done, when this is it. */
async function compareWith(
  run: Run,
  knex: Knex,
  family: Family,
  row: TransactionRow,
  detail: TransactionDetail
): Promise<OperationRow | undefined> {
  const verdict = judge(row, detail)
  await note(knex, row.id, { gateway_state: detail.stateId, missing_at: null })
  const found = "The gateway's report has it."
  await resolveFinding(knex, "missing_at_gateway", row.id, found, "sagepay")
  if (run.told) return compareTold(run, run.told, knex, { family, row, detail, verdict })
  if (verdict.is === "console") {
    const unknown = await unknownAmount(knex, row, verdict)
    if (unknown !== undefined) {
      await raiseDifference(knex, row, unknown, reported(detail))
      return undefined
    }
    const ours = await settledAsNotDone(knex, row, verdict)
    if (ours) return ours
  }
  await ACTS[verdict.is](run, knex, { family, row, detail, verdict })
  return undefined
}

/** The report must say that it was released; where it tells how much, a person can only agree with it. */
async function compareTold(
  run: Run,
  { amountMinor, by, note: said }: Told,
  knex: Knex,
  act: Act
): Promise<OperationRow | undefined> {
  const { row, verdict } = act
  if (verdict.is !== "console" || verdict.verb !== "RELEASE") return undefined
  const isOpen = (await unknownAmount(knex, row, verdict)) !== undefined
  const isBelievable = isOpen
    ? amountMinor <= verdict.amountMinor
    : amountMinor === verdict.amountMinor
  if (!isBelievable) return undefined
  await resolveFinding(knex, "differs_at_gateway", row.id, said, by)
  const released = { ...verdict, amountMinor }
  const ours = await settledAsNotDone(knex, row, released)
  if (ours) return ours
  await adopt(run, knex, { ...act, verdict: released })
  return undefined
}

type Act = { family: Family; row: TransactionRow; detail: TransactionDetail; verdict: Verdict }

const ACTS: Record<Verdict["is"], (run: Run, knex: Knex, act: Act) => Promise<void>> = {
  waiting: () => Promise.resolve(),
  same: async (run, knex, { row, detail }) => {
    await noteHoldShown(knex, row, detail)
    const agree = "The gateway's report and the ledger agree."
    await resolveFinding(knex, "differs_at_gateway", row.id, agree, "sagepay")
    await resolveFinding(knex, "settlement_failed", row.id, "The bank has it now.", "sagepay")
    const isMoney = row.state === "taken" || row.state === "credited"
    if (detail.batchId && isMoney) {
      await note(knex, row.id, { batch_id: detail.batchId, settled_at: run.context.now() })
    }
  },
  console: adopt,
  ended: async (run, knex, { family, row, detail, verdict }) => {
    if (verdict.is !== "ended") return
    await update(knex, "transaction", row.id, { state: verdict.state })
    await raiseHoldGone(run, knex, family, row, detail)
  },
  gone: notThereAfterAll,
  unsettled: (_, knex, { row, detail }) => raiseUnsettled(knex, row, detail),
  differs: async (run, knex, { family, row, detail, verdict }) => {
    if (verdict.is !== "differs" || !isQuiet(run, family)) return
    await raiseDifference(knex, row, verdict.why, reported(detail))
  },
}

async function adopt(run: Run, knex: Knex, { family, row, detail, verdict }: Act): Promise<void> {
  if (verdict.is !== "console") return
  const { verb } = verdict
  const isTaking = row.state === "taken"
  // Voided although part of it was refunded: Medusa can count only what was left as given back.
  const amountMinor =
    verb === "VOID" && isTaking ? row.taken_minor - row.refunded_minor : verdict.amountMinor
  const shop = await run.readShop(knex, family.root)
  const act = { verb, target: row, amountMinor, detail, family, shop }
  const intent = await writeConsoleAct(knex, run.context, act)
  if (!intent) {
    // Adopted before, and not in that state any more: its row was changed by something else since.
    await raiseDifference(knex, row, `the gateway says: ${saying(detail)}`, reported(detail))
    return
  }
  run.moved.add(row.root_id)
  if (verb === "VOID" && row.state === "credited") {
    await raiseRefundVoided(knex, row)
  } else if (row.state !== "taken" && intent.kind === "cancel") {
    await raiseHoldGone(run, knex, family, row, detail)
  }
}

async function raiseHoldGone(
  { readShop }: Run,
  knex: Knex,
  { root }: Family,
  row: TransactionRow,
  detail: TransactionDetail
): Promise<void> {
  const shop = await readShop(knex, root)
  if (!shop.order || shop.order.canceled || shop.capturedMinor >= root.amount_minor) return
  await raise(knex, {
    kind: "hold_gone",
    subject_id: row.id,
    order_id: shop.order.id,
    message:
      `The hold of ${moneyOf(row)} for ${row.vendor_tx_code} has ended at the gateway (${saying(detail)}), and its order ` +
      `still lives. Nothing more can be captured from it. Take the money by another payment, or cancel the order.`,
    facts: { vendor_tx_code: row.vendor_tx_code, state: detail.stateId, by: CONSOLE },
  })
}

/** Our OK to the notification never arrived, so the gateway let the payment go, while the order was placed. */
async function notThereAfterAll(run: Run, knex: Knex, { family, row, detail }: Act): Promise<void> {
  const acted = await find(knex, "operation", { root_id: row.id, status: "done" })
  if (acted) {
    if (isQuiet(run, family)) {
      await raiseDifference(knex, row, `the gateway says: ${saying(detail)}`, reported(detail))
    }
    return
  }
  const shop = await run.readShop(knex, family.root)
  await update(knex, "transaction", row.id, {
    state: "failed",
    taken_minor: 0,
    taken_at: null,
    ...(row.answer_status === null
      ? { answer_status: "INVALID" as const, answer_detail: "The gateway gave up waiting." }
      : {}),
  })
  await tellLetGo(knex, row)
  const ended = "The gateway let the payment go."
  await resolveFinding(knex, "unanswered", row.id, ended, "sagepay")
  if (!shop.order || shop.order.canceled) return
  await raise(knex, {
    kind: "order_without_payment",
    subject_id: row.id,
    order_id: shop.order.id,
    message:
      `Medusa counts ${moneyOf(row)} for this order, but the gateway let the payment ${row.vendor_tx_code} go ` +
      `(${saying(detail)}): the shop's answer did not reach it. No money was taken. Cancel the order, or take the money by ` +
      `another payment.`,
    facts: {
      vendor_tx_code: row.vendor_tx_code,
      state: detail.stateId,
      // Of a hold Medusa counts nothing that could be taken back.
      ...(shop.capturedMinor > shop.refundedMinor && { payment_id: shop.paymentId }),
    },
  })
}
