import type { CardEntry } from "./cards"
import { testCard } from "./cards"
import { ControlError } from "./control-error"
import type { Core } from "./core"
import { notifyResult } from "./notification"
import { statusDetail } from "./texts"
import { answerChallenge, cancel, giveUpInactive, isActive, submitCard, touch } from "./shopper"
import type { Next } from "./shopper"
import type { Acknowledgement, Transaction } from "./types"
import { viewOf } from "./views"
import type { TransactionView } from "./views"

export const OUTCOMES = [
  "ok",
  "decline",
  "cancel",
  "3ds_fail",
  "reject",
  "error",
  "inactive",
] as const

export type PayRequest = {
  vps_tx_id?: string
  vendor_tx_code?: string
  /** `ok` when absent; a declined card number ends as the card says. */
  outcome?: (typeof OUTCOMES)[number]
  card_number?: string
  card_type?: string
  /** MMYY */
  expiry_date?: string
  cv2?: string
  card_holder?: string
}

export type PayResult = {
  /** Status of the notification that was sent. */
  status: string
  status_detail: string
  notification: Record<string, string>
  /** The shop's answer, parsed. */
  answer: Acknowledgement
  /** What the shopper sees: sent on to `redirect_url`, the 5006 page, or nothing heard yet. */
  page: "redirect" | "error_5006" | "no_answer"
  redirect_url: string | null
  transaction: TransactionView
}

/** Goes through the hosted page as a shopper would, to the end that was asked for. */
export async function pay(
  core: Core,
  transaction: Transaction,
  request: PayRequest
): Promise<PayResult> {
  assertActive(core, transaction)
  touch(core, transaction)
  const acknowledgement = await walk(core, transaction, request)
  return resultOf(transaction, acknowledgement)
}

/** Asked before every step: two shoppers may be on the same page. */
function assertActive(core: Core, transaction: Transaction): void {
  if (isActive(core, transaction)) return
  throw new ControlError(409, `the shopper's part is over: ${transaction.state}`)
}

async function walk(
  core: Core,
  transaction: Transaction,
  request: PayRequest
): Promise<Acknowledgement> {
  switch (request.outcome ?? "ok") {
    case "cancel":
      return told(await cancel(core, transaction))
    case "inactive":
      await giveUpInactive(core, transaction)
      return transaction.notification?.acknowledgement ?? { kind: "none" }
    case "reject":
      return notifyResult(core, transaction, {
        status: "REJECTED",
        detail: statusDetail({ code: "2001" }),
        then: "rejected",
      })
    case "error":
      return notifyResult(core, transaction, {
        status: "ERROR",
        detail: statusDetail({ code: "2003" }),
        then: "failed",
      })
    default:
      return withCard(core, transaction, request)
  }
}

/** As often as the page allows: a declined card is tried until the attempts are used up. */
async function withCard(
  core: Core,
  transaction: Transaction,
  request: PayRequest
): Promise<Acknowledgement> {
  const entry = cardOf(request)
  const answer = request.outcome === "3ds_fail" ? "wrong" : "challenge"
  for (;;) {
    assertActive(core, transaction)
    let next = await submitCard(core, transaction, entry)
    if (next.kind === "problem") {
      throw new ControlError(400, statusDetail({ code: next.problem.code }))
    }
    if (next.kind === "step" && transaction.step === "challenge") {
      assertActive(core, transaction)
      next = await answerChallenge(core, transaction, answer)
    }
    if (next.kind === "told") return next.acknowledgement
  }
}

function told(next: Next): Acknowledgement {
  return next.kind === "told" ? next.acknowledgement : { kind: "none" }
}

function cardOf(request: PayRequest): CardEntry {
  const number =
    request.card_number ?? (request.outcome === "decline" ? "4929602110085639" : "4929000000006")
  const type = request.card_type ?? testCard(number)?.type ?? "VISA"
  return {
    type,
    number,
    expiry: request.expiry_date ?? "1239",
    cv2: request.cv2 ?? (type === "AMEX" ? "1234" : "123"),
    holder: request.card_holder ?? "A Shopper",
  }
}

function resultOf(transaction: Transaction, answer: Acknowledgement): PayResult {
  const fields = transaction.notification?.fields ?? {}
  return {
    status: fields.Status ?? "",
    status_detail: fields.StatusDetail ?? "",
    notification: { ...fields },
    answer,
    page: pageOf(answer),
    redirect_url: answer.kind === "answered" ? (answer.redirect_url ?? null) : null,
    transaction: viewOf(transaction),
  }
}

export function pageOf(answer: Acknowledgement): PayResult["page"] {
  if (answer.kind === "none") return "no_answer"
  return answer.kind === "answered" ? "redirect" : "error_5006"
}
