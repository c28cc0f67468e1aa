/** What a report of the gateway's says about one operation of ours. Pure. */
import type { Asked, TransactionDetail } from "../../gateway"
import { maskCards, takesCard, TX_STATES } from "../../protocol"
import { showMoney } from "../../protocol/money"
import type { Words } from "./answer"
import { proofOf } from "./proofs"
import type { IntentRow, OperationRow, TransactionRow } from "./rows"

export type Subject = {
  readonly operation: OperationRow
  readonly target: TransactionRow
  readonly intent: IntentRow
}

export type Look =
  | { readonly is: "happened"; readonly detail: TransactionDetail; readonly words: Words }
  /** It did not happen and cannot any more. */
  | { readonly is: "refused"; readonly words: Words }
  /** As if it had never arrived: counts the second time. */
  | { readonly is: "untouched"; readonly words: Words }
  /** Something that only a person can make sense of. */
  | { readonly is: "odd"; readonly why: string }
  /** Nothing is decided there yet, or its answer does not say. */
  | { readonly is: "nothing"; readonly why: string }
  /** There was no answer. */
  | { readonly is: "silent"; readonly why: string }

export type Question = { readonly vendorTxCode: string } | { readonly vpsTxId: string }

/** Undefined when nothing is known that could be asked for. */
export function questionAbout({ operation, target }: Subject): Question | undefined {
  const proof = proofOf(operation.verb)
  if (proof?.ask === "made") {
    return operation.vendor_tx_code ? { vendorTxCode: operation.vendor_tx_code } : undefined
  }
  return proof && target.vps_tx_id ? { vpsTxId: target.vps_tx_id } : undefined
}

export function judge(subject: Subject, asked: Asked<TransactionDetail>): Look {
  const { operation, target } = subject
  const proof = proofOf(operation.verb)
  if (!proof) return { is: "nothing", why: `Nothing proves ${operation.verb}.` }
  // In the gateway's words; they may quote what it was sent.
  const reasonOf = ({ reason }: { readonly reason: string }) =>
    takesCard(operation.verb) ? maskCards(reason) : reason
  if (asked.kind === "unavailable") return { is: "silent", why: reasonOf(asked) }
  if (asked.kind === "refused") return { is: "nothing", why: reasonOf(asked) }
  if (asked.kind === "not_found") {
    // That the gateway does not know what was acted upon says that the wrong books were looked into.
    return proof.ask === "made"
      ? { is: "untouched", words: said("the gateway knows no transaction with its code") }
      : { is: "odd", why: `The gateway's report does not know ${target.vendor_tx_code} at all.` }
  }
  const detail = asked.value
  const odd = oddityOf(subject, detail)
  if (odd) return { is: "odd", why: odd }
  const { stateId } = detail
  const words = said(meaningOf(detail), TX_STATES[stateId]?.status)
  if (proof.happened.includes(stateId)) {
    const wrong = proof.amount ? amountOddity(subject, detail) : undefined
    return wrong ? { is: "odd", why: wrong } : { is: "happened", detail, words }
  }
  if (proof.refused.includes(stateId)) return { is: "refused", words }
  if (proof.untouched.includes(stateId)) return { is: "untouched", words }
  return { is: "nothing", why: `The gateway's report says ${stateId}: ${meaningOf(detail)}.` }
}

/** Kept as the operation's own words, for every later sentence about it. */
function said(what: string, status?: string): Words {
  return { reply_status: status ?? null, reply_detail: `asked about it, the gateway says: ${what}` }
}

function meaningOf({ stateId, status }: TransactionDetail): string {
  return TX_STATES[stateId]?.meaning ?? (maskCards(status) || `state ${stateId}`)
}

/** Why this report cannot be about our message. */
function oddityOf({ operation, target }: Subject, detail: TransactionDetail): string | undefined {
  const is = `The gateway's report has ${detail.vendorTxCode} as`
  const makes = proofOf(operation.verb)?.ask === "made"
  const code = makes ? operation.vendor_tx_code : target.vendor_tx_code
  if (detail.vendorTxCode !== code) return `${is} what was asked for as ${code ?? "nothing"}.`
  const kind = makes ? operation.verb : target.kind
  if (detail.kind !== kind) return `${is} ${detail.transactionType}, not as ${kind}.`
  if (!makes) {
    if (detail.vpsTxId === target.vps_tx_id) return undefined
    return `${is} ${detail.vpsTxId}, not as ${target.vps_tx_id ?? "nothing"}.`
  }
  const from = detail.related?.vpsTxId
  if (from === undefined || from === target.vps_tx_id) return undefined
  return `${is} made from ${from}, not from ${target.vps_tx_id ?? "nothing"}.`
}

function amountOddity(
  { operation, intent, target }: Subject,
  { amountMinor, currency, released, vendorTxCode, stateId }: TransactionDetail
): string | undefined {
  const ours = { minor: operation.amount_minor, currency: intent.currency.toUpperCase() }
  if (amountMinor !== ours.minor || currency !== ours.currency) {
    const theirs = showMoney({ minor: amountMinor, currency })
    const isHold = amountMinor === target.amount_minor && currency === ours.currency
    if (operation.verb === "RELEASE" && isHold) {
      return (
        `The gateway's report has ${vendorTxCode} as released, with ${theirs}: that may be what was held, and not what ` +
        `was released of it; ours was ${showMoney(ours)}.`
      )
    }
    return `The gateway's report has ${vendorTxCode} with ${theirs}, not with ${showMoney(ours)}.`
  }
  if (operation.verb === "RELEASE" && released === false) {
    return `The gateway's report has ${vendorTxCode} in state ${stateId}, but as not released.`
  }
  return undefined
}

/** What is kept of an answer for the person who may have to decide. Never the SecurityKey. */
export function evidenceOf(
  question: Question,
  asked: Asked<TransactionDetail>,
  look: Look,
  now: Date
): Record<string, unknown> {
  const about = "vpsTxId" in question ? question.vpsTxId : question.vendorTxCode
  const found = asked.kind === "found" ? asked.value : undefined
  return {
    asked_at: now.toISOString(),
    about,
    answer: asked.kind,
    ...("code" in asked && { code: asked.code }),
    says: "why" in look ? look.why : look.words.reply_detail,
    needs_person: look.is === "odd",
    ...(found && {
      state: found.stateId,
      status: maskCards(found.status),
      transaction_type: found.transactionType,
      vendor_tx_code: found.vendorTxCode,
      vps_tx_id: found.vpsTxId,
      tx_auth_no: found.txAuthNo,
      amount_minor: found.amountMinor,
      currency: found.currency,
      started_at: found.startedAt?.toISOString(),
      batch_id: found.batchId,
    }),
  }
}
