/** What staff see of the ledger. Never a SecurityKey, sealed or not. */
import { issuerHoldUntil } from "../../../modules/sagepay/hold-watch"
import { nameOf, shownPlace, type Installation } from "../../../modules/sagepay/installation"
import { accountOf, type SagepayOptions } from "../../../modules/sagepay/options"
import type { IntentRow, OperationRow, TransactionRow } from "../../../modules/sagepay/rows"
import { lapsesAt } from "../../../protocol/life"
import type { ListedRow } from "../../../shop/transaction-list"

export function transactionView(row: TransactionRow) {
  return {
    id: row.id,
    account: row.account,
    kind: row.kind,
    state: row.state,
    vendor_tx_code: row.vendor_tx_code,
    vps_tx_id: row.vps_tx_id,
    tx_auth_no: row.tx_auth_no,
    currency_code: row.currency.toLowerCase(),
    amount_minor: row.amount_minor,
    taken_minor: row.taken_minor,
    authorised_minor: row.authorised_minor,
    refunded_minor: row.refunded_minor,
    root_id: row.root_id,
    related_id: row.related_id,
    order_id: row.order_id,
    payment_id: row.payment_id,
    results: row.results,
    authorised_at: row.authorised_at,
    taken_at: row.taken_at,
    lapses_at: lapsesAt({ state: row.state, authorisedAt: row.authorised_at }) ?? null,
    /** Of a DEFERRED that is held: the card's issuer may let the money go from then on [inferred]. */
    issuer_hold_until: issuerHoldUntil(row),
    settled_at: row.settled_at,
    compared_at: row.compared_at,
    gateway_state: row.gateway_state,
    adopted_by: row.adopted_by,
    /** Of a REPEAT or AUTHORISE: as what it was made from. Null where nobody can say. */
    registered_for_repeats: row.registered_for_repeats,
    created_at: row.created_at,
  }
}

/** What the shopper agreed to, of the payment that they made. */
export function consentView({ repeat_consent, repeat_consented_at }: TransactionRow) {
  return repeat_consent === null ? null : { text: repeat_consent, given_at: repeat_consented_at }
}

/** As in a list, with the number that people call its order by. */
export function listedView(row: ListedRow) {
  return { ...transactionView(row), display_id: row.display_id }
}

export function operationView(row: OperationRow) {
  return {
    id: row.id,
    verb: row.verb,
    status: row.status,
    vendor_tx_code: row.vendor_tx_code,
    amount_minor: row.amount_minor,
    sent_at: row.sent_at,
    reply_status: row.reply_status,
    reply_detail: row.reply_detail,
    asks: row.asks,
    ask_after: row.ask_after,
    evidence: row.evidence,
  }
}

export function intentView(row: IntentRow, operations: readonly OperationRow[]) {
  return {
    id: row.id,
    root_id: row.root_id,
    kind: row.kind,
    source: row.source,
    source_id: row.source_id,
    status: row.status,
    currency_code: row.currency.toLowerCase(),
    amount_minor: row.amount_minor,
    moved_minor: row.moved_minor,
    claimed_by: row.claimed_by,
    actor: row.actor,
    reason: row.reason,
    decided_by: row.decided_by,
    decided_note: row.decided_note,
    decided_at: row.decided_at,
    created_at: row.created_at,
    operations: operations.map(operationView),
  }
}

/** Never a password, a key, or the login that was refused. */
export function installationView(
  { account, known, present, matches, row }: Installation,
  options: SagepayOptions
) {
  return {
    account: nameOf(account),
    known: shownPlace(known),
    present: shownPlace(present),
    matches,
    confirmed_by: row.confirmed_by,
    confirmed_at: row.confirmed_at,
    reporting_configured: accountOf(options, account).reporting !== undefined,
    reporting_refused_at: row.reporting_refused_at,
    created_at: row.created_at,
  }
}
