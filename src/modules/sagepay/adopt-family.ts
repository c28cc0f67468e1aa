/** The ledger's rows for a payment that it has never seen, made of the gateway's reports. Pure but for the sealing. */
import type { TransactionDetail } from "../../gateway"
import { stateOfTxStateId } from "../../protocol"
import { authoriseCeiling, type TransactionKind, type TransactionState } from "../../protocol/life"
import { isUnderway, livingState } from "./compare-verdict"
import { idsOf } from "./console"
import type { LedgerContext } from "./context"
import { LedgerError } from "./errors"
import { accountOf } from "./options"
import type { TransactionRow } from "./rows"
import { newId } from "./store"

export type Details = {
  readonly root: TransactionDetail
  /** Its AUTHORISEs, and the REFUNDs of all of them. */
  readonly made: readonly TransactionDetail[]
}

export type Adoption = { readonly account: string | null; readonly actor: string }
export type NewRow = Partial<TransactionRow> & Pick<TransactionRow, "id" | "vendor_tx_code">

const USABLE: readonly TransactionState[] = ["deferred", "authenticated", "taken", "credited"]

/** The root first. Throws when nothing could be done with any of it. */
export function familyRows(
  context: LedgerContext,
  { root, made }: Details,
  adoption: Adoption
): NewRow[] {
  const id = newId("transaction")
  const first = rowOf(context, root, adoption, { id, root_id: id, related_id: null })
  const rows = new Map([[root.vpsTxId, first]])
  // AUTHORISEs before the REFUNDs of them.
  for (const detail of [...made].sort((a, b) => rankOf(a) - rankOf(b))) {
    const parent = rows.get(detail.related?.vpsTxId ?? "")
    if (!parent) continue
    const ids = { id: newId("transaction"), root_id: id, related_id: parent.id }
    const row = rowOf(context, detail, adoption, ids)
    rows.set(detail.vpsTxId, row)
    count(parent, row)
  }
  const all = [...rows.values()]
  if (!all.some(({ state }) => state !== undefined && USABLE.includes(state))) {
    throw new LedgerError(
      "not_allowed",
      `Nothing was adopted: the gateway says of ${root.vendorTxCode}: ${root.status} (state ${root.stateId}). Nothing is held ` +
        `or taken there, so there is nothing that could be done with it.`,
      { vendorTxCode: root.vendorTxCode }
    )
  }
  return all
}

function rankOf({ kind }: TransactionDetail): number {
  return kind === "AUTHORISE" ? 0 : 1
}

/** What its AUTHORISEs and REFUNDs use up, so that the limits are right. */
function count(parent: NewRow, row: NewRow): void {
  const amount = row.amount_minor ?? 0
  if (row.kind === "AUTHORISE") {
    // Also one that was voided: the gateway gives nothing of it back [inferred].
    parent.authorised_minor = (parent.authorised_minor ?? 0) + amount
    const spent = parent.authorised_minor >= authoriseCeiling(parent.amount_minor ?? 0)
    if (spent && parent.state === "authenticated") parent.state = "spent"
  } else if (row.state === "credited") {
    parent.refunded_minor = (parent.refunded_minor ?? 0) + amount
  }
}

function rowOf(
  context: LedgerContext,
  detail: TransactionDetail,
  { account, actor }: Adoption,
  ids: Pick<TransactionRow, "id" | "root_id" | "related_id">
): NewRow {
  const kind = kindOf(detail)
  const state = stateOf(detail, kind)
  const now = context.now()
  const made = idsOf(context, detail)
  if (made.securityKey === null) {
    throw new LedgerError(
      "not_allowed",
      `Nothing was adopted: the gateway's report of ${detail.vendorTxCode} has no SecurityKey, without which it takes no ` +
        `instructions. Does the reporting user have the right to see it? Else use the gateway's own console.`,
      { vendorTxCode: detail.vendorTxCode }
    )
  }
  const began = detail.completedAt ?? detail.startedAt ?? now
  const isMoney = state === "taken" || state === "credited" || state === "voided"
  // When it was released the report does not say; without a batch it was not long ago [inferred].
  const takenAt = detail.released && !detail.batchId ? now : began
  return {
    ...ids,
    account,
    kind,
    state,
    protocol: accountOf(context.options, account).protocol,
    vendor_tx_code: detail.vendorTxCode,
    vps_tx_id: made.vpsTxId,
    security_key: made.securityKey,
    tx_auth_no: made.txAuthNo,
    currency: detail.currency,
    amount_minor: detail.amountMinor,
    taken_minor: state === "taken" ? detail.amountMinor : 0,
    authorised_minor: 0,
    refunded_minor: 0,
    results: made.results ?? null,
    authorised_at: began,
    taken_at: isMoney ? takenAt : null,
    adopted_by: actor,
    compared_at: now,
    gateway_state: detail.stateId,
    batch_id: detail.batchId ?? null,
    settled_at: detail.batchId ? now : null,
  }
}

function kindOf(detail: TransactionDetail): TransactionKind {
  if (detail.kind) return detail.kind
  throw new LedgerError(
    "not_allowed",
    `Nothing was adopted: ${detail.vendorTxCode} is a ${detail.transactionType}, which the ledger does not know.`,
    { vendorTxCode: detail.vendorTxCode }
  )
}

function stateOf(detail: TransactionDetail, kind: TransactionKind): TransactionState {
  if (!isUnderway(detail)) {
    return livingState(kind, detail) ?? stateOfTxStateId(detail.stateId, kind) ?? "failed"
  }
  throw new LedgerError(
    "not_allowed",
    `Nothing was adopted: ${detail.vendorTxCode} is still on its way (${detail.status}). Try again when it has ended.`,
    { vendorTxCode: detail.vendorTxCode }
  )
}
