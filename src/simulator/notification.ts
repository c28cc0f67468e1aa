import { signatureOf } from "../protocol"
import { acknowledge } from "./acknowledgement"
import { DAY, HOUR, MINUTE } from "./clock"
import type { Core } from "./core"
import type { Acknowledgement, Checks, State, Transaction } from "./types"

export type Result = { status: string; detail: string; then: State }

// How long after an unanswered delivery the next one follows. The first list is the published
// schedule of the Transaction Monitor; for a shopper's result only "several times" is known.
const RETRIES = {
  monitor: [
    ...Array<number>(5).fill(5 * MINUTE),
    ...Array<number>(15).fill(15 * MINUTE),
    ...Array<number>(13).fill(HOUR),
    ...Array<number>(29).fill(DAY),
  ],
  result: Array<number>(5).fill(5 * MINUTE),
} as const

/** What the Transaction Monitor says of a transaction that it gives up (text inferred). */
export const TIMED_OUT = {
  status: "ABORT",
  detail: "2008 : The Transaction timed-out.",
  then: "abandoned",
} as const

const NOT_PROVIDED: Checks = {
  AVSCV2: "DATA NOT CHECKED",
  AddressResult: "NOTPROVIDED",
  PostCodeResult: "NOTPROVIDED",
  CV2Result: "NOTPROVIDED",
}

/** The notification of this result, signed by the recipe of the version that was registered. */
export function notificationFields(
  transaction: Transaction,
  result: { status: string; detail: string }
): Record<string, string> {
  const { card, threeDSecure, version } = transaction
  const bankAsked = result.status !== "ABORT"
  const authenticateOnly = ["AUTHENTICATED", "REGISTERED"].includes(result.status)
  const fields = withoutEmpty({
    VPSProtocol: version,
    TxType: transaction.txType,
    VendorTxCode: transaction.vendorTxCode,
    VPSTxId: transaction.vpsTxId,
    Status: result.status,
    StatusDetail: result.detail,
    TxAuthNo: result.status === "OK" ? transaction.txAuthNo : undefined,
    ...(!authenticateOnly && (transaction.checks ?? NOT_PROVIDED)),
    GiftAid: "0",
    "3DSecureStatus": threeDSecure?.status ?? "NOTCHECKED",
    CAVV: threeDSecure?.cavv,
    CardType: card?.type ?? transaction.chosenType,
    Last4Digits: card?.last4,
    DeclineCode: bankAsked ? transaction.declineCode : undefined,
    ExpiryDate: card?.expiry,
    BankAuthCode: bankAsked ? transaction.bankAuthCode : undefined,
    ...(version === "4.00" && {
      ACSTransID: threeDSecure?.acsTransId,
      DSTransID: threeDSecure?.dsTransId,
      SchemeTraceID: transaction.schemeTraceId,
    }),
  })
  return { ...fields, VPSSignature: signatureFor(transaction, fields) }
}

export function signatureFor(transaction: Transaction, fields: Record<string, string>): string {
  return signatureOf(transaction.version as "3.00" | "4.00", fields, transaction)
}

function withoutEmpty(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => Boolean(field[1]))
  )
}

/** Ends the shopper's part and tells the shop. */
export async function notifyResult(
  core: Core,
  transaction: Transaction,
  result: Result,
  schedule: "result" | "monitor" = "result"
): Promise<Acknowledgement> {
  transaction.state = "unacknowledged"
  transaction.step = "done"
  transaction.notification = {
    fields: notificationFields(transaction, result),
    then: result.then,
    deliveries: 0,
    schedule,
  }
  return deliver(core, transaction)
}

/** One delivery of the current notification, and what follows from the answer. */
export async function deliver(core: Core, transaction: Transaction): Promise<Acknowledgement> {
  const { notification } = transaction
  if (!notification) return { kind: "none", explanation: "nothing to notify" }
  notification.deliveries += 1
  delete notification.retryAt
  core.store.save()
  const answer = await send(core, transaction, notification.fields)
  // A newer notification, or an earlier answer that came in while this one was on its way, stands.
  if (transaction.notification === notification && transaction.state === "unacknowledged") {
    notification.acknowledgement = answer
    const gaveUp = conclude(core, transaction, answer)
    if (gaveUp) {
      // The shop may have lost our result: it is told once that the gateway gave up (inferred).
      await send(core, transaction, notificationFields(transaction, TIMED_OUT))
    }
  }
  core.store.save()
  return answer
}

/** Posts notification fields and reads the answer; changes nothing. */
export async function send(
  core: Core,
  transaction: Transaction,
  fields: Record<string, string>
): Promise<Acknowledgement> {
  const url = transaction.request.NotificationURL ?? ""
  const fault = core.faults.forNotification(transaction.vendorTxCode)
  const answer =
    fault === "notification_lost"
      ? { kind: "none" as const, explanation: "lost on its way to the shop (fault)" }
      : await core.post(url, fields)
  const heard =
    fault === "answer_lost"
      ? { kind: "none" as const, explanation: "answer lost (fault)" }
      : acknowledge(answer)
  core.log(
    `notification ${fields.Status} ${transaction.vendorTxCode}: ${heard.status ?? heard.kind}`
  )
  return heard
}

/** True when a success was lost because nobody ever answered. */
function conclude(core: Core, transaction: Transaction, answer: Acknowledgement): boolean {
  const { notification } = transaction
  if (!notification) return false
  if (answer.kind === "none") {
    const wait = RETRIES[notification.schedule][notification.deliveries - 1]
    if (wait !== undefined) {
      notification.retryAt = core.clock.now() + wait
      return false
    }
    fail(transaction, notification.then, "notification never answered")
    return isSuccess(notification.then)
  }
  const accepted = answer.kind === "answered" && answer.status === "OK"
  if (accepted) accept(core, transaction, notification.then)
  else fail(transaction, notification.then, answer.explanation ?? `shop said ${answer.status}`)
  return false
}

function accept(core: Core, transaction: Transaction, then: State): void {
  transaction.state = then
  const now = core.clock.now()
  if (!isSuccess(then)) return
  transaction.acceptedAt = now
  if (then === "authorised") transaction.takenAt = now
}

function fail(transaction: Transaction, then: State, why: string): void {
  transaction.state = isSuccess(then) ? "failed" : then
  if (isSuccess(then)) transaction.note = `cancelled by the gateway: ${why}`
}

function isSuccess(state: State): boolean {
  return ["authorised", "deferred", "authenticated", "registered"].includes(state)
}
