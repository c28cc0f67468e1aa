/**
 * Takes over a payment that the ledger never saw: of another integration, another shop system, a lost database. Its keys
 * come from the gateway's report; afterwards everything can be done with it that can be done with one of ours.
 */
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { TransactionDetail } from "../../gateway"
import { canonicalVpsTxId } from "../../protocol"
import { familyRows, type Details, type NewRow } from "./adopt-family"
import { askable } from "./asking"
import { compareLine } from "./compare-lines"
import { ask, newRun, RunOver, type Run } from "./compare-run"
import { parentOf } from "./console-lines"
import { vendorOf, type LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { resolveFinding } from "./findings"
import { assertHome } from "./installation"
import type { ReadShop } from "./movements"
import type { TransactionRow } from "./rows"
import { find, insert, lock } from "./store"

export type Named = { readonly vpsTxId: string } | { readonly vendorTxCode: string }

export type AdoptRequest = {
  readonly named: Named
  readonly account: string | null
  readonly actor: string
  readonly note: string
  readonly readShop: ReadShop
}

export type Adopted = {
  readonly rootId: string
  /** Made in the console from a payment that the ledger has: Medusa may have to be told of it. */
  readonly moved: readonly string[]
}

const DAY_MS = 86_400_000
const PAGE = 50

export async function adopt(context: LedgerContext, request: AdoptRequest): Promise<Adopted> {
  const { account, readShop } = request
  const named = canonical(request.named)
  if (account && !Object.hasOwn(context.options.accounts, account)) {
    const message = `account: there is no account "${account}" among the options. Nothing was adopted.`
    throw new LedgerError("invalid", message)
  }
  await context.transaction(async (knex) => {
    await assertHome(knex, context, account)
    await assertUnknown(knex, named)
  })
  const reporting = await askable(context, account)
  if (!reporting) throw new LedgerError("not_allowed", cannotAsk(account))
  const run = newRun(context, { account, reporting, readShop, again: true })
  try {
    return await take(run, named, request)
  } catch (error) {
    if (!(error instanceof RunOver)) throw error
    // The login was refused just now.
    if (!(await askable(context, account))) throw new LedgerError("not_allowed", cannotAsk(account))
    const message = `Nothing was adopted, for ${error.message}. Try again later.`
    throw new LedgerError("not_sent", message, {}, { cause: error })
  }
}

async function take(run: Run, named: Named, request: AdoptRequest): Promise<Adopted> {
  const { context, account } = run
  const first = await detailOf(run, named)
  if (!first) {
    throw new LedgerError(
      "not_found",
      `The gateway knows no transaction ${nameOf(named)} of the vendor ${vendorOf(context, account)}. Nothing was adopted.`
    )
  }
  await context.transaction((knex) => assertUnknown(knex, first))
  const { top, known } = await climb(run, first)
  if (known) return fromConsole(run, top, known)
  const details = { root: top, made: await madeFrom(run, top) }
  const rows = familyRows(context, details, request)
  const root = await write(context, rows, details, request)
  context.logger.info(`sagepay: ${request.actor} adopted ${root.vendor_tx_code}: ${request.note}`)
  return { rootId: root.id, moved: [] }
}

/** Up from a REFUND or AUTHORISE to the payment that it belongs to, or to what the ledger has of it. */
async function climb(run: Run, from: TransactionDetail) {
  let top = from
  while (top.kind === "REFUND" || top.kind === "AUTHORISE") {
    const known = await parentOf(run, top)
    if (known) return { top, known }
    const above: Named | undefined = top.related?.vpsTxId
      ? { vpsTxId: top.related.vpsTxId }
      : top.related?.vendorTxCode
        ? { vendorTxCode: top.related.vendorTxCode }
        : undefined
    const next = above && (await detailOf(run, above))
    if (!next) {
      throw new LedgerError(
        "not_allowed",
        `Nothing was adopted: ${top.vendorTxCode} is a ${top.kind}, and the gateway does not say of which payment.`,
        { vendorTxCode: top.vendorTxCode }
      )
    }
    top = next
  }
  // A REPEAT of a payment of ours is one that the comparison would have found.
  return { top, known: isRepeat(top) ? await parentOf(run, top) : undefined }
}

/** Made in the gateway's console from a payment of ours: adopted as the comparison does it. */
async function fromConsole(
  run: Run,
  detail: TransactionDetail,
  parent: TransactionRow
): Promise<Adopted> {
  await compareLine(run, { ...detail, result: "" })
  const made = await run.context.transaction((knex) =>
    find(knex, "transaction", { vps_tx_id: detail.vpsTxId })
  )
  if (made) return { rootId: made.root_id, moved: [...run.moved] }
  throw new LedgerError(
    "not_allowed",
    `Nothing was adopted: ${detail.vendorTxCode} was made from ${parent.vendor_tx_code}, which the ledger has, and it cannot be ` +
      `placed there now (${detail.status}). If an earlier request on that payment is not decided, decide it first.`,
    { vendorTxCode: detail.vendorTxCode, transactionId: parent.id }
  )
}

/** The AUTHORISEs of a payment and the REFUNDs of all of them, so that the limits are right. */
async function madeFrom(run: Run, root: TransactionDetail): Promise<TransactionDetail[]> {
  const made = new Map<string, TransactionDetail>()
  const since = new Date((root.startedAt?.getTime() ?? DAY_MS) - DAY_MS)
  const open = [root]
  for (let parent = open.shift(); parent; parent = open.shift()) {
    const { vpsTxId } = parent
    const lines = await ask(
      run,
      (reporting) => reporting.relatedTransactions(vpsTxId, since),
      (found) => Math.max(1, Math.ceil(found.length / PAGE))
    )
    for (const line of lines ?? []) {
      // A REPEAT is a payment of its own, and is adopted by its own id.
      if (made.has(line.vpsTxId) || (line.kind !== "REFUND" && line.kind !== "AUTHORISE")) continue
      const detail = await detailOf(run, line)
      if (!detail) continue
      made.set(detail.vpsTxId, detail)
      if (detail.kind === "AUTHORISE") open.push(detail)
    }
  }
  return [...made.values()]
}

async function write(
  context: LedgerContext,
  rows: readonly NewRow[],
  { root, made }: Details,
  { account, actor, note }: AdoptRequest
): Promise<TransactionRow> {
  return context.transaction(async (knex) => {
    await lock(knex, vendorOf(context, account))
    for (const detail of [root, ...made]) await assertUnknown(knex, detail)
    const written: TransactionRow[] = []
    for (const row of rows) written.push(await insert(knex, "transaction", row))
    const [first] = written
    if (!first) throw new LedgerError("invalid", "There is nothing to adopt.")
    for (const { vpsTxId } of [root, ...made]) {
      await resolveFinding(knex, "unknown_at_gateway", vpsTxId, `adopted: ${note}`, actor)
    }
    return first
  })
}

async function assertUnknown(knex: Knex, named: Partial<TransactionDetail>): Promise<void> {
  const { vpsTxId, vendorTxCode } = named
  const known =
    (vpsTxId ? await find(knex, "transaction", { vps_tx_id: vpsTxId }) : undefined) ??
    (vendorTxCode ? await find(knex, "transaction", { vendor_tx_code: vendorTxCode }) : undefined)
  if (known) {
    throw new LedgerError(
      "not_allowed",
      `Nothing was adopted: the ledger has ${known.vendor_tx_code} already (${known.id}), as ${known.state}.`,
      { vendorTxCode: known.vendor_tx_code, transactionId: known.id }
    )
  }
  const operation = vendorTxCode
    ? await find(knex, "operation", { vendor_tx_code: vendorTxCode })
    : undefined
  if (operation) {
    throw new LedgerError(
      "not_allowed",
      `Nothing was adopted: ${vendorTxCode} is the code of a ${operation.verb} of this shop's own (${operation.intent_id}). Once it ` +
        `is decided, the ledger has it.`,
      { intentId: operation.intent_id }
    )
  }
}

function detailOf(run: Run, named: Named): Promise<TransactionDetail | undefined> {
  const by = "vpsTxId" in named ? { vpsTxId: named.vpsTxId } : { vendorTxCode: named.vendorTxCode }
  return ask(run, (reporting) => reporting.transactionDetail(by))
}

function canonical(named: Named): Named {
  if (!("vpsTxId" in named)) return named
  const vpsTxId = canonicalVpsTxId(named.vpsTxId)
  if (vpsTxId) return { vpsTxId }
  throw new LedgerError(
    "invalid",
    `vps_tx_id: "${named.vpsTxId}" is not a VPSTxId; it looks like {0F4B1D6E-2C3A-4D5E-8F90-A1B2C3D4E5F6}.`
  )
}

function nameOf(named: Named): string {
  return "vpsTxId" in named ? named.vpsTxId : named.vendorTxCode
}

function isRepeat({ kind }: TransactionDetail): boolean {
  return kind === "REPEAT" || kind === "REPEATDEFERRED"
}

function cannotAsk(account: string | null): string {
  const option = account ? `accounts.${account}.reporting` : "reporting"
  return (
    `Nothing was adopted: the keys of a payment come from the gateway's Reporting & Admin API, which cannot be asked. Set ` +
    `the option ${option}: { user, password } to a user of the gateway's admin site who may use it. If it is set, the ` +
    `gateway has refused that login: see GET /admin/sagepay/attention.`
  )
}
