import { ControlError } from "./control-error"
import type { Core } from "./core"
import { deliver, notificationFields, send, signatureFor } from "./notification"
import type { Acknowledgement, Transaction } from "./types"
import { pageOf } from "./pay"
import type { PayResult } from "./pay"

export type NotifyRequest = {
  vps_tx_id?: string
  vendor_tx_code?: string
  /** A different result than the one there was; signed like a true one. */
  status?: string
  status_detail?: string
  /** Fields to put in the place of the true ones; "" leaves a field out. */
  fields?: Record<string, string>
  /** A signature that does not fit. */
  forged?: boolean
  /** How many at once; 1 when absent. */
  times?: number
}

export type NotifyResult = {
  notification: Record<string, string>
  /** One answer for each delivery, in the order of sending. All are sent at once. */
  answers: Acknowledgement[]
  answer: Acknowledgement
  page: PayResult["page"]
  redirect_url: string | null
}

/**
 * Sends a notification again, or one that the gateway would not send. The true one, sent while the
 * gateway still waits for the answer, counts as its next delivery; any other changes nothing here.
 */
export async function notifyAgain(
  core: Core,
  transaction: Transaction,
  request: NotifyRequest
): Promise<NotifyResult> {
  const fields = fieldsOf(transaction, request)
  const waiting = transaction.state === "unacknowledged" && isTrueOne(request)
  const times = request.times ?? 1
  const answers = waiting
    ? [await deliver(core, transaction)]
    : await Promise.all(Array.from({ length: times }, () => send(core, transaction, fields)))
  const answer = answers[0] ?? { kind: "none" as const }
  return {
    notification: fields,
    answers,
    answer,
    page: pageOf(answer),
    redirect_url: answer.redirect_url ?? null,
  }
}

function isTrueOne({ status, fields, forged, times }: NotifyRequest): boolean {
  return status === undefined && fields === undefined && !forged && (times ?? 1) === 1
}

function fieldsOf(transaction: Transaction, request: NotifyRequest): Record<string, string> {
  const base = baseOf(transaction, request)
  const changed = { ...base, ...request.fields }
  const { VPSSignature: given, ...signed } = Object.fromEntries(
    Object.entries(changed).filter(([, value]) => value !== "")
  )
  const own = request.fields?.VPSSignature
  const signature = signatureFor(transaction, signed)
  if (own === "") return signed
  return {
    ...signed,
    VPSSignature:
      own === undefined ? (request.forged ? forgery(signature) : signature) : (given ?? ""),
  }
}

function baseOf(
  transaction: Transaction,
  { status, status_detail }: NotifyRequest
): Readonly<Record<string, string>> {
  if (status !== undefined) {
    return notificationFields(transaction, { status, detail: status_detail ?? detailOf(status) })
  }
  const sent = transaction.notification?.fields
  if (!sent) throw new ControlError(409, "nothing has been notified yet: say a status")
  return sent
}

const DETAILS: Readonly<Record<string, string>> = {
  OK: "0000 : The Authorisation was Successful.",
  NOTAUTHED: "2000 : The Authorisation was Declined by the bank.",
  REJECTED: "2001 : The Authorisation was Rejected by the vendor rule-base.",
  ABORT: "2013 : The Transaction was cancelled by the customer.",
  AUTHENTICATED: "2010 : The Authentication was Successful.",
  REGISTERED: "2011 : The Transaction has been Registered.",
  PENDING: "2019 : Transaction pending",
  ERROR: "2003 : An ERROR has occurred on the Sage Pay System.",
}

function detailOf(status: string): string {
  return DETAILS[status] ?? "0000 : Unknown."
}

/** Of the right shape, but of another string. */
function forgery(signature: string): string {
  return [...signature]
    .reverse()
    .join("")
    .replace(/^./, (first) => (first === "0" ? "1" : "0"))
}
