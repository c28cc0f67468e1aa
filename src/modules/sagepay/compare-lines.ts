/** The gateway's list of transactions beside the ledger: what is missing here, what differs, what was made elsewhere. */
import type { TransactionLine } from "../../gateway"
import { showMoney } from "../../protocol/money"
import { compareRow } from "./compare-details"
import { isCompared } from "./compare-due"
import { raiseDifference } from "./compare-findings"
import { amountsDiffer, isUnderway, livingState, saying } from "./compare-verdict"
import { ask, isSeen, note, QUIET_MS, see, snapshotOf, underLock, type Run } from "./compare-run"
import { idsColumns, idsOf } from "./console"
import { adoptLine, isMaking, parentInDoubt, parentOf, waits } from "./console-lines"
import type { LedgerContext } from "./context"
import { tell } from "./events"
import { raise } from "./findings"
import { nameOf } from "./installation"
import { record } from "./recording"
import type { OperationRow, TransactionRow } from "./rows"
import { find } from "./store"

/** States that count as ended without money: the only ones that a line can contradict by being there. */
const WITHOUT_MONEY: readonly string[] = ["declined", "rejected", "abandoned", "failed"]

export async function compareLine(run: Run, line: TransactionLine): Promise<"done" | "waits"> {
  const { row, operation } = await lookUp(run, line)
  // Before the row: that of a MANUAL was written ahead, and is decided by its operation alone (docs/adr/0006).
  if (operation && operation.status !== "done") return compareUnmade(run, line, operation)
  if (row) return compareKnown(run, line, row)
  if (operation) return "done"
  return compareUnknown(run, line)
}

async function lookUp({ context }: Run, { vpsTxId, vendorTxCode }: TransactionLine) {
  return context.transaction(async (knex) => ({
    row:
      (await find(knex, "transaction", { vps_tx_id: vpsTxId })) ??
      (await find(knex, "transaction", { vendor_tx_code: vendorTxCode })),
    operation: await find(knex, "operation", { vendor_tx_code: vendorTxCode }),
  }))
}

async function compareKnown(
  run: Run,
  line: TransactionLine,
  row: TransactionRow
): Promise<"done" | "waits"> {
  const why = amountsDiffer(row, line.amountMinor, line.currency)
  if (why !== undefined) {
    // Released in the console, perhaps: the detail tells.
    if (isCompared(row)) await compareRow(run, row)
    else if (isLongAgo(run, row)) {
      const facts = { gateway_minor: line.amountMinor, gateway_currency: line.currency }
      await run.context.transaction((knex) => raiseDifference(knex, row, why, facts))
    }
    return "done"
  }
  // Asked about once: what the gateway ended stays so.
  if (!WITHOUT_MONEY.includes(row.state) || row.gateway_state !== null) return "done"
  if (!isLongAgo(run, row)) return "done"
  const before = await snapshotOf(run.context, row.root_id)
  if (before.open) return "waits"
  const detail = await ask(run, (reporting) =>
    reporting.transactionDetail({ vpsTxId: line.vpsTxId })
  )
  const state = detail && livingState(row.kind, detail)
  await underLock(run, before, async (knex) => {
    if (!detail) return
    await note(knex, row.id, { gateway_state: detail.stateId, compared_at: run.context.now() })
    if (state === undefined) return
    const taken = state === "taken" ? { taken_minor: detail.amountMinor } : {}
    await knex("sagepay_transaction")
      .where({ id: row.id })
      .update({
        ...taken,
        state,
        ...(row.vps_tx_id === null ? idsColumns(run.context, detail) : {}),
        authorised_at: row.authorised_at ?? detail.startedAt ?? run.context.now(),
        taken_at: state === "taken" || state === "credited" ? run.context.now() : null,
        updated_at: knex.fn.now(),
      })
    const { kind: verb, id: transactionId } = row
    await tell(knex, { verb, transactionId, amountMinor: detail.amountMinor, origin: "gateway" })
    await raise(knex, {
      kind: "differs_at_gateway",
      // Not the row's own id: that finding ends when the books agree, and from now on they do.
      subject_id: line.vpsTxId,
      order_id: row.order_id,
      message:
        `The ledger had ${row.vendor_tx_code} as ${row.state}, without any money, but the gateway says: ${saying(detail)}. The ` +
        `ledger now counts ${showMoney({ minor: detail.amountMinor, currency: row.currency })} as ${state}. If no order ` +
        `stands for it, give it back with the buttons of that payment.`,
      facts: {
        transaction_id: row.id,
        vendor_tx_code: row.vendor_tx_code,
        vps_tx_id: line.vpsTxId,
        state: detail.stateId,
      },
    })
  })
  return "done"
}

/** Reports may lag behind what was just done. */
function isLongAgo({ context }: Run, { updated_at }: TransactionRow): boolean {
  return context.now().getTime() >= updated_at.getTime() + QUIET_MS
}

/** The code of a message of ours that is in the books as not having made anything. */
async function compareUnmade(
  run: Run,
  line: TransactionLine,
  operation: OperationRow
): Promise<"done" | "waits"> {
  // In doubt: whoever resolves it will ask about it.
  if (!["refused", "not_sent", "skipped"].includes(operation.status)) return "done"
  if (isSeen(run, line)) return "done"
  const detail = await ask(run, (reporting) =>
    reporting.transactionDetail({ vpsTxId: line.vpsTxId })
  )
  if (detail && isUnderway(detail)) return "done"
  see(run, line)
  if (!detail || livingState(line.kind, detail) === undefined) return "done"
  await record(run.context, operation, {
    status: "done",
    ids: idsOf(run.context, detail),
    words: { reply_status: null, reply_detail: saying(detail) },
  })
  run.moved.add(operation.root_id)
  return "done"
}

/** What waited until an earlier request was decided, and may be too old for the list by now. */
export async function compareWaiting(run: Run): Promise<void> {
  const waiting: unknown = await run.context.transaction((knex) =>
    knex("sagepay_finding as f")
      .where({ "f.kind": "waiting_at_gateway", "f.status": "open" })
      .whereRaw("f.facts ->> 'account' = ?", [run.account ?? ""])
      .whereNotExists(
        knex("sagepay_intent as i")
          .where({ "i.status": "open" })
          .whereRaw("i.root_id = f.facts ->> 'root_id'")
      )
      .orderBy("f.created_at")
      .limit(10)
      .pluck("f.subject_id")
  )
  for (const vpsTxId of waiting as string[]) {
    const detail = await ask(run, (reporting) => reporting.transactionDetail({ vpsTxId }))
    if (detail) await compareLine(run, { ...detail, result: "" })
  }
}

async function compareUnknown(run: Run, line: TransactionLine): Promise<"done" | "waits"> {
  const isRelated = line.kind === undefined || isMaking(line.kind)
  const isOurs = isOwnCode(run.context, line.vendorTxCode)
  if ((!isRelated && !isOurs) || isSeen(run, line)) return "done"
  const detail = await ask(run, (reporting) =>
    reporting.transactionDetail({ vpsTxId: line.vpsTxId })
  )
  if (detail && isUnderway(detail)) return "done"
  const parent = detail && (await parentOf(run, detail))
  if (detail && parent) return adoptLine(run, line, detail, parent)
  const inDoubt = detail && (await parentInDoubt(run, detail))
  if (inDoubt) return waits(run, line, inDoubt)
  see(run, line)
  const isMoney = detail && livingState(line.kind, detail) !== undefined
  if (!isMoney || !isOurs) return "done"
  await run.context.transaction((knex) =>
    raise(knex, {
      kind: "unknown_at_gateway",
      subject_id: line.vpsTxId,
      message:
        `The gateway has a ${line.transactionType} of ${showMoney({ minor: line.amountMinor, currency: line.currency })} under ` +
        `${line.vendorTxCode}, a code like this shop's, and the ledger has never seen it: its database was restored from a ` +
        `copy, or another shop uses the same vendor_tx_code_prefix. If it is this shop's, adopt it; else give each shop a ` +
        `prefix of its own.`,
      facts: {
        vps_tx_id: line.vpsTxId,
        vendor_tx_code: line.vendorTxCode,
        account: nameOf(run.account),
        state: detail.stateId,
      },
    })
  )
  return "done"
}

function isOwnCode({ options }: LedgerContext, code: string): boolean {
  const prefix = options.vendor_tx_code_prefix
  const random =
    prefix === "" ? code : code.startsWith(`${prefix}-`) && code.slice(prefix.length + 1)
  return random !== false && /^[0-9a-f]{32}$/.test(random)
}
