/** What was made in the gateway's console from a transaction of ours, as the gateway's list shows it. */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { TransactionDetail, TransactionLine } from "../../gateway"
import { stateOfTxStateId } from "../../protocol"
import { showMoney } from "../../protocol/money"
import { compareRow } from "./compare-details"
import { raiseDifference, raisePaidBackTwice, reported } from "./compare-findings"
import { see, snapshotOf, underLock, type Run } from "./compare-run"
import { livingState } from "./compare-verdict"
import { idsColumns, writeConsoleAct } from "./console"
import { effectOf } from "./effects"
import { raise, resolveFinding } from "./findings"
import { isInDoubt, type TransactionRow } from "./rows"
import { find, insert } from "./store"

/** Younger lines are seen again by the next runs: see OVERLAP_MS in compare.ts. */
const WRITTEN_DOWN_AFTER_MS = 3_600_000

/** Verbs that make a transaction from another one. */
const MAKING = ["REFUND", "AUTHORISE", "REPEAT", "REPEATDEFERRED"] as const
type MakingVerb = (typeof MAKING)[number]

export function isMaking(kind: string | undefined): kind is MakingVerb {
  return MAKING.some((verb) => verb === kind)
}

export async function parentOf(
  { context }: Run,
  { related }: TransactionDetail
): Promise<TransactionRow | undefined> {
  const { vpsTxId, vendorTxCode } = related ?? {}
  return context.transaction(async (knex) =>
    vpsTxId !== undefined
      ? find(knex, "transaction", { vps_tx_id: vpsTxId })
      : vendorTxCode !== undefined
        ? find(knex, "transaction", { vendor_tx_code: vendorTxCode })
        : undefined
  )
}

/** The payment in whose family our own message in doubt may be making the parent: known only once that is decided. */
export async function parentInDoubt(
  { context }: Run,
  { related }: TransactionDetail
): Promise<TransactionRow | undefined> {
  const code = related?.vendorTxCode
  if (code === undefined) return undefined
  return context.transaction(async (knex) => {
    const making = await find(knex, "operation", { vendor_tx_code: code })
    if (!making || !isInDoubt(making.status)) return undefined
    return find(knex, "transaction", { id: making.transaction_id })
  })
}

/** Made in the console from a transaction of ours. */
export async function adoptLine(
  run: Run,
  line: TransactionLine,
  detail: TransactionDetail,
  parent: TransactionRow
): Promise<"done" | "waits"> {
  const isVoided = stateOfTxStateId(detail.stateId, line.kind) === "voided"
  if (!isVoided && livingState(line.kind, detail) === undefined) {
    see(run, line)
    return "done"
  }
  const verb = line.kind
  // Its parent may have been released a moment before, which only the parent's own detail tells.
  if (parent.state === "deferred") await compareRow(run, parent)
  const before = await snapshotOf(run.context, parent.root_id)
  if (before.open) return waits(run, line, parent)
  const adopted = await underLock(run, before, async (knex, family) => {
    const target = family.transactions.find(({ id }) => id === parent.id)
    const known = await find(knex, "transaction", { vps_tx_id: detail.vpsTxId })
    if (!target || known) return true
    if (!isMaking(verb) || !isPossible(verb, target, detail)) {
      const made = `${line.transactionType} of ${showMoney({ minor: detail.amountMinor, currency: detail.currency })}`
      await raiseDifference(
        knex,
        target,
        `the gateway has a ${made} made from it (${detail.vendorTxCode}), which the ledger cannot place`,
        { made: detail.vpsTxId, ...reported(detail) },
        detail.vpsTxId
      )
      return true
    }
    if (verb === "REFUND" && isVoided) {
      // Made and taken back between two looks: known from now on, and nothing moved.
      await insert(knex, "transaction", undoneRow(run, target, detail))
      return true
    }
    const shop = await run.readShop(knex, family.root)
    const { amountMinor } = detail
    const act = { verb, target, amountMinor, detail, family, shop }
    const intent = await writeConsoleAct(knex, run.context, act)
    if (intent?.kind === "repeat") await raiseChargedAnew(knex, target, detail)
    if (verb === "REFUND" && target.state === "voided") {
      await raisePaidBackTwice(knex, target, target.refunded_minor + amountMinor)
    }
    run.moved.add(target.root_id)
    return true
  })
  if (!adopted) return waits(run, line, parent)
  const said = "The earlier request is decided; it is in the books now."
  await run.context.transaction((knex) =>
    resolveFinding(knex, "waiting_at_gateway", line.vpsTxId, said, "sagepay")
  )
  return "done"
}

function isPossible(verb: MakingVerb, target: TransactionRow, detail: TransactionDetail): boolean {
  if (verb === "REPEAT" || verb === "REPEATDEFERRED") return true
  if (detail.currency !== target.currency) return false
  if (verb === "AUTHORISE") return target.kind === "AUTHENTICATE"
  // Also of what was voided: the gateway's console allows it, and pays back twice.
  const isTaking = target.state === "taken" || target.state === "voided"
  return isTaking && detail.amountMinor <= takenOf(target) - target.refunded_minor
}

/** A hold is not voided: it was released first, unseen, by how much nobody can say any more. */
function takenOf({ state, taken_minor, amount_minor }: TransactionRow): number {
  return state === "voided" && taken_minor === 0 ? amount_minor : taken_minor
}

/** Medusa has no place for it by itself: whether it pays for an order only a person can say. */
async function raiseChargedAnew(
  knex: Knex,
  target: TransactionRow,
  detail: TransactionDetail
): Promise<void> {
  const money = showMoney({ minor: detail.amountMinor, currency: detail.currency })
  const made = await find(knex, "transaction", { vps_tx_id: detail.vpsTxId })
  await raise(knex, {
    kind: "charged_in_console",
    subject_id: made?.id ?? detail.vpsTxId,
    order_id: target.order_id,
    message:
      `${money} was charged again to the card of ${target.vendor_tx_code}, in the gateway's console (${detail.vendorTxCode}). ` +
      `The ledger has it as a payment of its own; no order of Medusa's counts it. If it pays for an order, note it there; ` +
      `if it was a mistake, give it back with the buttons of that payment.`,
    facts: { vps_tx_id: detail.vpsTxId, vendor_tx_code: detail.vendorTxCode },
  })
}

function undoneRow(
  { context }: Run,
  target: TransactionRow,
  detail: TransactionDetail
): Partial<TransactionRow> {
  const { makes } = effectOf("REFUND")
  return {
    account: target.account,
    protocol: target.protocol,
    vendor_tx_code: detail.vendorTxCode,
    currency: target.currency,
    amount_minor: detail.amountMinor,
    root_id: target.root_id,
    related_id: target.id,
    cart_id: target.cart_id,
    order_id: target.order_id,
    ...idsColumns(context, detail),
    ...(typeof makes === "function" ? makes(detail.amountMinor, context.now()) : {}),
    state: "voided",
    gateway_state: detail.stateId,
  }
}

/** Something on the payment is undecided. The next runs see the line again; before it grows too old, it is written down. */
export async function waits(
  run: Run,
  line: TransactionLine,
  parent: TransactionRow
): Promise<"waits"> {
  const age = run.context.now().getTime() - (line.startedAt?.getTime() ?? 0)
  if (age < WRITTEN_DOWN_AFTER_MS) return "waits"
  await run.context.transaction((knex) =>
    raise(knex, {
      kind: "waiting_at_gateway",
      subject_id: line.vpsTxId,
      order_id: parent.order_id,
      message:
        `The gateway has a ${line.transactionType} of ${showMoney({ minor: line.amountMinor, currency: line.currency })} of ` +
        `${parent.vendor_tx_code}, made in its console. It is not in the books yet, because an earlier request on that ` +
        `payment is not decided. Decide that one; then this is adopted by itself.`,
      facts: {
        vps_tx_id: line.vpsTxId,
        vendor_tx_code: line.vendorTxCode,
        account: run.account ?? "",
        root_id: parent.root_id,
      },
    })
  )
  return "waits"
}
